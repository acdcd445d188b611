"""A time is read as people type it, or refused; it is never guessed."""

from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.moment import Moment, Range, read_moment, read_range
from domain.refused import Refused

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)
"""A Wednesday."""
WORDS = "từ đến 8h 14h30 20/11 31/2 ngày mai nay tối sáng thứ hai sau trong 3 giờ nữa hết - tuần này cuối đêm tới 2"
noise = st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split())).map(" ".join))


def read(text: str, now: datetime = NOW) -> str:
    return told(read_moment(text, now=now, zone=ZONE))


def told(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return f"{moment.day:%d/%m/%Y}" + (f" {moment.time:%H:%M}" if moment.time else "")


def span(text: str, now: datetime = NOW) -> tuple[str, str]:
    found = read_range(text, now=now, zone=ZONE)
    return told(found.start), told(found.end)


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


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("từ 8h đến 17h ngày 20/11", "20/11/2026 08:00", "20/11/2026 17:00"),
        ("từ 8h ngày 20/11 đến 17h", "20/11/2026 08:00", "20/11/2026 17:00"),
        ("từ 14h30 ngày 20/11 đến 17h ngày 21/11", "20/11/2026 14:30", "21/11/2026 17:00"),
        ("2026-11-20 14:30 - 2026-11-20 16:00", "20/11/2026 14:30", "20/11/2026 16:00"),
        ("14h30–16h", "18/11/2026 14:30", "18/11/2026 16:00"),
        ("8-10h sáng mai", "19/11/2026 08:00", "19/11/2026 10:00"),
        ("2-4h chiều mai", "19/11/2026 14:00", "19/11/2026 16:00"),
        ("từ 8h tới 10h", "18/11/2026 08:00", "18/11/2026 10:00"),
        ("từ bây giờ đến 18h", "18/11/2026 09:00", "18/11/2026 18:00"),
        ("từ nay đến hết ngày 20/11", "18/11/2026 09:00", "20/11/2026 23:59"),
        ("từ chiều nay đến sáng mai", "18/11/2026 15:00", "19/11/2026 08:00"),
        ("từ 22h đến 6h", "18/11/2026 22:00", "19/11/2026 06:00"),
        ("từ 17h đến 8h ngày mai", "18/11/2026 17:00", "19/11/2026 08:00"),
        ("từ 8h đến 24h ngày 20/11", "20/11/2026 08:00", "21/11/2026 00:00"),
        ("từ 20/11 đến 22/11", "20/11/2026", "22/11/2026 23:59"),
        ("20-22/11", "20/11/2026", "22/11/2026 23:59"),
        ("từ ngày 20 đến ngày 22/11", "20/11/2026", "22/11/2026 23:59"),
        ("20-11-2026 - 22-11-2026", "20/11/2026", "22/11/2026 23:59"),
        ("đến 18h ngày 21/11", "", "21/11/2026 18:00"),
        ("đến 20/11", "", "20/11/2026 23:59"),
        ("hết ngày 20/11", "", "20/11/2026 23:59"),
        ("trong 3 giờ", "", "18/11/2026 12:00"),
    ],
)
def test_a_span_is_read_from_its_start_to_its_end(text: str, start: str, end: str) -> None:
    assert span(text) == (start, end)


def test_an_end_always_has_its_instant_and_a_start_may_still_need_its_hour() -> None:
    found = read_range("từ 20/11 đến 22/11", now=NOW, zone=ZONE)
    assert found == Range(
        start=Moment(day=date(2026, 11, 20), time=None, at=None),
        end=Moment(day=date(2026, 11, 22), time=time(23, 59), at=datetime(2026, 11, 22, 16, 59, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *(("18h", "moment.unreadable"), ("từ 8h", "moment.unreadable"), ("từ 8h đến", "moment.unreadable")),
        *(("từ 8h đến 5h", "moment.unreadable"), ("từ 2h đến 4h chiều", "moment.unreadable")),
        *(("từ 7h đến 10h tối", "moment.unreadable"), ("từ bây giờ đến 8h", "moment.unreadable")),
        *(("20/11 - 14h30", "moment.unreadable"), ("từ 8h đến 10h đến 12h", "moment.unreadable")),
        *(("từ 22h đến 6h ngày 22/11", "moment.unreadable"), ("từ 31/2 đến 5/3", "moment.no_such_day")),
        *(("đến 31/2", "moment.no_such_day"), ("30-31/11", "moment.no_such_day")),
    ],
)
def test_a_span_that_may_be_two_is_refused(text: str, key: str) -> None:
    with pytest.raises(Refused) as no:
        read_range(text, now=NOW, zone=ZONE)
    assert no.value.key == key


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
    for parse in (read_moment, read_range):
        try:
            parse(text, now=NOW, zone=ZONE)
        except Refused as no:
            assert no.key in {"moment.unreadable", "moment.no_such_day"}


@pytest.mark.parametrize("text", ["8h " * 3_333, "1-" * 60, "từ đến " * 15, "\u0323\u0301" * 5_000, "1" * 120])
def test_a_long_text_is_answered_quickly(text: str) -> None:
    began = process_time()
    for parse in (read_moment, read_range):
        with pytest.raises(Refused):
            parse(text, now=NOW, zone=ZONE)
    assert process_time() - began < 0.5
