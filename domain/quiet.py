"""Quiet hours: from one time of day to another, over midnight or not, as people type them."""

import re

from domain.refused import Refused
from domain.wording import ascii_digits, fold, seen

_TIME = r"(\d{1,2})\s*(?:[:hg]|gio)?\s*(\d{2})?"
_SPAN = re.compile(rf"(?:tu\s+|from\s+)?{_TIME}\s*(?:-|–|den|toi|to|until)\s*{_TIME}")

Hours = tuple[int, int]
"""Minutes of the local day: from, until."""


def parse_quiet(text: str) -> Hours:
    """Raises `Refused` for what is no span of hours, and for one that is empty."""
    found = _SPAN.fullmatch(fold(ascii_digits(text)).strip()) if len(text) <= 40 else None
    if found is None:
        raise Refused("quiet.unreadable", seen=seen(text))
    since, until = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if since is None or until is None or since == until:
        raise Refused("quiet.unreadable", seen=seen(text))
    return since, until


def shown_minute(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minutes(hour: str, minute: str | None) -> int | None:
    h, m = int(hour), int(minute or 0)
    return (h % 24) * 60 + m if h <= 24 and m < 60 else None
