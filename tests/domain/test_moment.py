"""A time is read as people type it, or refused; it is never guessed."""

from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.moment import Moment, read_moment
from domain.refused import Refused

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)
"""A Wednesday."""
WORDS = "từ đến 8h 14h30 20/11 31/2 ngày mai nay tối sáng thứ hai sau trong 3 giờ nữa hết - tuần này cuối đêm tới 2"
noise = st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split())).map(" ".join))


def read(text: str, now: datetime = NOW) -> str:
    moment = read_moment(text, now=now, zone=ZONE)
    return f"{moment.day:%d/%m/%Y}" + (f" {moment.time:%H:%M}" if moment.time else "")


def refusal(text: str, now: datetime = NOW) -> str:
    with pytest.raises(Refused) as no:
        read_moment(text, now=now, zone=ZONE)
    assert "seen" in no.value.facts
    return no.value.key


def test_every_sampled_phrase_is_read_right(phrases) -> None:
    now = datetime.fromisoformat(phrases["now"])
    for phrase in phrases["phrases"]:
        moment = read_moment(phrase["text"], now=now, zone=ZONE)
        hour = time.fromisoformat(phrase["time"]) if phrase["time"] else None
        assert (moment.day, moment.time) == (date.fromisoformat(phrase["date"]), hour), phrase["text"]
        assert (moment.at is None) == (hour is None)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        *(("ngay", "18/11/2026 09:00"), ("bây giờ", "18/11/2026 09:00"), ("now", "18/11/2026 09:00")),
        *(("30 phút nữa", "18/11/2026 09:30"), ("sau 2 tiếng", "18/11/2026 11:00"), ("24h nữa", "19/11/2026 09:00")),
        *(("nửa tiếng nữa", "18/11/2026 09:30"), ("1 tiếng rưỡi nữa", "18/11/2026 10:30")),
        *(("1 giờ 30 phút nữa", "18/11/2026 10:30"), ("trong 24h tới", "19/11/2026 09:00")),
        *(
            ("2h sáng mai", "19/11/2026 02:00"),
            ("8 giờ rưỡi sáng mai", "19/11/2026 08:30"),
            ("8h mai", "19/11/2026 08:00"),
        ),
        *(("7g30", "18/11/2026 07:30"), ("7:05", "18/11/2026 07:05"), ("19h15'", "18/11/2026 19:15")),
        *(("9h kém 15", "18/11/2026 08:45"), ("17 giờ 30", "18/11/2026 17:30"), ("2:30 pm", "18/11/2026 14:30")),
        *(("bảy giờ tối", "18/11/2026 19:00"), ("hai giờ chiều mai", "19/11/2026 14:00"), ("8 am", "18/11/2026 08:00")),
        *(("nửa đêm", "19/11/2026 00:00"), ("12h đêm nay", "19/11/2026 00:00"), ("1h đêm nay", "19/11/2026 01:00")),
        *(("24h", "19/11/2026 00:00"), ("0h ngày 21/11", "21/11/2026 00:00"), ("nửa đêm mai", "20/11/2026 00:00")),
        *(
            ("hết hôm nay", "18/11/2026 23:59"),
            ("cuối ngày", "18/11/2026 23:59"),
            ("hết ngày 20/11", "20/11/2026 23:59"),
        ),
        *(("thứ 7", "21/11/2026"), ("T7", "21/11/2026"), ("CN tuần này", "22/11/2026"), ("thứ tư này", "18/11/2026")),
        *(("thứ tư tới", "25/11/2026"), ("thứ hai tuần này", "16/11/2026"), ("thứ sáu tuần sau", "27/11/2026")),
        *(
            ("8h tối chủ nhật", "22/11/2026 20:00"),
            ("chủ nhật tối", "22/11/2026 20:00"),
            ("cuối tuần sau", "28/11/2026"),
        ),
        *(("thứ hai ngày 23/11", "23/11/2026"), ("một tuần nữa", "25/11/2026"), ("3 ngày tới", "21/11/2026")),
        *(
            ("ngày 20", "20/11/2026"),
            ("14h ngày 5", "05/12/2026 14:00"),
            ("20/11/26", "20/11/2026"),
            ("mốt", "20/11/2026"),
        ),
        *(("đêm nay", "18/11/2026"), ("thu 6 20-11", "20/11/2026"), ("14h 20 tháng 11", "20/11/2026 14:00")),
        *(("thứ Sáu, 20/11/2026, 14:30", "20/11/2026 14:30"), ("2026-11-20T14:30:00", "20/11/2026 14:30")),
        *(("lúc 8 giờ sáng ngày mai nhé", "19/11/2026 08:00"), ("２０／１１ １４ｈ３０", "20/11/2026 14:30")),
    ],
)
def test_what_people_type_is_read(text: str, moment: str) -> None:
    assert read(text) == moment


