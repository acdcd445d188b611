"""A broadcast over a bad wire: lost answers, 429, 502, cut connections. Nobody is missed; doubts alone are doubled."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.crash.ledger import Heard, Ledger, missed
from tests.stage.audience import announce, content, follow, leader, opened
from tests.stage.forked import Forked
from tests.stage.processes import telegram, write_config

FIRST, PEOPLE = 7_000_000_000, 1_000
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "drop_after", "share": 0.01},
    {"kind": "drop_before", "share": 0.005},
    {"kind": "html", "share": 0.005},
    {"kind": "flood", "share": 0.01, "times": 2, "retry_after": 1},
)


async def test_nobody_is_missed_and_only_doubts_are_doubled(tmp_path: Path) -> None:
    async with telegram(tmp_path) as far:
        write_config(tmp_path, far.url, broadcast={"rate": 1000})
        async with opened(tmp_path) as (store, house):
            await follow(store, range(FIRST, FIRST + PEOPLE))
            lan = await leader(store, 5_001)
            await announce(store, house, lan, content(lasts=timedelta(hours=1)), reaches=PEOPLE)
        for fault in FAULTS:
            await far.tell("faults", **fault)
        program, ledger = Forked(tmp_path), Ledger(tmp_path / "bot.db")
        await program.start()
        async with asyncio.timeout(60):
            while ledger.count("select count(*) from deliveries where state = 'sent'") < PEOPLE:
                await asyncio.sleep(0.2)
        hits = {fault["kind"]: fault["hits"] for fault in await far.ask("faults")}
        refused = (await far.ask("stats"))["by_error"]
        await program.stop()
    cards = Heard.read(tmp_path / "journal.tsv").cards()
    assert not missed((str(FIRST + n) for n in range(PEOPLE)), cards)
    doubled = sum(count - 1 for chat, count in cards.items() if int(chat) >= FIRST)
    assert refused["429"] and hits["html"]
    assert 0 < doubled <= hits["drop_after"]
