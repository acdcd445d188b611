"""Figures about reports over a span of days: what came in, what became of it, and how that compares with before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DAYS = (7, 30, 90)
WEEKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Within a span: `rated` and `satisfied` of those resolved in it, `on_time` those resolved by their deadline."""

    received: int
    resolved: int
    on_time: int
    rated: int
    satisfied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """At a moment: what an office had to act on, and how much of it was past the deadline that it has today."""

    in_hand: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field or commune, by code: received in the span, and how many of those are overdue now."""

    code: str
    received: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days: how many were resolved, and how many of them on time."""

    starts_at: datetime
    resolved: int
    on_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`before` is the span of the same length just before; the loads are as each of the two ended. No `unit`: all."""

    unit: str | None
    days: int
    until: datetime
    now: Count
    before: Count
    load: Load
    load_before: Load
    fields: tuple[Part, ...]
    areas: tuple[Part, ...]
    weeks: tuple[Week, ...]

    @property
    def since(self) -> datetime:
        return self.until - timedelta(days=self.days)


def share(part: int, whole: int) -> int | None:
    """In whole percent, None of nothing."""
    return round(100 * part / whole) if whole else None


def arrow(now: int | None, before: int | None) -> str:
    if now is None or before is None or now == before:
        return "→"
    return "↑" if now > before else "↓"
