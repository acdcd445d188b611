"""A few who get no answer do not hold up all the others; a channel that answers nobody is not flooded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot import lane
from bot.loops import pump
from channels.fate import Fate, NotSent
from channels.pace import Pace
from tests.alerts.conftest import Office
from tests.alerts.telling import Telling, make_telling

CROWD, RATE = 120, 100
LATE = 0.05  # seconds


@asynccontextmanager
async def telling_beside(office: Office, monkeypatch: pytest.MonkeyPatch, silent: set[str]) -> AsyncIterator[Telling]:
    """The broadcaster at work, while these people's messages get no answer before the end."""
    monkeypatch.setattr(lane, "LATE", LATE)
    telling = await make_telling(office, *(f"p{number:03}" for number in range(CROWD)))
    await telling.approved()
    telling.pace = Pace(RATE)
    telling.restart()
    telling.wire.mute = silent
    telling.wire.silent = asyncio.Event()
    await telling.ticking.step()
    stopping = asyncio.Event()
    running = asyncio.create_task(pump("broadcaster", telling.broadcaster, stopping=stopping))
    yield telling
    telling.wire.silent.set()
    stopping.set()
    await running
    await telling.broadcaster.drain()


async def told(telling: Telling, people: int) -> None:
    async with asyncio.timeout(CROWD / RATE + 3):
        while len(telling.told) < people:
            await asyncio.sleep(0.01)


async def test_lost_answers_now_and_then_hold_up_nobody_else(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = {"p080", "p084", "p088", "p092"}
    async with telling_beside(office, monkeypatch, lost) as telling:
        await told(telling, CROWD - len(lost))


async def test_nor_do_many_lost_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = {f"p{number:03}" for number in range(80, 90)}
    async with telling_beside(office, monkeypatch, lost) as telling:
        await told(telling, CROWD - len(lost))


async def test_a_channel_that_answers_nobody_is_tried_with_one_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = {f"p{number:03}" for number in range(CROWD)}
    async with telling_beside(office, monkeypatch, everybody) as telling:
        await asyncio.sleep(0.5)
        at_first = telling.wire.asked
        await asyncio.sleep(10 * LATE)
        assert 1 <= telling.wire.asked - at_first <= 11


async def test_a_channel_that_says_who_has_blocked_us_is_not_away(office: Office) -> None:
    """Between two that say so there is one answer that says nothing."""
    people = [f"p{number:02}" for number in range(40)]
    telling = await make_telling(office, *people)
    telling.wire.blocked = set(people[::2])
    telling.wire.fates = {each: [NotSent(Fate.UNKNOWN, "no answer")] for each in people[1::2]}
    telling.pace = Pace(None, most=1)
    telling.restart()
    await telling.approved(level=2)
    await telling.ticking.step()
    for _ in range(3 * len(people)):
        await telling.broadcaster.step()
    assert telling.wire.asked == len(people)
    await telling.broadcaster.drain()
