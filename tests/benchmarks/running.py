"""A bot as it is run, measured from outside: the simulator on one core, the bot on another."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import psutil

from tests.stage.audience import announce, content, follow, leader, opened
from tests.stage.processes import Program, Telegram, bot, cores, telegram, write_config

FIRST = 7_000_000_000
LEADER = 5_001
UNLIMITED = 1_000_000  # a second: no ceiling that can be reached
STARTED = timedelta(seconds=3)
FAR, NEAR = cores()[0], cores()[-1]
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "1000000"))  # that is, in `…_1m`; fewer in a trial


@asynccontextmanager
async def telling(
    folder: Path,
    people: int,
    *,
    rate: float = UNLIMITED,
    latency: float = 0.0,
    starts_in: Sequence[timedelta] = (STARTED,),
) -> AsyncIterator[tuple[Telegram, Program]]:
    """A bot that has started, and alerts for the whole province, each of which opens in a moment.

    People are put in who follow a commune each, unless the folder has a database already.
    """
    async with telegram(folder, core=FAR) as far:
        write_config(folder, far.url, broadcast={"rate": rate})
        await far.latency(latency)
        seeded = (folder / "bot.db").exists()
        async with opened(folder) as (store, house):
            areas = house.province.areas
            if not seeded:
                await follow(store, range(FIRST, FIRST + people), [area.code for area in areas.all])
            lan = await leader(store, LEADER)
            for moment in starts_in:
                text = content(areas=(areas.province_code,), starts_in=moment)
                await announce(store, house, lan, text, reaches=people)
        program = bot(folder, core=NEAR)
        await program.start()
        try:
            await far.polled()
            yield far, program
        finally:
            await program.stop()


async def until(far: Telegram, accepted: int, *, within: float) -> None:
    async with asyncio.timeout(within):
        while await far.accepted() < accepted:
            await asyncio.sleep(0.1)


def cpu(program: Program) -> float:
    """Seconds of processor time, user's and system's, since it started."""
    times = psutil.Process(program.pid).cpu_times()
    return float(times.user + times.system)


def resident(program: Program) -> float:
    """MB."""
    return float(psutil.Process(program.pid).memory_info().rss) / 1e6


def accepted_at(folder: Path, *, cards_only: bool = False) -> Iterator[float]:
    """When each message was accepted, in seconds: cards and replies, which share a ceiling."""
    with (folder / "journal.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            moment, _, chat, _ = line.split("\t", 3)
            if int(chat) >= FIRST or not cards_only:
                yield float(moment)


def worst_second(moments: Sequence[float]) -> int:
    """The most that came within any second."""
    most, begin = 0, 0
    for end, moment in enumerate(moments):
        while moments[begin] <= moment - 1:
            begin += 1
        most = max(most, end - begin + 1)
    return most
