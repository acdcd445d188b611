"""How the offices of the province work: their units, their calendar, and what a result needs."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.deadline import Calendar, due, soon
from domain.field import Field
from domain.province import Province


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPolicy:
    """`without_leader` are the units, by code, whose results go to the citizen without a leader's approval."""

    holidays: Set[date] = frozenset()
    workdays: Set[date] = frozenset()
    proof_needed: bool = True
    without_leader: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    province: Province
    policy: ReportPolicy = field(default_factory=ReportPolicy)

    @property
    def calendar(self) -> Calendar:
        return Calendar(zone=self.province.zone, holidays=self.policy.holidays, workdays=self.policy.workdays)

    def deadline(self, field: Field, start: datetime, *, urgent: bool) -> tuple[datetime, datetime]:
        """By when an answer is due, and from when on that is soon."""
        due_at = due(field, start, self.calendar, urgent=urgent)
        return due_at, soon(start, due_at)
