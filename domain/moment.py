"""When: a day, an hour, a span, from the words that people type. What may be read in two ways is refused, and what is
read is to be echoed in full before it counts."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from domain.clock_words import MIDNIGHT, fits_otherwise, minutes_into_day
from domain.day_words import day_of, next_weekday
from domain.phrase import prepare, read_phrase
from domain.refused import Refused
from domain.said import NoSuchDay, Said, Unreadable
from domain.wording import seen

_FROM_NOW = ("nay", "gio", "bay gio", "luc nay")
_BETWEEN = re.compile(r" (?:den|next) | ?- ?")
_ONLY_AN_END = re.compile(r"(?:den|next|het|cuoi ngay|cuoi hom|trong)(?![a-z])")
_BEGINS_WITH_HOUR = re.compile(r"\d{1,2} ?(?:h|g|gio|:)")
_BEGINS_WITH_DATE = re.compile(r"(?:ngay )?\d{1,2}(?:[/.-]| thang )")
_MORNING = ("sang", "rang sang")
_EVENING = 17
_LAST_MINUTE = MIDNIGHT * 60 - 1
_SMALL_HOURS = 5
"""Before this hour, the night's small hours are those that we are in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`day` and `time` are local, `at` is the same in UTC. Where only a day was named, `time` and `at` are None."""

    day: date
    time: time | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """`end` always has an hour, 23:59 where only a day was named. No `start`: it was not said."""

    start: Moment | None
    end: Moment


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


def read_range(text: str, *, now: datetime, zone: tzinfo) -> Range:
    """The span that the phrase names: `từ A đến B`, `A - B`, `đến B`, `hết ngày D`.

    The half that names no day takes the other's. Whether it ends after it starts, and in the future, is the caller's
    rule. Raises as `read_moment` does.
    """
    local = now.astimezone(zone)
    try:
        return _range(prepare(text), local)
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


def _range(prepared: str, now: datetime) -> Range:
    """The one way to cut the phrase in two that makes sense; if two do, nobody knows."""
    readings: set[Range] = set()
    no_such_day = False
    for between in _BETWEEN.finditer(prepared):
        try:
            readings.add(_from_to(prepared[: between.start()], prepared[between.end() :], now))
        except NoSuchDay:
            no_such_day = True
        except Unreadable:
            continue
    if not readings and not no_such_day and _ONLY_AN_END.match(prepared):
        return Range(start=None, end=_end(read_phrase(prepared, now), now))
    if len(readings) != 1:
        raise NoSuchDay if no_such_day else Unreadable
    return readings.pop()


def _end(said: Said, now: datetime) -> Moment:
    end = _moment(said, now)
    return end if end.at else _at(end.day, _LAST_MINUTE, now.tzinfo)


def _from_to(left: str, right: str, now: datetime) -> Range:
    """The span between two phrases; a half without a day is of the other's day."""
    end = read_phrase(right, now)
    start = _start(left.removeprefix("tu ").strip(), right, end, now)
    if not start.names_a_day() and end.names_a_day():
        return _on_the_day_of_the_end(start, end, now)
    first = _moment(start, now)
    if end.names_a_day():
        return Range(start=first, end=_end(end, now))
    if first.at is None:
        raise Unreadable
    return _on_the_day_of_the_start(first, start, end, now)


def _start(left: str, right: str, end: Said, now: datetime) -> Said:
    if left in _FROM_NOW:
        return Said(instant=now)
    if bare := re.fullmatch(r"(?P<day>ngay )?(?P<number>\d{1,2})", left):
        return _like_the_end(int(bare["number"]), right, end, only_a_day=bool(bare["day"]))
    start = read_phrase(left, now)
    if start.clock and not start.part and end.part and fits_otherwise(start.clock[0], end.part):
        raise Unreadable
    return start


def _like_the_end(number: int, right: str, end: Said, *, only_a_day: bool) -> Said:
    """A number alone is what the other half begins with: `8-10h` hours, `20-22/11` days."""
    if _BEGINS_WITH_HOUR.match(right) and not only_a_day:
        return Said(clock=(number, 0), part=end.part)
    if _BEGINS_WITH_DATE.match(right) and end.day:
        return Said(day=day_of(end.day.year, end.day.month, number))
    raise Unreadable


def _on_the_day_of_the_end(start: Said, end: Said, now: datetime) -> Range:
    """`8h đến 17h ngày 20/11` is one day; `17h đến 8h mai` begins today."""
    last, day = _end(end, now), _day(end, now)
    first = _moment(replace(start, day=day), now)
    if not _before(first, last) and day == now.date() + timedelta(days=1):
        first = _moment(replace(start, day=now.date()), now)
    if not _before(first, last):
        raise Unreadable
    return Range(start=first, end=last)


def _on_the_day_of_the_start(first: Moment, start: Said, end: Said, now: datetime) -> Range:
    """`22h đến 6h` ends the next morning; `8h đến 5h` may mean five in the afternoon, and is refused."""
    day = _day(start, now)
    last = _end(replace(end, day=day), now)
    if not _before(first, last):
        if not (end.part in _MORNING or (_in_the_evening(first) and end.clock and end.clock[0] < 12 and not end.part)):
            raise Unreadable
        last = _end(replace(end, day=day + timedelta(days=1)), now)
    return Range(start=first, end=last)


def _before(first: Moment, last: Moment) -> bool:
    return first.at is None or (last.at is not None and first.at < last.at)


def _in_the_evening(first: Moment) -> bool:
    return first.time is not None and first.time.hour >= _EVENING
