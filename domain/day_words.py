"""The words for a day: 20/11, ngày 20 tháng 11 năm 2026, mai, mốt, thứ hai tuần sau, 3 ngày nữa. On prepared text:
folded, with `tới` (next) told apart from `tối` (evening)."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from re import Match

from domain.said import NoSuchDay, Pieces, Said, Unreadable

YEARS = range(2000, 2200)
_END = r"(?![a-z0-9])"
_SATURDAY = 5
_WEEKDAYS = {
    **{"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "cn": 6},
    **{"2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5},
}
_NEXT_WEEK = ("tuan sau", "tuan next", "tuan toi")


def day_of(year: int, month: int, day: int) -> date:
    """The day, or `NoSuchDay`."""
    if year not in YEARS or month not in range(1, 13) or not 1 <= day <= monthrange(year, month)[1]:
        raise NoSuchDay
    return date(year, month, day)


def _dated(found: Match[str], now: datetime) -> Said:
    day, month, year = int(found["day"]), int(found["month"]), found["year"]
    if year:
        return Said(day=day_of(int(year) + (2000 if len(year) == 2 else 0), month, day))
    if month == 2 and day == 29:
        return Said(day=_next_leap_day(now.date()))
    this_year = day_of(now.year, month, day)
    return Said(day=this_year if this_year >= now.date() else day_of(now.year + 1, month, day))


def _next_leap_day(today: date) -> date:
    """29/2 of this year or the next: farther off it is likelier a mistake."""
    for year in (today.year, today.year + 1):
        if monthrange(year, 2)[1] == 29 and date(year, 2, 29) >= today:
            return date(year, 2, 29)
    raise NoSuchDay


def _day_of_month(found: Match[str], now: datetime) -> Said:
    day = int(found["day"])
    if day >= now.day:
        return Said(day=day_of(now.year, now.month, day))
    return Said(day=day_of(now.year + now.month // 12, now.month % 12 + 1, day))


def _weekday(found: Match[str], now: datetime) -> Said:
    which = found["which"]
    weekday = _WEEKDAYS[found["name"] or found["short"] or "cn"]
    today = now.date()
    this_week = today + timedelta(days=weekday - today.weekday())
    if which is None:
        return Said(weekday=weekday)
    if which == "tuan nay":
        return Said(day=this_week, weekday=weekday)
    if which in _NEXT_WEEK:
        return Said(day=this_week + timedelta(weeks=1), weekday=weekday)
    if which == "nay":
        return Said(day=this_week if this_week >= today else this_week + timedelta(weeks=1), weekday=weekday)
    if which == "next":
        return Said(day=this_week if this_week > today else this_week + timedelta(weeks=1), weekday=weekday)
    if which == "sau" and this_week <= today:
        return Said(day=this_week + timedelta(weeks=1), weekday=weekday)
    raise Unreadable


def next_weekday(weekday: int, today: date) -> date:
    """The coming day of that name; today's own name may mean today or in a week, so it is `Unreadable`."""
    ahead = (weekday - today.weekday()) % 7
    if ahead == 0:
        raise Unreadable
    return today + timedelta(days=ahead)


def _weekend(found: Match[str], now: datetime) -> Said:
    """Its Saturday. On a Sunday, nobody knows whether this weekend is still meant."""
    to_saturday = _SATURDAY - now.weekday()
    if to_saturday < 0:
        raise Unreadable
    return _ahead(now, days=to_saturday + (7 if found["which"] not in (None, "nay") else 0))


def _ahead(now: datetime, *, days: int) -> Said:
    return Said(day=now.date() + timedelta(days=days))


def _counted(found: Match[str], now: datetime) -> Said:
    return _ahead(now, days=int(found["many"]) * (7 if found["unit"] == "tuan" else 1))


_MANY = r"(?P<many>\d{1,4}) ?(?P<unit>ngay|tuan)"

DAYS: Pieces = [
    (re.compile(pattern), hear)
    for pattern, hear in (
        (
            r"(?:ngay )?(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)(?:t(?=\d))?",
            _dated,
        ),
        (r"(?P<day>\d{1,2})(?P<sep>[-/.])(?P<month>\d{1,2})(?:(?P=sep)(?P<year>\d{4}|\d{2}))?(?!\d)", _dated),
        (r"(?P<day>\d{1,2}) thang (?P<month>\d{1,2})(?:(?: nam |/|-)(?P<year>\d{4}))?(?!\d)", _dated),
        (rf"(?:trong|trong vong|sau) {_MANY}(?: nua| next| toi)?{_END}", _counted),
        (rf"{_MANY} (?:nua|sau|next|toi){_END}", _counted),
        (rf"ngay (?P<day>\d{{1,2}})(?!\d|[/.:-]\d)(?! ?(?:thang|gio|g|h|phut){_END})", _day_of_month),
        (rf"(?:(?:hom|bua) nay|today){_END}", lambda _, now: _ahead(now, days=0)),
        (rf"(?:(?:ngay |bua |hom )?mai|tomorrow){_END}", lambda _, now: _ahead(now, days=1)),
        (rf"(?:ngay |bua )?(?:mot|kia){_END}", lambda _, now: _ahead(now, days=2)),
        (rf"cuoi tuan(?: (?P<which>nay|sau|toi|next))?{_END}", _weekend),
        (
            r"(?:thu (?P<name>hai|ba|tu|nam|sau|bay|[2-7])|t(?P<short>[2-7])|chu nhat|cn)"
            rf"(?: (?P<which>tuan (?:nay|sau|toi|next)|nay|sau|next|toi))?{_END}",
            _weekday,
        ),
    )
]
