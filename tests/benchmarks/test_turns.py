"""Turns a second from Telegram to an answer: a thousand people in a form at once, 50 ms away, beside other bots."""

import asyncio
import itertools
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figures
from tests.benchmarks.rivals import form
from tests.benchmarks.running import FAR, NEAR, cpu, until
from tests.crash.ledger import Heard, Ledger
from tests.stage.processes import TOKEN, Program, Telegram, bot, telegram, write_config

PEOPLE = 8_000_000_000
MORE_PEOPLE = 8_100_000_000
ONE = 8_200_000_000
CHATS = int(os.environ.get("BENCH_FORMS", "1000"))
LATENCY = 0.05
FOLLOWING = ("/theodoi", "Tân Biên", "4", "1", "Bỏ qua", "1")  # 4: done; 1: from level 1 on; 1: confirm
WINDOW = 15  # seconds: a bot that takes one update at a time would need five minutes
LEFT = "select exists (select 1 from outbox) or exists (select 1 from inbox where state = 'new')"

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]


async def test_a_thousand_people_in_a_form_beside_other_bots(tmp_path: Path, figures: Figures) -> None:
    async with telegram(tmp_path, core=FAR) as far:
        await far.latency(LATENCY)
        write_config(tmp_path, far.url)
        async with started(far, bot(tmp_path, core=NEAR)) as program:
            ours = await of_ours(far, program, tmp_path, figures)
        async with started(far, rival("aiogram_form", far, tmp_path)) as program:
            spent = cpu(program)
            pace = await in_step(far, MORE_PEOPLE, (form.OPEN, *form.ANSWERS), replies=[1] * 6)
            note(figures, "aiogram", pace, (cpu(program) - spent) / (6 * CHATS), "aiogram's states, kept in SQLite")
            about = "intake_in_step over intake_aiogram, which keeps states, but neither updates nor answers"
            figures.note("intake_vs_aiogram", ours / pace, "times", about)
        async with started(far, rival("ptb_form", far, tmp_path)) as program:
            spent = cpu(program)
            pace = await in_a_window(far, form.OPEN)
            cost = (cpu(program) - spent) / await far.accepted()
            note(figures, "ptb", pace, cost, f"ConversationHandler, kept in memory; its first {WINDOW} s")
            figures.note("intake_vs_ptb", ours / pace, "times", "intake_in_step over intake_ptb", least=10)


async def of_ours(far: Telegram, program: Program, folder: Path, figures: Figures) -> float:
    """Turns a second when everybody waits for everybody, as the others are measured."""
    ledger, steps = Ledger(folder / "bot.db"), len(FOLLOWING)
    spent = cpu(program)
    took = await all_at_once(far, ledger)
    heard = Heard.read(folder / "journal.tsv")
    expected = heard.replies(str(PEOPLE))
    assert all(heard.replies(str(PEOPLE + n)) == expected for n in range(CHATS)), "in order, once, nothing lost"
    about = f"{CHATS:,} people, {steps} turns each, all said at once, {LATENCY * 1000:.0f} ms away"
    figures.note("intake_turns", CHATS * steps / took, "per_s", about, least=500)
    figures.note("intake_turns_cpu", (cpu(program) - spent) / CHATS / steps * 1e6, "µs_per_turn")
    replies = await replies_of_each_step(far)
    pace = await in_step(far, MORE_PEOPLE, FOLLOWING, replies)
    figures.note("intake_in_step", pace, "per_s", "the same, each step once everybody has been answered")
    return pace


def note(figures: Figures, name: str, pace: float, cost: float, about: str) -> None:
    figures.note(f"intake_{name}", pace, "per_s", about)
    figures.note(f"intake_{name}_cpu", cost * 1e6, "µs_per_turn")


@asynccontextmanager
async def started(far: Telegram, program: Program) -> AsyncIterator[Program]:
    """Until it waits for updates: how long it takes to start is not measured."""
    await far.left_alone()
    await program.start()
    try:
        await far.polled()
        await far.tell("stats", method="DELETE")
        yield program
    finally:
        await program.stop()


def rival(name: str, far: Telegram, folder: Path) -> Program:
    module, database = f"{form.__package__}.{name}", str(folder / f"{name}.db")
    return Program("-m", module, far.url, TOKEN, database, log=folder / f"{name}.log", core=NEAR)


async def all_at_once(far: Telegram, ledger: Ledger) -> float:
    """Everybody says everything; seconds until the last answer was sent."""
    crowd = (await far.tell("crowds", first=PEOPLE, count=CHATS))["id"]
    began = time.monotonic()
    for text in FOLLOWING:
        await far.tell(f"crowds/{crowd}/act", count=CHATS, text=text)
    async with asyncio.timeout(200):
        while await far.accepted() < CHATS * len(FOLLOWING) or ledger.count(LEFT):
            await asyncio.sleep(0.1)
    return time.monotonic() - began


async def in_step(far: Telegram, first: int, texts: Sequence[str], replies: Sequence[int]) -> float:
    """Turns a second; the next thing is said when everybody has heard the answers, so many of them, to the last."""
    crowd = (await far.tell("crowds", first=first, count=CHATS))["id"]
    expected = await far.accepted()
    began = time.monotonic()
    for text, each in zip(texts, replies, strict=True):
        await far.tell(f"crowds/{crowd}/act", count=CHATS, text=text)
        expected += each * CHATS
        await until(far, expected, within=120)
    return len(texts) * CHATS / (time.monotonic() - began)


async def in_a_window(far: Telegram, text: str) -> float:
    """Turns a second, for as long as is looked."""
    crowd = (await far.tell("crowds", first=PEOPLE, count=CHATS))["id"]
    await far.tell(f"crowds/{crowd}/act", count=CHATS, text=text)
    await asyncio.sleep(WINDOW)
    return float((await far.ask("stats"))["rate"])


async def replies_of_each_step(far: Telegram) -> list[int]:
    """How many messages one person gets at each step."""
    crowd = (await far.tell("crowds", first=ONE, count=1))["id"]
    counts = [await far.accepted()]
    for text in FOLLOWING:
        await far.tell(f"crowds/{crowd}/act", count=1, text=text)
        await asyncio.sleep(1)
        counts.append(await far.accepted())
    return [after - before for before, after in itertools.pairwise(counts)]
