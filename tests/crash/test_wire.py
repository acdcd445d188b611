"""A broadcast over a bad wire: lost answers, 429, 502, cut connections. Nobody is missed; doubts alone are doubled."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crash.ledger import Heard, Ledger, missed
from tests.stage.audience import announce, content, follow, leader, opened
from tests.stage.forked import Forked
from tests.stage.processes import telegram, write_config

FIRST = 7_000_000_000
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "drop_after", "share": 0.01},
    {"kind": "drop_before", "share": 0.005},
    {"kind": "html", "share": 0.005},
)
FLOOD = {"kind": "flood", "share": 0.01}
LEFT = "select count(*) from broadcasts where not filled or opened_at is null"
WAITING = "select count(*) from deliveries where state <> 'sent'"


async def test_nobody_is_missed_and_only_doubts_are_doubled(tmp_path: Path) -> None:
    await tell(tmp_path, people=1_000, rate=1_000, flood={**FLOOD, "times": 2, "retry_after": 1}, within=60)


@pytest.mark.long
async def test_nobody_of_twenty_thousand_is_missed(tmp_path: Path) -> None:
    """With a 429 to one in a hundred all along, the pace keeps being halved: that takes minutes."""
    await tell(tmp_path, people=20_000, rate=10_000, flood={**FLOOD, "retry_after": 0}, within=900)


async def tell(folder: Path, *, people: int, rate: int, flood: dict[str, Any], within: float) -> None:
    async with telegram(folder) as far:
        write_config(folder, far.url, broadcast={"rate": rate})
        async with opened(folder) as (store, house):
            await follow(store, range(FIRST, FIRST + people))
            lan = await leader(store, 5_001)
            await announce(store, house, lan, content(lasts=timedelta(hours=1)), reaches=people)
        for fault in (*FAULTS, flood):
            await far.tell("faults", **fault)
        program, ledger = Forked(folder), Ledger(folder / "bot.db")
        await program.start()
        async with asyncio.timeout(within):
            while ledger.count(LEFT) or ledger.count(WAITING):
                await asyncio.sleep(0.2)
        hits = {fault["kind"]: fault["hits"] for fault in await far.ask("faults")}
        refused = (await far.ask("stats"))["by_error"]
        await program.stop()
    cards = Heard.read(folder / "journal.tsv").cards()
    assert not missed((str(FIRST + n) for n in range(people)), cards)
    doubled = sum(count - 1 for chat, count in cards.items() if int(chat) >= FIRST)
    print(f"\n{people} people: {doubled} extra copies, {hits}, {refused}")
    assert refused["429"] and hits["html"]
    assert 0 < doubled <= hits["drop_after"]
