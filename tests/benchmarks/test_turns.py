"""How many turns a second go from Telegram to an answer: hundreds of people in a form at once, 50 ms of API latency."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figures
from tests.crash.ledger import Heard, Ledger
from tests.crash.test_kills import FLOW
from tests.stage.processes import Telegram, bot, cores, telegram, write_config

PEOPLE = 8_000_000_000
LATENCY = 0.05
FAR, NEAR = cores()[0], cores()[-1]

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]


@pytest.mark.parametrize(("name", "chats", "least"), [("intake_turns_500", 500, 300), ("intake_turns", 1_000, 300)])
async def test_people_going_through_a_form(
    tmp_path: Path, figures: Figures, name: str, chats: int, least: float
) -> None:
    async with telegram(tmp_path, core=FAR) as far:
        write_config(tmp_path, far.url)
        await far.latency(LATENCY)
        program = bot(tmp_path, core=NEAR)
        await program.start()
        await far.polled()
        took = await go_through(far, Ledger(tmp_path / "bot.db"), chats)
        assert await program.stop() == 0
    turns = chats * len(FLOW)
    figures.note(name, turns / took, "per_s", f"{chats} chats, {len(FLOW)} steps each, {LATENCY * 1000:.0f} ms away")
    heard = Heard.read(tmp_path / "journal.tsv")
    expected = heard.replies(str(PEOPLE))
    assert all(heard.replies(str(PEOPLE + n)) == expected for n in range(chats)), "in order, once, nothing lost"
    assert turns / took >= least


async def go_through(far: Telegram, ledger: Ledger, chats: int) -> float:
    """Everybody says everything at once; seconds until the last answer was sent."""
    crowd = (await far.tell("crowds", first=PEOPLE, count=chats))["id"]
    began = time.monotonic()
    for text in FLOW:
        await far.tell(f"crowds/{crowd}/act", count=chats, text=text)
    undone = "select exists (select 1 from outbox) or exists (select 1 from inbox where state = 'new')"
    async with asyncio.timeout(300):
        while await far.accepted() < chats * len(FLOW) or ledger.count(undone):
            await asyncio.sleep(0.1)
    return time.monotonic() - began
