"""Moments and durations in words: always the whole date with its weekday, so that nobody misreads a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from texts.words import Words


def full_moment(moment: datetime, words: Words) -> str:
    """ "14:30, thứ Sáu 20/11/2026", in the province's time zone."""
    local = moment.astimezone(words.zone)
    weekday = words.plain(f"time.weekday.{local.isoweekday()}")
    return f"{local:%H:%M}, {weekday} {local:%d/%m/%Y}"


def short_moment(moment: datetime, words: Words) -> str:
    """ "14:30 20/11", where the year and the weekday stand nearby."""
    return f"{moment.astimezone(words.zone):%H:%M %d/%m}"


def duration(span: timedelta, words: Words) -> str:
    """ "56 phút", "9 giờ 16 phút", "2 ngày 3 giờ": two units at most, rounded up to the minute; below that, seconds."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return words.say("time.seconds", n=seconds)
    minutes = -(-seconds // 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [("time.days", days), ("time.hours", hours), ("time.minutes", minutes)]
    return " ".join(words.say(key, n=n) for key, n in parts if n)


def day_name(day: date, words: Words) -> str:
    """ "thứ Sáu 20/11"."""
    return f"{words.plain(f'time.weekday.{day.isoweekday()}')} {day:%d/%m}"
