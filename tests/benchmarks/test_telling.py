"""How the ceiling is filled and kept, and how soon a bot is there: the whole bot as it is run."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figures
from tests.benchmarks.running import FAR, NEAR, STARTED, accepted_at, cpu, telling, until, worst_second
from tests.stage.processes import bot, telegram, write_config

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]


@pytest.mark.parametrize(("rate", "people"), [(30, 300), (1_000, 15_000)])
async def test_the_ceiling_is_filled_and_kept(tmp_path: Path, figures: Figures, rate: int, people: int) -> None:
    seconds = people / rate - 5
    async with telling(tmp_path, people, rate=rate, latency=0.05) as (far, program):
        await asyncio.sleep(STARTED.total_seconds())
        spent, began = cpu(program), time.time()
        await asyncio.sleep(seconds)
        spent = cpu(program) - spent
        await until(far, people, within=60)
    moments = sorted(accepted_at(tmp_path))
    within = [moment for moment in moments if began <= moment <= began + seconds]
    reached = (len(within) - 1) / (within[-1] - within[0])
    worst = worst_second(sorted(accepted_at(tmp_path, cards_only=True)))  # a reply waits for nobody
    figures.note(f"pace_{rate}", reached / rate, "share_of_ceiling", "with 50 ms of latency", least=0.99)
    figures.note(f"pace_{rate}_worst_second", worst / rate, "share_of_ceiling", "the fullest of all", most=1.05)
    figures.note(f"cpu_at_{rate}", spent / seconds, "share_of_core", f"at {rate:,} a second", most=0.25)
    assert worst / rate <= 1.05


async def test_the_first_poll_is_2_seconds_after_the_start(tmp_path: Path, figures: Figures) -> None:
    async with telegram(tmp_path, core=FAR) as far:
        write_config(tmp_path, far.url)
        program = bot(tmp_path, core=NEAR)
        began = asyncio.get_running_loop().time()
        await program.start()
        await far.polled()
        took = asyncio.get_running_loop().time() - began
        await program.stop()
    figures.note("start_to_first_poll", took, "s", "with an empty database, schema included", most=2)
    assert took < 2
