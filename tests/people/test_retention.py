"""What is kept goes in the night after its time is up: neither before, nor never, nor all at once."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import SystemClock
from bot.house import make_house
from bot.purging import BATCH, Purging
from bot.settings import make_settings
from domain.attachment import Attachment, Purpose
from domain.report import Actor, Event, EventKind, Report, Spot, State
from domain.retention import last_night
from domain.role import Person, Role
from services import reporting, staffing
from storage import audit, codes, consents, data_requests, files, inbox, outbox, reports
from storage.engine import Store, Tx
from storage.ids import new_id
from storage.times import micros
from tests.flows.desk import SETTINGS
from tests.people.conftest import account_of

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)  # 02:30 in the province
DAY = timedelta(days=1)
KEPT_DAYS = {
    "codes": 2,
    "letters": 7,
    "quarantined": 30,
    "invitations": 30,
    "deliveries": 365,
    "data_requests": 730,
    "report_files": 730,
    "report_words": 1825,
    "consents": 1825,
}
COUNTS = {
    "codes": "select count(*) from codes",
    "letters": "select count(*) from outbox",
    "quarantined": "select count(*) from inbox where state = 'quarantined'",
    "invitations": "select count(*) from invitations",
    "deliveries": "select (select count(*) from deliveries) + (select count(*) from alert_answers)",
    "data_requests": "select count(*) from data_requests",
    "report_files": "select count(*) from files",
    "report_words": "select count(*) from report_events where words_sealed is not null",
    "consents": "select count(*) from consents",
}


class Clock(SystemClock):
    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


def purging(store: Store, clock: Clock) -> Purging:
    return Purging(store, clock, make_house(make_settings(SETTINGS)))


async def night(store: Store, at: datetime) -> None:
    """Everything that is done in the night at that moment."""
    work = purging(store, Clock(at))
    while await work.step():
        pass


async def counted(store: Store) -> Mapping[str, int]:
    async with store.reading() as session:
        return {name: int(await session.value(sql, {})) for name, sql in COUNTS.items()}


async def report_of(tx: Tx, hoa: Person, state: State, *, at: datetime) -> Report:
    """A report with words, a place, a photo, an event and a follower."""
    report = Report(
        id=new_id(),
        code=f"TN-{state.value}",
        person=hoa.id,
        chat=hoa.chat,
        field="giao_thong",
        area="25486",
        agency="25486",
        text="Ổ gà lớn trước cổng chợ.",
        spot=Spot(address="12 Nguyễn Trãi"),
        state=State.SUBMITTED,
        version=1,
        created_at=at,
        due_at=None,
    )
    assert await reports.add(tx, report)
    await tx.change(
        "update reports set state = :state, in_hand = 0 where id = :id", {"state": state.value, "id": report.id}
    )
    event = Event(at=at, kind=EventKind.MOVE, state=state, actor=Actor.OPERATOR, words="Không thuộc địa bàn.")
    await reports.add_event(tx, report.id, event, person=None)
    photo = Attachment(kind="photo", held="a", distinct="a", size=9, name=None)
    await files.add(tx, report.id, [photo], purpose=Purpose.REPORT, now=at)
    await reports.follow(tx, report.id, hoa.chat, now=at)
    return report


async def told_of_an_alert(tx: Tx, hoa: Person, *, ended: datetime) -> None:
    values = {"id": 1, "person": hoa.id, "chat": hoa.chat, "ended": micros(ended), "x": ""}
    for sql in (
        "insert into alerts (id, code, folded, kind, state, unit, level, hazard, starts_at, ends_at, revision, version,"
        " created_by, touched_by, created_at)"
        " values (:id, :x, :x, 'actual', 'approved', :x, 3, :x, 0, :ended, 1, 1, :person, :x, 0)",
        "insert into broadcasts (id, alert_id, purpose, revision, kind, hazard, level, areas, cards, opens_at,"
        " closes_at, state, expected, told, created_at)"
        " values (:id, :id, 'alert', 1, 'actual', :x, 3, :x, :x, 0, :ended, 'done', 1, 1, 0)",
        "insert into deliveries (broadcast_id, recipient, chat_id, state, not_before)"
        " values (:id, :person, :chat, 'sent', 0)",
        "insert into alert_answers (alert_id, recipient, chat_id, area, answer, answered_at)"
        " values (:id, :person, :chat, :x, 'safe', 0)",
    ):
        await tx.change(sql, values)


async def one_of_each(tx: Tx, at: datetime) -> Person:
    """One row of each class, whose time begins at that moment."""
    hoa = await account_of(tx, "1", "+84912345678")
    await codes.add(tx, chat=hoa.chat, purpose="sign_in", target="sms", to="+84912345678", now=at, expires_at=at)
    await outbox.put(tx, [("smtp", "a@b.vn", {"kind": "Mail", "subject": "", "text": ""})], now=at)
    await inbox.put(tx, "telegram", [(1, b"{")], now=at)
    await tx.change("update inbox set state = 'quarantined'", {})
    unused = at - staffing.INVITATION_LIFETIME
    await staffing.invite(tx, role=Role.OFFICER, unit="UBND", name="binh", by="command line", now=unused)
    await told_of_an_alert(tx, hoa, ended=at)
    asked = await data_requests.add(tx, person=hoa.id, chat=hoa.chat, words="Xin xem", due_at=at, now=at - DAY)
    await data_requests.settle(tx, asked.id, by=hoa.id, now=at)
    await consents.give(tx, chat=hoa.chat, person=hoa.id, purpose=consents.WARNINGS, channel="telegram", now=at - DAY)
    await consents.withdraw(tx, chat=hoa.chat, person=hoa.id, purpose=consents.WARNINGS, now=at)
    await report_of(tx, hoa, State.REJECTED, at=at)
    return hoa


async def test_each_class_goes_in_the_first_night_after_its_time_and_in_none_before(store: Store) -> None:
    async with store.transaction() as tx:
        await one_of_each(tx, NIGHT + timedelta(hours=1))
    assert all((await counted(store)).values())
    gone_after: dict[str, int] = {}
    for day in sorted({each + n for each in KEPT_DAYS.values() for n in (0, 1)}):
        await night(store, NIGHT + day * DAY)
        for name, rows in (await counted(store)).items():
            if not rows:
                gone_after.setdefault(name, day - 1)
    assert gone_after == KEPT_DAYS


async def test_of_a_report_that_was_emptied_stays_what_is_counted_and_its_photo_is_doomed(store: Store) -> None:
    async with store.transaction() as tx:
        hoa = await one_of_each(tx, NIGHT - DAY)
    await night(store, NIGHT + 1826 * DAY)
    async with store.reading() as session:
        (report,) = await reports.list_own(session, hoa.id)
        assert (report.text, report.spot, report.result) == ("", None, None)
        assert (report.field, report.area, report.state) == ("giao_thong", "25486", State.REJECTED)
        assert [each.words for each in await reports.list_events(session, report.id)] == [None]
        assert await session.value("select count(*) from report_followers", {}) == 0
        assert len(await files.list_doomed(session, now=NIGHT + 1826 * DAY, most=9)) == 1


async def test_a_report_that_is_not_over_keeps_everything_however_old(store: Store) -> None:
    async with store.transaction() as tx:
        hoa = await account_of(tx, "1", "+84912345678")
        report = await report_of(tx, hoa, State.NEED_INFO, at=NIGHT)
    await night(store, NIGHT + 9999 * DAY)
    async with store.reading() as session:
        assert (await reporting.get_own(session, hoa, report.id)).text == report.text
        assert len(await files.list_of(session, report.id)) == 1


async def test_a_consent_that_stands_and_a_request_that_waits_stay(store: Store) -> None:
    async with store.transaction() as tx:
        hoa = await account_of(tx, "1", "+84912345678")
        await consents.give(tx, chat=hoa.chat, person=hoa.id, purpose=consents.ACCOUNT, channel="telegram", now=NIGHT)
        await data_requests.add(tx, person=hoa.id, chat=hoa.chat, words="Xin xem", due_at=NIGHT, now=NIGHT)
    await night(store, NIGHT + 9999 * DAY)
    assert {name: rows for name, rows in (await counted(store)).items() if rows} == {"consents": 1, "data_requests": 1}


async def test_the_audit_is_never_shortened(store: Store) -> None:
    async with store.transaction() as tx:
        for n in range(5):
            await audit.record(tx, "act", actor="1", subject=n, now=NIGHT)
    await night(store, NIGHT + 9999 * DAY)
    async with store.reading() as session:
        assert await audit.verify(session) == (5, None)


async def codes_of(store: Store, count: int, *, at: datetime) -> None:
    async with store.transaction() as tx:
        hoa = await account_of(tx, "1", "+84912345678")
        for _ in range(count):
            await codes.add(
                tx, chat=hoa.chat, purpose="sign_in", target="sms", to="+84912345678", now=at, expires_at=at
            )


async def test_it_begins_at_the_hour_of_the_province_and_not_before(store: Store) -> None:
    await night(store, NIGHT - DAY)
    await codes_of(store, 1, at=NIGHT - 9 * DAY)
    await night(store, NIGHT - timedelta(minutes=1))
    assert (await counted(store))["codes"] == 1
    await night(store, NIGHT)
    assert (await counted(store))["codes"] == 0


async def test_once_a_night_is_enough_and_a_night_that_was_missed_is_made_up_for(store: Store) -> None:
    await night(store, NIGHT)
    await codes_of(store, 1, at=NIGHT - 9 * DAY)
    await night(store, NIGHT + timedelta(hours=23))
    assert (await counted(store))["codes"] == 1
    await night(store, NIGHT + timedelta(hours=30))
    assert (await counted(store))["codes"] == 0


async def test_a_batch_at_a_time_and_killed_between_two_the_rest_goes_on(store: Store, tmp_path: Path) -> None:
    await codes_of(store, BATCH * 2 + 100, at=NIGHT - 9 * DAY)
    assert await purging(store, Clock(NIGHT)).step() == BATCH
    assert (await counted(store))["codes"] == BATCH + 100
    again = purging(store, Clock(NIGHT + timedelta(minutes=5)))
    assert [await again.step() for _ in range(3)] == [BATCH, 100, 0]


@pytest.mark.parametrize(("now", "expected"), [(NIGHT, NIGHT), (NIGHT - timedelta(seconds=1), NIGHT - DAY)])
def test_the_last_night_is_the_newest_that_has_begun(now: datetime, expected: datetime) -> None:
    assert last_night(now, NIGHT.astimezone(ZONE).time(), ZONE) == expected
