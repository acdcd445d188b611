"""A broadcast in bad times: the clock jumps, the loop stalls, the disk is full, Telegram says to wait.

Each time everybody is told exactly once, and people who write meanwhile are answered exactly once.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app import App, running
from bot.clock import SystemClock
from bot.settings import read_settings
from tests.crash.ledger import Heard, Ledger
from tests.stage.audience import announce, content, follow, leader, opened
from tests.stage.processes import Telegram, telegram, write_config

FIRST = 7_000_000_000
NEWCOMERS = range(8_000_000_000, 8_000_000_010)
HOUR = timedelta(hours=1)


@dataclass
class Stage:
    """A broadcast that is under way: the first person has just been told."""

    folder: Path
    telegram: Telegram
    app: App
    clock: SystemClock
    people: int

    async def newcomers_say(self, text: str) -> None:
        crowd = (await self.telegram.tell("crowds", first=NEWCOMERS[0], count=len(NEWCOMERS)))["id"]
        await self.telegram.tell(f"crowds/{crowd}/act", count=len(NEWCOMERS), text=text)

    async def told(self, *, within: float) -> None:
        """Everybody, and every newcomer answered."""
        ledger = Ledger(self.folder / "bot.db")
        async with asyncio.timeout(within):
            while ledger.count("select count(*) from deliveries where state = 'sent'") < self.people or ledger.count(
                "select count(*) from inbox where state <> 'done'"
            ):
                await asyncio.sleep(0.1)
            while self.answers().keys() != {str(chat) for chat in NEWCOMERS}:
                await asyncio.sleep(0.1)

    def answers(self) -> Counter[str]:
        lines = Heard.read(self.folder / "journal.tsv").lines
        return Counter(line.chat for line in lines if int(line.chat) in NEWCOMERS)

    def everybody_once(self) -> bool:
        cards = Heard.read(self.folder / "journal.tsv").cards()
        return cards == Counter({str(FIRST + n): 1 for n in range(self.people)}) and set(self.answers().values()) == {1}


@asynccontextmanager
async def broadcasting(folder: Path, *, people: int, rate: int) -> AsyncIterator[Stage]:
    async with telegram(folder) as far:
        config, clock = write_config(folder, far.url, broadcast={"rate": rate}), SystemClock()
        await far.latency(0.02)
        async with opened(folder) as (store, house):
            await follow(store, range(FIRST, FIRST + people))
            lan = await leader(store, 5_001)
            await announce(store, house, lan, content(), reaches=people)
        async with running(read_settings(config), clock=clock) as app:
            async with asyncio.timeout(10):
                while not await far.accepted():
                    await asyncio.sleep(0.01)
            yield Stage(folder, far, app, clock, people)


async def test_a_clock_that_jumps_an_hour_back_and_forth_delays_nobody(tmp_path: Path) -> None:
    async with broadcasting(tmp_path, people=400, rate=100) as stage:
        await asyncio.sleep(0.5)
        stage.clock.offset = -HOUR
        await stage.newcomers_say("/help")
        await asyncio.sleep(0.5)
        stage.clock.offset = HOUR
        await asyncio.sleep(0.5)
        stage.clock.offset = timedelta()
        await stage.told(within=8)
    assert stage.everybody_once()


async def test_a_clock_set_back_for_good_delays_nobody(tmp_path: Path) -> None:
    async with broadcasting(tmp_path, people=150, rate=100) as stage:
        await stage.telegram.tell("faults", kind="drop_before", chat=FIRST + 60, times=1)
        await asyncio.sleep(0.5)
        stage.clock.offset = -HOUR
        await stage.newcomers_say("/help")
        await stage.told(within=10)
    assert stage.everybody_once()
