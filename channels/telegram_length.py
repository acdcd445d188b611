"""How long a text is for Telegram, and what to do with one that is too long: it goes in pieces, cut between lines.

Telegram counts UTF-16 units after it has read the tags, so tags are free and `&lt;` is one.
"""

import html
import re

from telegram.constants import MessageLimit

from domain.wording import utf16

TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
CAPTION = int(MessageLimit.CAPTION_LENGTH)

_TAG = re.compile(r"<[^>]*>")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"<[^>]*>|&\w{1,8};|\s|[^<&\s]{1,200}|[<&]")


def length(text: str) -> int:
    """UTF-16 units of the text once its tags and entities are read."""
    return utf16(html.unescape(_TAG.sub("", text)))


def pieces(text: str, most: int = TEXT) -> list[str]:
    """The text in pieces of at most `most` units, cut after a line or, in a longer one, after a word.

    A tag that is open at a cut is closed there and opened again in the next piece.
    """
    if length(text) <= most:
        return [text]
    cut: list[str] = []
    piece, room = "", most
    for part in _parts(text, most):
        if length(part) > room:
            cut.append(piece.rstrip() + _closing(_open(piece)))
            piece, room = "".join(_open(piece)), most
        piece += part
        room -= length(part)
    return [*cut, piece]


def _parts(text: str, most: int) -> list[str]:
    """Lines, and the words of a line that no piece could hold."""
    return [part for line in _LINE.findall(text) for part in ([line] if length(line) <= most else _WORD.findall(line))]


def _open(piece: str) -> list[str]:
    """The tags that the piece has opened and not closed, in order."""
    waiting: list[str] = []
    for tag in _TAG.findall(piece):
        if not tag.startswith("</"):
            waiting.append(tag)
        elif waiting:
            waiting.pop()
    return waiting


def _closing(tags: list[str]) -> str:
    return "".join(f"</{tag[1:-1].split()[0]}>" for tag in reversed(tags))
