"""A million people counted for a preview, found for telling, and approved for, while others go on talking."""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

from bot.clock import SystemClock
from bot.counting import Counting
from bot.intake import Intake
from channels.telegram_updates import read
from domain.role import Person
from handlers.house import House
from handlers.router import Router
from services import alerting
from storage import audiences, broadcasts, inbox, subscriptions
from storage.engine import Store
from storage.packed import packed
from tests.benchmarks.figures import Figures
from tests.benchmarks.running import FIRST, LEADER, PEOPLE
from tests.stage.audience import HAZARD, approved, content, leader, opened, submitted

CHUNK = 1_000
ALERTS = 20
TURNS = 200

T = TypeVar("T")

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]


async def test_a_million_are_counted_and_found_by_commune(million: Path, figures: Figures) -> None:
    async with opened(million) as (store, house), store.reading() as session:
        areas = [area.code for area in house.province.areas.all]
        before = psutil.Process().memory_info().rss

        async def count(some: list[str]) -> dict[str, int]:
            return await subscriptions.count_by_channel(session, areas=some, hazard=HAZARD, level=3)

        one, took = await timed(lambda: count(areas[:1]))
        figures.note("subscriptions_one_commune", took * 1000, "ms", f"{sum(one.values()):,} people counted")
        everyone, took = await timed(lambda: count(areas))
        figures.note("subscriptions_all_communes", took, "s", f"{PEOPLE:,} people counted, on a reader")
        grown = (psutil.Process().memory_info().rss - before) / 1e6
        figures.note("subscriptions_count_rss", grown, "MB", "by which this process grew as it counted", most=20)
        some = {"after": 0, "looked": CHUNK * audiences.LOOKED_AT, "most": CHUNK}
        last, took = await timed(lambda: audiences.queries.next_chats(session, **packed(areas), **some))
        figures.note("subscriptions_next_chunk", took * 1000, "ms", f"the next {CHUNK:,} of an audience", most=10)
    assert everyone == {"telegram": PEOPLE}
    assert sum(one.values()) == -(-PEOPLE // len(areas))
    assert last is not None


async def test_an_approval_takes_no_longer_for_a_million(million: Path, figures: Figures) -> None:
    async with opened(million) as (store, house):
        lan = await leader(store, LEADER)
        took = [await approve_one(store, house, lan) for _ in range(ALERTS)]
        async with store.reading() as session:
            assert len(await broadcasts.list_telling(session)) == 0, "they open in an hour"
    about = f"second slowest of {ALERTS} approvals, audit entry, broadcast and commit included"
    figures.note("approve_1m", sorted(took)[-2] * 1000, "ms", about, most=50)
    assert statistics.median(took) < 0.5


async def test_turns_go_on_while_a_million_are_counted(million: Path, figures: Figures) -> None:
    async with opened(million) as (store, house):
        clock = SystemClock()
        talk = Talk(store, Intake(store, Router(house), {"telegram": read}, clock))
        await talk.turn()
        alone = [await talk.turn() for _ in range(TURNS)]
        lan = await leader(store, LEADER)
        async with store.transaction() as tx:
            areas = [area.code for area in house.province.areas.all]
            await alerting.draft(tx, lan, content(areas=areas), now=clock.now())
        counting = asyncio.create_task(Counting(store, clock, house).step())
        beside = []
        while not counting.done():
            beside.append(await talk.turn())
        assert await counting == 1
    figures.note("turn_alone_p95", p95(alone) * 1000, "ms", "/help, from the inbox to its commit")
    about = f"the same while {PEOPLE:,} people are counted"
    figures.note("turn_beside_count_p95", p95(beside) * 1000, "ms", about, most=50)


class Talk:
    """Somebody who says one thing again and again."""

    def __init__(self, store: Store, intake: Intake) -> None:
        self._store = store
        self._intake = intake
        self._said = 0

    async def turn(self) -> float:
        """Seconds that a turn takes."""
        self._said += 1
        hoa = {"id": FIRST + self._said, "is_bot": False, "first_name": "Hoa", "language_code": "vi"}
        chat = {"id": hoa["id"], "type": "private", "first_name": "Hoa"}
        message = {"message_id": self._said, "date": 1_790_000_000, "chat": chat, "from": hoa, "text": "/help"}
        update = json.dumps({"update_id": self._said, "message": message}).encode()
        now = SystemClock().now()
        async with self._store.transaction() as tx:
            await inbox.put(tx, "telegram", [(self._said, update)], now=now)
        began = time.perf_counter()
        assert await self._intake.step() > 0
        return time.perf_counter() - began


async def approve_one(store: Store, house: House, by: Person) -> float:
    """Seconds from the beginning of the transaction until it is committed."""
    areas = [area.code for area in house.province.areas.all]
    async with store.transaction() as tx:
        alert = await submitted(tx, by, content(areas=areas, starts_in=timedelta(hours=1)), reaches=PEOPLE)
    began = time.perf_counter()
    async with store.transaction() as tx:
        await approved(tx, house, alert, by)
    return time.perf_counter() - began


async def timed(act: Callable[[], Awaitable[T]]) -> tuple[T, float]:
    """What comes of it, and the seconds that it takes."""
    began = time.perf_counter()
    result = await act()
    return result, time.perf_counter() - began


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
