"""When an answer is due: working time, with its hours, weekends and public holidays; or plain hours where lives are
at stake."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from domain.field import Field

HOURS = ((time(7, 30), time(11, 30)), (time(13, 0), time(17, 0)))
"""The office hours of state agencies in the south."""

SATURDAY = 5
SOON = 4
"""The last quarter of the time is "soon"."""

_FARTHEST = 3660  # days: a calendar without a single working day must not be searched for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`holidays` are free although weekdays, `workdays` are worked although at a weekend; both as the government sets
    them each year."""

    zone: tzinfo
    holidays: Set[date] = frozenset()
    workdays: Set[date] = frozenset()
    hours: tuple[tuple[time, time], ...] = HOURS

    @property
    def day(self) -> timedelta:
        """How long a working day is."""
        return sum((_length(span) for span in self.hours), timedelta())

    def works(self, day: date) -> bool:
        return day in self.workdays or (day.weekday() < SATURDAY and day not in self.holidays)

    def after(self, start: datetime, working: timedelta) -> datetime:
        """The moment, in UTC, when so much working time has passed since `start`."""
        left = working
        for opens, closes in self._spans(start):
            begins = max(opens, start)
            if begins + left <= closes:
                return (begins + left).astimezone(UTC)
            left -= max(timedelta(), closes - begins)
        raise ValueError("the calendar has no working time")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments."""
        passed = timedelta()
        for opens, closes in self._spans(start):
            if opens >= end:
                break
            passed += max(timedelta(), min(closes, end) - max(opens, start))
        return passed

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spans of working time, from the day of `start` on."""
        first = start.astimezone(self.zone).date()
        for day in (first + timedelta(days=n) for n in range(_FARTHEST)):
            if self.works(day):
                for opens, closes in self.hours:
                    yield self._at(day, opens), self._at(day, closes)

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=self.zone).astimezone(UTC)


def due(field: Field, filed: datetime, calendar: Calendar, *, urgent: bool) -> datetime:
    """By when a report filed at this moment has to be answered."""
    if urgent and field.urgent_hours is not None:
        return filed + timedelta(hours=field.urgent_hours)
    return calendar.after(filed, calendar.day * field.working_days)


def soon(filed: datetime, due_at: datetime) -> datetime:
    """From when on a report counts as due soon."""
    return due_at - (due_at - filed) / SOON


def night(now: datetime, zone: tzinfo) -> bool:
    """Whether people sleep: what is not urgent comes without a sound."""
    return not time(6) <= now.astimezone(zone).time() < time(21)


def _length(span: tuple[time, time]) -> timedelta:
    return timedelta(hours=span[1].hour - span[0].hour, minutes=span[1].minute - span[0].minute)