def test_the_instant_is_the_local_time_in_utc() -> None:
    moment = read_moment("14h30 ngày 20/11", now=NOW, zone=ZONE)
    assert moment == Moment(day=date(2026, 11, 20), time=time(14, 30), at=datetime(2026, 11, 20, 7, 30, tzinfo=UTC))


def test_today_is_the_day_of_the_zone_and_not_of_utc() -> None:
    assert read("hôm nay", datetime(2026, 11, 18, 18, 0, tzinfo=UTC)) == "19/11/2026"


def test_an_hour_gone_by_stays_today_for_the_callers_rule_to_refuse() -> None:
    assert read("8h") == "18/11/2026 08:00"


def test_a_day_without_a_year_is_the_next_such_day() -> None:
    assert read("17/11") == "17/11/2027"
    assert read("18/11") == "18/11/2026"
    assert read("29/2", datetime(2027, 12, 1, tzinfo=ZONE)) == "29/02/2028"


def test_the_small_hours_of_tonight_are_those_we_are_in() -> None:
    assert read("2h đêm nay", NOW.replace(hour=0, minute=30)) == "18/11/2026 02:00"
    assert read("2h đêm nay") == "19/11/2026 02:00"


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "abc", "-", "từ", "ngày", "5/6 hay 7/6", "8 giờ sáng tối", "25h", "24h30", "8h75", "0 phút nữa"),
        *("mai mốt", "ngày kìa", "mùng 5", "20/11 âm lịch", "17h30 hôm qua", "12h sáng", "12h chiều", "9h trưa"),
        *("thứ tư", "thứ sáu sau", "thứ bảy 20/11/2026", "chu nhat toi 8h", "1h đêm mai", "1h đêm 20/11", "8 giờ tới"),
        *("sau 17 giờ", "sau 2h", "14h30-16h", "8h 9h", "20/11 21/11", "hết 18h", "2 giờ nữa 20/11", "bay gio toi nay"),
        *("20/11-2026", "1-1-1-1", "14h20/11", "8h " * 200, "1" * 10_000),
    ],
)
def test_what_may_be_read_in_two_ways_or_in_none_is_refused(text: str) -> None:
    assert refusal(text) == "moment.unreadable"


@pytest.mark.parametrize(
    "text", ["31/2", "29/2", "20/13", "0/5", "31/4/2027", "ngày 31", "8h 30/2", "1/1/9999", "2026-02-30"]
)
def test_a_day_that_no_calendar_has_is_refused_as_such(text: str) -> None:
    assert refusal(text) == "moment.no_such_day"


@given(st.datetimes(datetime(2026, 11, 18, 9), datetime(2099, 12, 31)))
def test_our_own_echo_is_read_back(at: datetime) -> None:
    day = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")[at.weekday()]
    assert read(f"{day}, {at:%d/%m/%Y}, {at:%H:%M}") == f"{at:%d/%m/%Y %H:%M}"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.timedeltas(timedelta(0), timedelta(days=360)))
def test_a_day_and_month_within_a_year_need_no_year(now: datetime, ahead: timedelta) -> None:
    day = (now + ahead).date()
    if (day.day, day.month) != (29, 2):
        assert read_moment(f"{day.day}/{day.month}", now=now.replace(tzinfo=ZONE), zone=ZONE).day == day


@given(noise)
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        read(text)
    except Refused as no:
        assert no.key in {"moment.unreadable", "moment.no_such_day"}


@pytest.mark.parametrize("text", ["8h " * 3_333, "1-" * 60, "từ đến " * 15, "\u0323\u0301" * 5_000, "1" * 120])
def test_a_long_text_is_answered_quickly(text: str) -> None:
    began = process_time()
    refusal(text)
    assert process_time() - began < 0.5
