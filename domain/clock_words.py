"""The words for an hour: 14h30, 7g30, 8 giờ tối, 12 giờ đêm, nửa đêm, hết ngày, 30 phút nữa. On prepared text."""

import re
from datetime import datetime, timedelta
from re import Match

from domain.said import Pieces, Said, Unreadable

MIDNIGHT = 24
"""The hour that ends a day. An hour of 25 is one o'clock in the night that begins on that day's evening."""

_END = r"(?![a-z0-9])"
_PM = {hour: hour + 12 for hour in range(1, 12)}
_HOURS = {
    "sang": {hour: hour for hour in range(12)},
    "rang sang": {hour: hour for hour in range(7)},
    "trua": {10: 10, 11: 11, 12: 12, 13: 13, 14: 14, 1: 13, 2: 14},
    "chieu": {hour % 12: hour for hour in range(13, 20)} | {hour: hour for hour in range(13, 20)},
    "toi": {hour % 12: hour for hour in range(17, 24)} | {hour: hour for hour in range(17, 25)} | {12: MIDNIGHT},
    "dem": {hour % 12: hour for hour in range(21, 29)} | {hour: hour for hour in range(21, 25)} | {12: MIDNIGHT},
    "am": {hour: hour for hour in range(1, 12)} | {12: 0},
    "pm": _PM | {12: 12},
}
_NO_HOUR_SAID = {"sang": 8, "trua": 12, "chieu": 15, "toi": 20}
"""Hours to take for a part of the day alone; of the others (đêm, rạng sáng) only the day is known."""


def minutes_into_day(clock: tuple[int, int] | None, part: str | None) -> int | None:
    """Minutes from the day's 00:00, up to 28:59 for the small hours of its night; None if no hour can be told.

    Raises `Unreadable` for an hour that the part of the day does not have, and for 25h.
    """
    if clock is None:
        hour = _NO_HOUR_SAID.get(part or "")
        return None if hour is None else hour * 60
    hour, minute = clock
    known = _HOURS[part] if part else {hour: hour for hour in range(MIDNIGHT)} | ({24: MIDNIGHT} if not minute else {})
    if hour not in known or minute > 59:
        raise Unreadable
    return known[hour] * 60 + minute


def _clock(found: Match[str], _: datetime) -> Said:
    hour, minute = int(found["hour"]), int(found["glued"] or found["apart"] or (30 if found["half"] else 0))
    if found["less"]:
        hour, minute = divmod(hour * 60 - int(found["less"]), 60)
    return Said(clock=(hour, minute))


def _digital(found: Match[str], _: datetime) -> Said:
    return Said(clock=(int(found["hour"]), int(found["minute"] or 0)))


def _part(found: Match[str], now: datetime) -> Said:
    return Said(part=found["part"], day=now.date() if found["nay"] else None)


def _midnight(found: Match[str], now: datetime) -> Said:
    return Said(clock=(12, 0), part="dem", day=now.date() if found["nay"] else None)


def _counted(found: Match[str], now: datetime) -> Said:
    """Hours and minutes from now, to the whole minute. `sau 17 giờ` may mean after five o'clock: `Unreadable`."""
    hours, minutes = (
        int(found["hours"] or 0),
        int(found["minutes"] or found["only"] or 0) + (30 if found["half"] else 0),
    )
    if found["lead"] == "sau" and not found["tail"] and hours in range(13, MIDNIGHT):
        raise Unreadable
    return _from_now(now, timedelta(hours=hours, minutes=minutes))


def _from_now(now: datetime, wait: timedelta) -> Said:
    if not wait:
        raise Unreadable
    return Said(instant=(now + wait).replace(second=0, microsecond=0))


_NOT_ANOTHER = rf"(?!\d)(?! ?(?:[/.:-] ?\d|(?:thang|ngay|tuan|gio|tieng|h|g){_END}))"
_HOURS_LONG = r"(?P<hours>\d{1,3}) ?(?:gio|tieng)(?: dong ho)?"
_MORE = r"(?: (?P<half>ruoi)| ?(?P<minutes>\d{1,2}) ?(?:phut|p))?"
_LONG = rf"(?:{_HOURS_LONG}{_MORE}|(?P<only>\d{{1,4}}) ?(?:phut|p))"
_LONG_OR_H = _LONG.replace("gio|tieng", "gio|tieng|h")

CLOCKS: Pieces = [
    (re.compile(pattern), hear)
    for pattern, hear in (
        (rf"(?P<lead>trong(?: vong)?) {_LONG_OR_H}(?P<tail> nua| next| toi)?{_END}", _counted),
        (rf"(?P<lead>sau) {_LONG}(?P<tail> nua)?{_END}", _counted),
        (rf"(?P<lead>){_LONG_OR_H}(?P<tail> nua){_END}", _counted),
        (rf"(?P<lead>){_LONG}(?P<tail> sau){_END}(?! \d)", _counted),
        (
            rf"(?:(?:sau|trong) nua (?:tieng|gio)(?: nua)?|nua (?:tieng|gio) nua){_END}",
            lambda _, now: _from_now(now, timedelta(minutes=30)),
        ),
        (rf"nua dem(?P<nay> nay)?{_END}", _midnight),
        (rf"(?:het|cuoi)(?: ngay(?=$| den ))?{_END}", lambda _found, _now: Said(day_end=True)),
        (rf"(?P<part>rang sang|sang|trua|chieu|toi|dem|am|pm)(?P<nay> nay)?{_END}", _part),
        (r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?(?!\d)", _digital),
        (rf"(?P<hour>\d{{1,2}})(?P<minute>)(?= ?[ap]m{_END})", _digital),
        (
            r"(?P<hour>\d{1,2}) ?(?:gio|g|h)(?![a-z])"
            rf"(?:(?:(?P<glued>\d{{1,2}})(?!\d)| (?P<apart>\d{{1,2}}){_NOT_ANOTHER})(?: ?(?:'|phut|ph|p)(?![a-z]))?"
            rf"| (?P<half>ruoi){_END}| kem (?P<less>\d{{1,2}})(?!\d)(?: phut{_END})?)?",
            _clock,
        ),
    )
]
