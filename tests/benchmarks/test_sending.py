"""Everybody told with no ceiling set, beside loops that remember nothing: one simulator, one core, one message."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from channels.message import Say
from channels.message_json import from_json
from channels.telegram_markup import as_json
from tests.benchmarks.figures import Figures
from tests.benchmarks.running import FIRST, NEAR, cpu, telling, until
from tests.stage.audience import opened
from tests.stage.processes import TOKEN, Program, Telegram

PEOPLE = 20_000
RIVALS = "tests.benchmarks.rivals"

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Rival:
    """`ours_over` is the goal: how many times as fast ours is to be."""

    name: str
    program: str
    in_flight: int
    people: int
    about: str
    loop: str = ""
    ours_over: float | None = None


OTHERS = (
    Rival("aiogram", "aiogram_sending", 50, 10_000, "aiogram 3's Bot, 50 in flight", ours_over=1.5),
    Rival("aiogram_uvloop", "aiogram_sending", 50, 10_000, "the same on uvloop, which ours runs on", loop="uvloop"),
    Rival("ptb_5", "ptb_sending", 5, 3_000, "PTB's Bot with its default request, 5 in flight"),
    Rival("ptb_50", "ptb_sending", 50, 2_000, "PTB's Bot with its default request, 50 in flight", ours_over=10),
)


async def test_durable_sends_beside_loops_that_remember_nothing(tmp_path: Path, figures: Figures) -> None:
    async with telling(tmp_path, PEOPLE) as (far, program):
        await until(far, 1, within=20)
        spent = cpu(program)
        await until(far, PEOPLE, within=120)
        spent = cpu(program) - spent
        ours = await far.ask("stats")
        assert await program.stop() == 0
        card = await card_of(tmp_path)
        for rival in OTHERS:
            rate, cost = await measured(far, tmp_path, rival, card)
            figures.note(f"send_{rival.name}", rate, "per_s", rival.about)
            figures.note(f"send_{rival.name}_cpu", cost * 1e6, "µs_per_message")
            times = f"send_durable over send_{rival.name}"
            figures.note(f"send_vs_{rival.name}", ours["rate"] / rate, "times", times, least=rival.ours_over)
    figures.note("send_durable", ours["rate"], "per_s", "this project, each send durable, no ceiling set", least=2_000)
    cost = spent / PEOPLE * 1e6
    figures.note("send_durable_cpu", cost, "µs_per_message", "audience, rendering, database and HTTP", most=250)
    figures.note("simulator_ceiling", ours["ceiling"], "per_s", "what the far side could have taken in that run")
    assert ours["rate"] >= 2_000


async def measured(far: Telegram, folder: Path, rival: Rival, card: Path) -> tuple[float, float]:
    """Sends a second, by the simulator's count, and processor seconds a send."""
    await far.tell("stats", method="DELETE")
    arguments = [far.url, TOKEN, str(card), str(FIRST), str(rival.people), str(rival.in_flight)]
    arguments += [rival.loop] if rival.loop else []
    program = Program("-m", f"{RIVALS}.{rival.program}", *arguments, log=folder / f"{rival.name}.log", core=NEAR)
    await program.start()
    cost = float(await program.first_line())
    await program.stop()
    found = await far.ask("stats")
    assert found["accepted"] == rival.people
    return float(found["rate"]), cost


async def card_of(folder: Path) -> Path:
    """The fields of the message that was told, in a file."""
    async with opened(folder) as (store, _), store.reading() as session:
        row = await session.row("select cards from broadcasts", {})
    assert row is not None
    message = from_json(json.loads(row["cards"])["vi"])
    assert isinstance(message, Say)
    fields: dict[str, Any] = dict(as_json(message))
    path = folder / "card.json"
    path.write_text(json.dumps(fields, ensure_ascii=False), "utf-8")
    return path
