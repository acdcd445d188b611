"""How people are told: by night without a sound unless it is urgent; overdue once; a week's closing once."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.deadlines import Deadlines
from domain.report import Actor, Event, EventKind, Report, State
from handlers.telling import told_to
from services import reporting
from services.reporting import Filing
from storage import chats, outbox, reports
from storage.engine import Tx
from tests.reports.conftest import NOW, TEXT, UNIT, Cast

HAS_LOOKED = 0.1  # seconds: it has read what is late and waits for its turn to write
AT_NIGHT = NOW + timedelta(hours=14)  # 23:00 in Tây Ninh


class HandClock:
    """Shows what it was set to."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing here sleeps")


async def filed(cast: Cast, tx: Tx, text: str = TEXT, field: str = "chieu_sang") -> Report:
    filing = Filing(field=cast.house.province.fields.get(field), text=text, area=UNIT)
    hoa = await cast.person(tx, "hoa")
    return (await reporting.file(tx, hoa, filing, office=cast.house.office, now=NOW)).report


@pytest.mark.parametrize(
    ("text", "field", "silent"),
    [(TEXT, "chieu_sang", True), ("Cháy nhà dân, có người mắc kẹt.", "thien_tai", False)],
)
async def test_a_notice_at_night_makes_a_sound_only_when_urgent(
    cast: Cast, text: str, field: str, silent: bool
) -> None:
    async with cast.store.transaction() as tx:
        report = await filed(cast, tx, text, field)
        chat = await chats.get(tx, report.chat)
    event = Event(at=AT_NIGHT, kind=EventKind.MOVE, state=State.ACCEPTED, actor=Actor.OPERATOR)
    assert told_to(chat, report, event, cast.house, own=True, now=AT_NIGHT).silent is silent
    assert told_to(chat, report, event, cast.house, own=True, now=NOW).silent is False


async def test_each_reminder_is_given_once_however_often_the_clock_looks(cast: Cast) -> None:
    clock = HandClock()
    deadlines = Deadlines(cast.store, clock, cast.house)
    async with cast.store.transaction() as tx:
        report = await filed(cast, tx)
    assert await deadlines.step() == 0
    assert report.soon_at
    assert report.due_at
    for moment, told in ((report.soon_at, 1), (report.due_at, 3)):
        clock.time = moment
        before = await _letters(cast)
        assert await deadlines.step() == 1
        assert await deadlines.step() == 0
        assert await _letters(cast) - before == told


async def test_a_report_found_late_is_told_as_overdue_and_not_as_due_soon(cast: Cast) -> None:
    clock = HandClock()
    async with cast.store.transaction() as tx:
        report = await filed(cast, tx)
    clock.time = NOW + timedelta(days=30)
    assert await Deadlines(cast.store, clock, cast.house).step() == 1
    async with cast.store.reading() as session:
        assert not await reports.list_due_soon(session, now=clock.time, most=9)
        assert not await reports.list_overdue(session, now=clock.time, most=9)
        assert await reports.get(session, report.id) == report


async def test_a_report_that_is_resolved_while_others_are_told_of_is_not_called_overdue(cast: Cast) -> None:
    clock = HandClock()
    async with cast.store.transaction() as tx:
        report = await filed(cast, tx)
    clock.time = NOW + timedelta(days=30)
    before = await _letters(cast)
    async with cast.store.transaction() as tx:
        looking = asyncio.create_task(Deadlines(cast.store, clock, cast.house).step())
        await asyncio.sleep(HAS_LOOKED)
        await reports.save(tx, replace(report, state=State.RESOLVED, version=report.version + 1), over=report.version)
    assert await looking == 1
    assert await _letters(cast) == before


async def _letters(cast: Cast) -> int:
    async with cast.store.reading() as session:
        return int(await outbox.count(session))
