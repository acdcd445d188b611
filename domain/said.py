"""What a phrase for a time says outright, piece by piece. Nothing may be said twice differently."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from re import Match, Pattern
from typing import Any


class Unreadable(Exception):
    """The phrase is not a time, or may be more than one."""


class NoSuchDay(Unreadable):
    """The phrase names a day that no calendar has, such as 31/2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`clock` is hour and minute as spoken, before the part of the day is heard; `weekday` counts from Monday, 0;
    `instant` is a time counted from now."""

    day: date | None = None
    weekday: int | None = None
    clock: tuple[int, int] | None = None
    part: str | None = None
    day_end: bool | None = None
    instant: datetime | None = None


Hear = Callable[[Match[str], datetime], Said]
Pieces = list[tuple[Pattern[str], Hear]]
"""Patterns of prepared text, each with what it says when it is heard at a local time."""


def both(one: Said, other: Said) -> Said:
    """The two together. The same said twice is fine; different things of one sort are `Unreadable`."""
    together: dict[str, Any] = {}
    for field in fields(Said):
        values = {getattr(one, field.name), getattr(other, field.name)} - {None}
        if len(values) > 1:
            raise Unreadable
        together[field.name] = values.pop() if values else None
    return Said(**together)
