"""How long a text is on a channel, and what to do with one that is too long: it goes in pieces, cut between lines.

Counted are UTF-16 units after the tags are read, as Telegram does: tags are free and `&lt;` is one.
"""

import html
import re

from domain.wording import utf16

_TAG = re.compile(r"<[^>]*>")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SENTENCE = re.compile(r".+?[.!?…][\"”»)\]]*(?:</[^>]*>)*\s+|.+", re.DOTALL)
_WORD = re.compile(r"<[^>]*>|&\w{1,8};|\s|[^<&\s]{1,200}|[<&]")


def length(text: str) -> int:
    """UTF-16 units of the text once its tags and entities are read."""
    return utf16(html.unescape(_TAG.sub("", text)))


def pieces(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` units, cut after a line; in a longer one after a sentence, else a word.

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
    """Lines; the sentences of a line that no piece could hold, and the words of such a sentence."""
    parts = _LINE.findall(text)
    for finer in (_SENTENCE, _WORD):
        parts = [part for each in parts for part in ([each] if length(each) <= most else finer.findall(each))]
    return parts


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
