"""A phrase for a time taken apart into what it says. Every word must be understood: a phrase half understood is a wrong
alert. `domain/moment.py` puts the pieces together."""

import re
import unicodedata
from datetime import datetime

from domain.clock_words import CLOCKS
from domain.day_words import DAYS
from domain.said import Said, Unreadable, both
from domain.wording import ascii_digits, clean, fold

_MOST_TYPED = 120
_NUMBERS = {
    **{"một": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8", "chín": "9"},
    **{"mười": "10", "mười một": "11", "mười hai": "12"},
}
_WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
_MARKS_MATTER = [
    *((re.compile(rf"\bthứ {word}\b"), f"t{at}") for at, word in enumerate(_WEEKDAYS, start=2)),
    *(
        (re.compile(rf"\b{word}(?= (?:giờ|tiếng|phút|ngày|tuần)\b)"), digits)
        for word, digits in sorted(_NUMBERS.items(), reverse=True)
    ),
    (re.compile(r"\btới\b"), "next"),
    (re.compile(r"\btối\b"), "buoi toi"),
    (re.compile(r"\b(?:một|bảy|kìa)\b|^ngày$"), "?"),
]
"""What folding would make one: `tới` (next) and `tối` (evening), `bảy giờ` (seven) and `bây giờ` (now), `kìa` (in three
days) and `kia` (in two)."""

_NOW = frozenset(
    ("ngay", "bay gio", "ngay bay gio", "ngay lap tuc", "lap tuc", "ngay luc nay", "luc nay", "hien tai", "now")
)
_FILLER = re.compile(
    r"(?:(?:luc|vao|hoi|khoang|ngay|hom|buoi|den|cho|tu|dung|nhe|nha|a)(?![a-z0-9])|[ ,.;()]|-(?= )|(?<= )-)"
)
_PIECES = [*DAYS, *CLOCKS]


def prepare(text: str) -> str:
    """The text folded, after the few words whose marks matter have been told apart. Too long is `Unreadable`."""
    if len(text) > _MOST_TYPED:
        raise Unreadable
    text = clean(ascii_digits(unicodedata.normalize("NFKC", text))).casefold()
    for marked, plain in _MARKS_MATTER:
        text = marked.sub(plain, text)
    text = re.sub("[\u2010-\u2015\u2212~]|->", "-", re.sub("[\u2018\u2019\u2032]", "'", text))
    return re.sub(" ?/ ?", "/", fold(text))


def read_phrase(prepared: str, now: datetime) -> Said:
    """What a prepared phrase says, `now` being the local time. Raises `Unreadable` or `NoSuchDay`."""
    if prepared in _NOW:
        return Said(instant=now)
    said, at = Said(), 0
    while at < len(prepared):
        more, at = _next_piece(prepared, at, now)
        said = both(said, more)
    if said == Said():
        raise Unreadable
    return said


def _next_piece(prepared: str, at: int, now: datetime) -> tuple[Said, int]:
    for pattern, hear in _PIECES:
        if found := pattern.match(prepared, at):
            return hear(found, now), found.end()
    if found := _FILLER.match(prepared, at):
        return Said(), found.end()
    raise Unreadable
