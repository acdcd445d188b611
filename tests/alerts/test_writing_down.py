"""What came back is written down soon, whatever else is still under way: until then a crash doubles it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.loops import pump
from domain.alert import Alert
from storage import broadcasts, deliveries
from tests.alerts.conftest import Office
from tests.alerts.telling import Telling, make_telling

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
    await telling.broadcaster.drain()


async def test_at_an_end_that_waits_for_the_last_answer(office: Office) -> None:
    async with one_gets_no_answer(office, answers_in=0.1) as (telling, alert):
        await telling.broadcaster.step()
        ending = asyncio.create_task(telling.broadcaster.drain())
        came = await until_told(telling, 2)
        assert await until_sent(telling, alert, 2) - came < SOON
    await ending
