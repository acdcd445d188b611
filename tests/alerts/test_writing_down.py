"""What came back is written down soon, whatever else is still under way: until then a crash doubles it."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.loops import pump
from channels.fate import Fate, NotSent
from channels.pace import Pace
from domain.alert import Alert
from storage import broadcasts, deliveries
from storage.deliveries import Delivery
from storage.engine import StoreAway, Tx
from tests.alerts.conftest import Office
from tests.alerts.telling import Telling, make_telling
from tests.alerts.test_channels import BOTH, outcomes, somebody

SOON = 0.15  # seconds


@asynccontextmanager
async def one_gets_no_answer(office: Office, *, answers_in: float) -> AsyncIterator[tuple[Telling, Alert]]:
    telling = await make_telling(office, "hoa", "nam", "tu")
    alert = await telling.approved()
    telling.wire.mute, telling.wire.silent = {"hoa"}, asyncio.Event()
    telling.wire.answers_in = answers_in
    await telling.ticking.step()
    yield telling, alert
    telling.wire.silent.set()


async def sent(telling: Telling, alert: Alert) -> int:
    async with telling.office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None
        return (await deliveries.count_by_state(session, live.id)).get("sent", 0)


async def until_told(telling: Telling, people: int) -> float:
    """When, on a monotonic clock."""
    async with asyncio.timeout(5):
        while len(telling.told) < people:
            await asyncio.sleep(0.002)
    return time.monotonic()


async def until_sent(telling: Telling, alert: Alert, people: int) -> float:
    async with asyncio.timeout(5):
        while await sent(telling, alert) < people:
            await asyncio.sleep(0.005)
    return time.monotonic()


async def test_while_the_broadcaster_rests(office: Office) -> None:
    async with one_gets_no_answer(office, answers_in=0.4) as (telling, alert):
        stopping = asyncio.Event()
        running = asyncio.create_task(pump("broadcaster", telling.broadcaster, stopping=stopping))
        came = await until_told(telling, 2)
        assert await until_sent(telling, alert, 2) - came < SOON
        stopping.set()
    await running
    assert len(telling.told) == 3
    assert await until_sent(telling, alert, 3), "a loop that has stopped has written down all that came"


async def test_at_an_end_that_waits_for_the_last_answer(office: Office) -> None:
    async with one_gets_no_answer(office, answers_in=0.1) as (telling, alert):
        await telling.broadcaster.step()
        ending = asyncio.create_task(telling.broadcaster.drain())
        came = await until_told(telling, 2)
        assert await until_sent(telling, alert, 2) - came < SOON
    await ending


async def test_a_refusal_of_the_content_counts_once_it_is_committed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full just then: the alert is halted all the same, and that is in the audit once."""
    telling = await make_telling(office, *(f"p{number}" for number in range(9)))
    telling.pace = Pace(None, most=3)
    telling.restart()
    telling.wire.closed = NotSent(Fate.CONTENT, "can't parse entities")
    telling.wire.silent = asyncio.Event()
    alert = await telling.approved()
    await telling.ticking.step()
    for _ in range(5):
        await telling.broadcaster.step()
    telling.wire.silent.set()
    await asyncio.sleep(0.01)

    async def full(tx: Tx) -> None:
        await telling.office.store._writer.rollback()
        raise StoreAway("disk full")

    with monkeypatch.context() as broken, pytest.raises(StoreAway):
        broken.setattr(telling.office.store, "_commit", full)
        await telling.broadcaster.step()
    await telling.goes_on()
    async with office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None
        assert live.state == "halted"
        assert await session.value("select count(*) from audit where act = 'broadcast.halted'", {}) == 1


async def test_of_those_to_whom_nothing_was_sent_nobody_is_remembered(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    for number in range(60):
        await somebody(office, f"hoa{number}", "telegram")
    telling.wire.refused = "Nặng"
    alert = await telling.approved(title="Nặng")
    telling.pace = Pace(None, most=3)
    telling.restart()
    await telling.goes_on()
    assert await outcomes(telling, alert.id) == {"failed": 60}
    async with office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None
    gc.collect()
    assert sum(isinstance(each, Delivery) and each.broadcast == live.id for each in gc.get_objects()) <= 5
