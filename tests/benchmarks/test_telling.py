"""How fast people are told, and at what cost: the whole bot as it is run, on one core, the simulator on another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from tests.benchmarks.figures import Figures
from tests.stage.audience import announce, content, follow, leader, opened
from tests.stage.processes import Program, Telegram, bot, cores, telegram, write_config

FIRST = 7_000_000_000
UNLIMITED = 1_000_000  # a second: no ceiling that can be reached
STARTED = timedelta(seconds=3)
FAR, NEAR = cores()[0], cores()[-1]

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]


@asynccontextmanager
async def telling(
    folder: Path, people: int, *, rate: float = UNLIMITED, latency: float = 0.0
) -> AsyncIterator[tuple[Telegram, Program]]:
    """A bot that has started, and an alert for so many people that opens in a moment."""
    async with telegram(folder, core=FAR) as far:
        write_config(folder, far.url, broadcast={"rate": rate})
        await far.latency(latency)
        async with opened(folder) as (store, house):
            await follow(store, range(FIRST, FIRST + people))
            lan = await leader(store, 5_001)
            await announce(store, house, lan, content(starts_in=STARTED), reaches=people)
        program = bot(folder, core=NEAR)
        await program.start()
        try:
            await far.polled()
            yield far, program
        finally:
            await program.stop()


async def until(far: Telegram, people: int, *, within: float) -> None:
    async with asyncio.timeout(within):
        while await far.accepted() < people:
            await asyncio.sleep(0.1)


def cpu(program: Program) -> float:
    times = psutil.Process(program.pid).cpu_times()
    return float(times.user + times.system)


def resident(program: Program) -> float:
    """MB."""
    return float(psutil.Process(program.pid).memory_info().rss) / 1e6


async def test_2000_durable_sends_a_second_on_one_core(tmp_path: Path, figures: Figures) -> None:
    async with telling(tmp_path, 20_000, latency=0.02) as (far, program):
        before = cpu(program)
        await until(far, 20_000, within=60)
        spent = cpu(program) - before
        found = await far.ask("stats")
    figures.note("send_durable", found["rate"], "per_s", f"no ceiling set; simulator's own {found['ceiling']:,.0f}")
    figures.note("send_cpu", spent / 20_000 * 1e6, "µs_per_message", "rendering, database and HTTP")
    assert found["rate"] >= 2_000


async def test_under_150_mb_after_100000_people(tmp_path: Path, figures: Figures) -> None:
    async with telling(tmp_path, 100_000) as (far, program):
        await until(far, 100_000, within=120)
        figures.note("rss_100k", resident(program), "MB", "after a broadcast to 100,000 people")
        assert resident(program) < 150


@pytest.mark.parametrize(("rate", "people"), [(30, 300), (1_000, 15_000)])
async def test_the_ceiling_is_filled_and_kept(tmp_path: Path, figures: Figures, rate: int, people: int) -> None:
    async with telling(tmp_path, people, rate=rate, latency=0.05) as (far, program):
        await asyncio.sleep(STARTED.total_seconds())
        before, began = cpu(program), await far.accepted()
        await asyncio.sleep(people / rate - 5)
        share = (cpu(program) - before) / (people / rate - 5)
        reached = (await far.accepted() - began) / (people / rate - 5) / rate
        await until(far, people, within=60)
    worst = worst_second(sent_at(tmp_path)) / rate
    figures.note(f"pace_{rate}", reached, "share_of_ceiling", "at 50 ms of latency")
    figures.note(f"pace_{rate}_worst_second", worst, "share_of_ceiling")
    figures.note(f"cpu_at_{rate}", share, "share_of_core")
    assert worst <= 1.05


async def test_the_first_poll_is_2_seconds_after_the_start(tmp_path: Path, figures: Figures) -> None:
    async with telegram(tmp_path, core=FAR) as far:
        write_config(tmp_path, far.url)
        program = bot(tmp_path, core=NEAR)
        began = asyncio.get_running_loop().time()
        await program.start()
        await far.polled()
        took = asyncio.get_running_loop().time() - began
        await program.stop()
    figures.note("start_to_first_poll", took, "s", "with an empty database, schema included")
    assert took < 2


def sent_at(folder: Path) -> list[float]:
    """When each card was accepted, in seconds."""
    lines = (line.split("\t", 6) for line in (folder / "journal.tsv").read_text("utf-8").splitlines())
    return sorted(float(line[0]) for line in lines if int(line[2]) >= FIRST)


def worst_second(moments: list[float]) -> int:
    """The most that came within any second."""
    most, begin = 0, 0
    for end, moment in enumerate(moments):
        while moments[begin] <= moment - 1:
            begin += 1
        most = max(most, end - begin + 1)
    return most
