"""Ten thousand people told, and a million: what one of them costs, how much memory it takes, how soon it begins."""

import sqlite3
import statistics
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figures
from tests.benchmarks.running import PEOPLE, STARTED, accepted_at, cpu, resident, telling, until
from tests.stage.processes import Program, Telegram

FEW = 10_000
BROADCASTS = 3
APART = timedelta(seconds=7)
STARTS_IN = timedelta(seconds=10)
AT_LEAST = 600  # a second: slower than that, something is wrong

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1_900)]


@dataclass(frozen=True)
class Told:
    """What it took to tell everybody: seconds for one of them, MB, and seconds from the start to the first card."""

    each: float
    cpu: float
    resident: float
    first: float


async def test_one_of_a_million_costs_what_one_of_ten_thousand_does(
    tmp_path: Path, million: Path, figures: Figures
) -> None:
    before = await tell_few(tmp_path / "before")
    many = await tell_many(million)
    after = await tell_few(tmp_path / "after")
    about = f"time per person, {PEOPLE:,} people over {FEW:,}, told before it and after"
    each, spent = statistics.mean((before.each, after.each)), statistics.mean((before.cpu, after.cpu))
    figures.note("growth_10k_1m", many.each / each, "times", about, most=1.1)
    figures.note("growth_10k_1m_cpu", many.cpu / spent, "times", "processor time per person", most=1.1)
    figures.note("rss_10k", after.resident, "MB", f"after telling {FEW:,} people")
    figures.note("rss_1m", many.resident, "MB", f"after telling {PEOPLE:,} people", most=200)
    figures.note("send_1m", 1 / many.each, "per_s", "of a million, from the first to the last")
    figures.note("first_message_1m", many.first, "s", "after the start of an alert, on the other side", most=1)
    assert many.resident < 200


async def tell_few(folder: Path) -> Told:
    """The median of a few broadcasts, one after the other."""
    folder.mkdir()
    starts_in = [STARTED + APART * turn for turn in range(BROADCASTS)]
    async with telling(folder, FEW, starts_in=starts_in) as (far, program):
        costs = [await cost(far, program, FEW * turn, FEW * (turn + 1)) for turn in range(BROADCASTS)]
        memory = resident(program)
    moments = list(accepted_at(folder, cards_only=True))
    each = [spread(moments[FEW * turn : FEW * (turn + 1)]) for turn in range(BROADCASTS)]
    return Told(statistics.median(each), statistics.median(costs), memory, moments[0] - opened_at(folder))


async def tell_many(folder: Path) -> Told:
    async with telling(folder, PEOPLE, starts_in=[STARTS_IN]) as (far, program):
        spent = await cost(far, program, 0, PEOPLE)
        memory = resident(program)
    moments = list(accepted_at(folder, cards_only=True))
    return Told(spread(moments), spent, memory, moments[0] - opened_at(folder))


async def cost(far: Telegram, program: Program, begin: int, end: int) -> float:
    """Seconds of processor time for each card between the first and the last of so many."""
    await until(far, begin + 1, within=60)
    spent, sent = cpu(program), await far.accepted()
    await until(far, end, within=60 + (end - begin) / AT_LEAST)
    return (cpu(program) - spent) / (end - sent)


def spread(moments: Sequence[float]) -> float:
    """Seconds for each, on average."""
    return (max(moments) - min(moments)) / len(moments)


def opened_at(folder: Path) -> float:
    """When the first alert was to begin."""
    with closing(sqlite3.connect(folder / "bot.db")) as connection:
        (moment,) = connection.execute("select min(opens_at) from broadcasts").fetchone()
    return float(moment) / 1e6
