"""A broadcast in bad times: the clock jumps, the loop stalls, the disk is full, Telegram says to wait.

Each time everybody is told exactly once, and people who write meanwhile are answered exactly once.
"""

import asyncio
import resource
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from structlog.testing import capture_logs

from bot.app import App, running
from bot.clock import SystemClock
from bot.settings import read_settings
from channels.pace import OVERSHOOT
from tests.crash.ledger import Heard, Ledger
from tests.stage.audience import announce, content, follow, leader, opened
from tests.stage.processes import Telegram, telegram, write_config

FIRST, RATE = 7_000_000_000, 100
NEWCOMERS = range(8_000_000_000, 8_000_000_010)
HOUR = timedelta(hours=1)
PAUSE, ON_THE_WAY = 5, 0.25  # seconds that a 429 asks for; that a request, begun in time, may take
ARRIVED_LATE = 5  # messages that were on the way when the loop stalled


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

    async def refused(self) -> int:
        """How often Telegram said to wait."""
        return int((await self.telegram.ask("stats"))["by_error"].get("429", 0))

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
    async with broadcasting(tmp_path, people=200, rate=RATE) as stage:
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
    async with broadcasting(tmp_path, people=200, rate=RATE) as stage:
        await stage.telegram.tell("faults", kind="drop_before", chat=FIRST + 60, times=1)
        await asyncio.sleep(0.5)
        stage.clock.offset = -HOUR
        await stage.newcomers_say("/help")
        await stage.told(within=10)
    assert stage.everybody_once()


async def test_a_stalled_loop_delays_and_does_not_catch_up_in_a_burst(tmp_path: Path) -> None:
    async with broadcasting(tmp_path, people=200, rate=RATE) as stage:
        await stage.newcomers_say("/help")
        await asyncio.sleep(0.5)
        time.sleep(1)
        await stage.told(within=8)
    assert stage.everybody_once()
    sent_at = Heard.read(tmp_path / "journal.tsv").cards_at()
    in_a_second = max(bisect_left(sent_at, at + 1) - number for number, at in enumerate(sent_at))
    assert in_a_second <= RATE * OVERSHOOT + ARRIVED_LATE


async def test_a_full_disk_stops_everything_and_costs_nothing(tmp_path: Path) -> None:
    async with broadcasting(tmp_path, people=200, rate=RATE) as stage:
        await asyncio.sleep(0.3)
        with capture_logs() as logged, full_disk():
            await stage.newcomers_say("/help")
            await asyncio.sleep(1)
        assert {"polling", "broadcaster"} <= {line.get("loop") for line in logged if line["event"] == "store_away"}
        await stage.told(within=15)
    assert stage.everybody_once()


async def test_a_429_stops_the_broadcast_for_as_long_as_it_says_and_replies_go_on(tmp_path: Path) -> None:
    async with broadcasting(tmp_path, people=150, rate=RATE) as stage:
        await stage.telegram.tell("faults", kind="flood", chat=FIRST + 50, times=1, retry_after=PAUSE)
        while not await stage.refused():
            await asyncio.sleep(0.01)
        begins = time.time()
        await stage.newcomers_say("/help")
        await stage.told(within=PAUSE + 15)
    assert stage.everybody_once()
    heard = Heard.read(tmp_path / "journal.tsv")
    assert not [at for at in heard.cards_at() if begins + ON_THE_WAY < at < begins + PAUSE - ON_THE_WAY]
    assert all(line.at < begins + PAUSE / 2 for line in heard.lines if int(line.chat) in NEWCOMERS)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process grows beyond its first bytes: neither the database nor its log."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
