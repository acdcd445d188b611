"""When: a day, an hour, from the words that people type. What may be read in two ways is refused, and what is
read is to be echoed in full before it counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from domain.clock_words import MIDNIGHT, minutes_into_day
from domain.day_words import next_weekday
from domain.phrase import prepare, read_phrase
from domain.refused import Refused
from domain.said import NoSuchDay, Said, Unreadable
from domain.wording import seen

_LAST_MINUTE = MIDNIGHT * 60 - 1
_SMALL_HOURS = 5
"""Before this hour, the night's small hours are those that we are in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`day` and `time` are local, `at` is the same in UTC. Where only a day was named, `time` and `at` are None."""

    day: date
    time: time | None
    at: datetime | None


def read_moment(text: str, *, now: datetime, zone: tzinfo) -> Moment:
    """The moment that the phrase names, seen from the aware time `now`.

    A day without a year is the next such day. An hour without a day is today's, even if it is past: the caller's rule
    decides. Raises `Refused`, with `seen`: `moment.no_such_day` (31/2), `moment.unreadable` for all else, the
    ambiguous included.
    """
    local = now.astimezone(zone)
    try:
        return _moment(read_phrase(prepare(text), local), local)
    except NoSuchDay:
        raise Refused("moment.no_such_day", seen=seen(text)) from None
    except Unreadable:
        raise Refused("moment.unreadable", seen=seen(text)) from None


def _moment(said: Said, now: datetime) -> Moment:
    if said.instant:
        return _alone(said, said.instant)
    day, minutes = _day(said, now), _minutes(said, now)
    if said.weekday not in (None, day.weekday()):
        raise Unreadable
    return Moment(day=day, time=None, at=None) if minutes is None else _at(day, minutes, now.tzinfo)


def _alone(said: Said, instant: datetime) -> Moment:
    if said != Said(instant=instant):
        raise Unreadable
    return Moment(day=instant.date(), time=instant.time(), at=instant.astimezone(UTC))


def _day(said: Said, now: datetime) -> date:
    if said.instant:
        return said.instant.date()
    if said.day is None and said.weekday is not None:
        return next_weekday(said.weekday, now.date())
    return said.day or now.date()


def _minutes(said: Said, now: datetime) -> int | None:
    """Minutes from 00:00 of the day that was said. The small hours of a night are told from now, never of a date: the
    night of the 20th begins on its evening for some, ends on its morning for others."""
    if said.day_end and (said.clock or said.part):
        raise Unreadable
    if said.day_end:
        return _LAST_MINUTE
    minutes = minutes_into_day(said.clock, said.part)
    if minutes is None or minutes < (MIDNIGHT + 1) * 60:
        return minutes
    if _day(said, now) != now.date():
        raise Unreadable
    return minutes - MIDNIGHT * 60 if now.hour < _SMALL_HOURS else minutes


def _at(day: date, minutes: int, zone: tzinfo | None) -> Moment:
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return Moment(day=local.date(), time=local.time(), at=local.replace(tzinfo=zone).astimezone(UTC))
