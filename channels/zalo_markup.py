"""Our small markup in Zalo's words: a bare text, and which stretches of it are bold, slanted, underlined or struck out.

The text goes as it is and the styles beside it (`text_styles`), never as Zalo's markdown: that has no way to escape, so
a person who writes `**` or `{red}` could change how our message looks. Offsets and lengths are UTF-16 units.
"""

import html
import re
from dataclasses import dataclass

from channels.ability import ZALO_BOT
from channels.length import pieces
from domain.wording import utf16

TEXT = ZALO_BOT.most_characters  # of one message, and of the words under a picture

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_PART = re.compile(r"<(?P<end>/?)(?P<name>\w+)[^>]*>|(?P<words>[^<]+|<)")
_STYLED = ("b", "i", "u", "s")

Style = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Styled:
    """`styles` as Zalo takes them: `{"start", "len", "st": ["b"]}`."""

    text: str
    styles: tuple[Style, ...]


def messages(marked_up: str) -> list[Styled]:
    """The text as one message, or as several when it is too long; a link's address stands behind its words."""
    return [_styled(piece) for piece in pieces(_LINK.sub(_written_out, marked_up), TEXT)]


def bare(marked_up: str) -> str:
    """The text without its styles, for where Zalo shows none."""
    return _styled(_LINK.sub(_written_out, marked_up)).text


def _written_out(link: re.Match[str]) -> str:
    address, words = link.groups()
    return words if words == address else f"{words} ({address})"


def _styled(piece: str) -> Styled:
    """Code and quotations have no style of their own."""
    text, at = "", 0
    opened: list[tuple[str, int]] = []
    styles: list[Style] = []
    for part in _PART.finditer(piece):
        if part["words"] is not None:
            words = html.unescape(part["words"])
            text += words
            at += utf16(words)
        elif not part["end"]:
            opened.append((part["name"], at))
        elif opened:
            name, since = opened.pop()
            if name in _STYLED and at > since:
                styles.append({"start": since, "len": at - since, "st": [name]})
    return Styled(text=text, styles=tuple(styles))
