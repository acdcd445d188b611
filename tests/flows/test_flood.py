"""Somebody at a hundred messages a second: told once, slows nobody else, and is heard again afterwards."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

import pytest

from domain.limit import Limits
from domain.refused import Refused
from services import limiting
from simulator.person import Person
from storage.engine import Store
from tests.flows.conftest import World, world
from tests.people.conftest import account_of, store

__all__ = ["store"]

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
A_SECOND = 100
SECONDS = 4
OTHERS = 5
SLOWER, MOST = 5, 2.0  # times, at most, than without the flood; or seconds, on a machine that has much else to do
TOLD = "Nhiều tin quá nhanh"


async def test_a_flood_slows_nobody_else_and_is_told_of_once(here: World) -> None:
    loud, others = here.sim.person(name="Ồn"), [here.sim.person(name=f"Người {n}") for n in range(OTHERS)]
    calm = await answers(others)
    flood = asyncio.create_task(shouts(loud))
    waits: list[float] = []
    while not flood.done():
        waits += await answers(others)
    await flood
    await here_is_quiet(here)
    calm += await answers(others)
    assert quantiles(waits, n=20)[-1] < max(MOST, SLOWER * max(calm)), (sorted(waits)[-5:], sorted(calm)[-5:])
    assert sum(TOLD in heard.text for heard in loud.heard) == 1
    assert sum("Trợ giúp" in heard.text for heard in loud.heard) < 60 + 2 * SECONDS


async def test_who_was_too_loud_is_heard_again_after_a_minute(tmp_path: Path) -> None:
    async with world(tmp_path, limits={"messages_a_minute": 10}) as here:
        loud = here.sim.person(name="Ồn")
        for _ in range(20):
            await loud.says("/help")
        await loud.hears(TOLD)
        await here_is_quiet(here)
        here.passes(timedelta(minutes=1))
        loud.forgets()
        await loud.says("/theodoi")
        await loud.hears("Muốn nhận cảnh báo")


async def test_a_person_files_so_many_reports_a_day(store: Store) -> None:
    rules = Limits()
    async with store.transaction() as tx:
        hoa, tu = await account_of(tx, "1", "+84912345678"), await account_of(tx, "2", "+84912345679")
        for _ in range(rules.reports.burst):
            await limiting.may_file(tx, hoa, rules, now=NOW)
        with pytest.raises(Refused, match=r"report\.too_many"):
            await limiting.may_file(tx, hoa, rules, now=NOW)
        await limiting.may_file(tx, tu, rules, now=NOW)
        await limiting.may_file(tx, hoa, rules, now=NOW + timedelta(days=1))


def test_a_limit_lets_its_burst_through_and_then_one_at_a_time() -> None:
    limit, until, passed = Limits().messages, None, []
    for tenth in range(1200):
        now = NOW + timedelta(seconds=tenth / 10)
        taken = limit.take(until, now=now)
        if taken is not None:
            until = taken
            passed.append(now)
    assert 60 + 118 <= len(passed) <= 60 + 121
    late = passed[-30:]
    assert all(after - before >= timedelta(seconds=0.9) for before, after in pairwise(late))


async def shouts(loud: Person) -> None:
    began = time.monotonic()
    for n in range(A_SECOND * SECONDS):
        await loud.says("/help")
        await asyncio.sleep(max(0, began + n / A_SECOND - time.monotonic()))


async def answers(others: list[Person]) -> list[float]:
    return await asyncio.gather(*(answered_in(each) for each in others))


async def answered_in(person: Person) -> float:
    """Seconds from a question to its answer."""
    person.forgets()
    began = time.monotonic()
    await person.says("/theodoi")
    await person.hears("Muốn nhận cảnh báo")
    await asyncio.sleep(1)
    return time.monotonic() - began - 1


async def here_is_quiet(here: World) -> None:
    """Until nothing waits to be worked off."""
    for _ in range(100):
        async with here.app.store.reading() as session:
            left = await session.value(
                "select (select count(*) from inbox where state = 'new') + (select count(*) from outbox)", {}
            )
        if not left:
            return
        await asyncio.sleep(0.05)
