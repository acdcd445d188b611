"""Deadlines in working time, with Vietnamese holidays and weekends; urgent ones in hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings.province import ProvinceSection, ReportsSection
from bot.tables import read_province, read_reports
from domain.deadline import Calendar, due, night, soon
from domain.field import Field

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
POLICY = read_reports(ReportsSection(), read_province(ProvinceSection()))
CALENDAR = Calendar(zone=ZONE, holidays=POLICY.holidays, workdays=POLICY.workdays)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))


def field(days: int, urgent_hours: int | None = None) -> Field:
    return Field(code="x", name="x", agencies=(), working_days=days, urgent_hours=urgent_hours)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("filed", "days", "expected"),
    [
        ("2026-11-18 10:00", 3, "2026-11-23 10:00"),  # Wednesday: the weekend does not count
        ("2026-11-21 09:00", 1, "2026-11-23 17:00"),  # Saturday counts from Monday morning
        ("2026-11-18 20:00", 1, "2026-11-19 17:00"),  # after hours, from the next morning
        ("2026-11-18 12:15", 1, "2026-11-19 11:30"),  # at lunch, from one o'clock
        ("2026-02-13 10:00", 1, "2026-02-23 10:00"),  # over Tết
        ("2026-04-29 10:00", 1, "2026-05-04 10:00"),  # over 30 April and 1 May
        ("2026-08-28 10:00", 1, "2026-09-03 10:00"),  # over the National Day with its exchanged Monday
    ],
)
def test_working_days_are_counted_as_offices_work(filed: str, days: int, expected: str) -> None:
    assert due(field(days), local(filed), CALENDAR, urgent=False) == local(expected)


def test_the_exchanged_saturday_is_worked() -> None:
    assert CALENDAR.works(date(2026, 8, 22))
    assert not CALENDAR.works(date(2026, 8, 31))


def test_what_is_urgent_is_due_in_hours_night_or_day() -> None:
    filed = local("2026-11-21 23:00")
    assert due(field(3, urgent_hours=1), filed, CALENDAR, urgent=True) == filed + timedelta(hours=1)
    assert due(field(3), filed, CALENDAR, urgent=True) == due(field(3), filed, CALENDAR, urgent=False)


@given(MOMENTS, st.integers(0, 60), st.integers(0, 60))
def test_time_adds_up_and_a_deadline_lies_in_office_hours(start: datetime, one: int, two: int) -> None:
    whole = CALENDAR.after(start, timedelta(hours=one + two))
    assert CALENDAR.after(CALENDAR.after(start, timedelta(hours=one)), timedelta(hours=two)) == whole
    assert CALENDAR.between(start, whole) == timedelta(hours=one + two)


@given(MOMENTS, st.integers(1, 20))
def test_soon_lies_between_filing_and_the_deadline(filed: datetime, days: int) -> None:
    due_at = due(field(days), filed, CALENDAR, urgent=False)
    assert filed < soon(filed, due_at) < due_at


def test_a_calendar_without_a_working_day_is_an_error_and_not_a_search_for_ever() -> None:
    with pytest.raises(ValueError, match="no working time"):
        Calendar(zone=ZONE, hours=()).after(local("2026-11-18 10:00"), timedelta(hours=1))


@pytest.mark.parametrize(("hour", "quiet"), [("05:59", True), ("06:00", False), ("20:59", False), ("21:00", True)])
def test_people_sleep_from_nine_to_six(hour: str, quiet: bool) -> None:
    assert night(local(f"2026-11-18 {hour}"), ZONE) is quiet
