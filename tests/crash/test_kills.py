"""The bot as it is run, killed with SIGKILL at random points of a broadcast and of people's turns, until all is done.

Held each time: nobody is missed; whoever got a second copy was on the wire at a kill; every update took effect once.
"""

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage import audit
from tests.crash.ledger import Heard, Ledger, missed, unexplained, without_echoes
from tests.stage.audience import announce, content, follow, leader, opened
from tests.stage.forked import Forked
from tests.stage.processes import Program, Telegram, bot, telegram, write_config

FIRST = 7_000_000_000
NEWCOMERS = 8_000_000_000
LEADER = 5_001
FLOW = ("/theodoi", "Tân Biên", "4", "1", "Bỏ qua", "1")  # 4: done; 1: from level 1 on; 1: confirm
AFTER_START = (0.0, 0.25)  # seconds: when the kill comes, counted from the first sign of life …
WHILE_STARTING = (0.05, 0.9)  # … or, one time in five, from the start of the process
FINISH_WITHIN = 30  # seconds, beside what the pace allows for those not yet told


@dataclass
class Siege:
    """One bot, killed again and again; `cold` when each start is a new interpreter."""

    folder: Path
    cold: bool
    telegram: Telegram
    ledger: Ledger
    chance: random.Random

    async def round(self) -> None:
        """Start, run a moment, die."""
        program = self._bot()
        before = await self.telegram.accepted()
        await program.start()
        if self.chance.random() < 0.2:
            await asyncio.sleep(self.chance.uniform(*WHILE_STARTING))
        else:
            await self._moves(before)
            await asyncio.sleep(self.chance.uniform(*AFTER_START))
        await program.kill()
        self.ledger.note_kill()

    async def finish(self, people: int, *, rate: int) -> None:
        """Start a last time, let it do what is left, and stop it politely."""
        program = self._bot()
        await program.start()
        try:
            async with asyncio.timeout(FINISH_WITHIN + people / rate):
                while self._left(people):
                    await asyncio.sleep(0.1)
        finally:
            status = await program.stop()
        assert status == 0

    async def say(self, crowd: int, count: int, text: str) -> None:
        await self.telegram.tell(f"crowds/{crowd}/act", count=count, text=text)

    def _bot(self) -> Program | Forked:
        return bot(self.folder) if self.cold else Forked(self.folder)

    async def _moves(self, before: int) -> None:
        async with asyncio.timeout(20):
            while await self.telegram.accepted() == before:
                await asyncio.sleep(0.005)

    def _left(self, people: int) -> int:
        waiting = "select count(*) from deliveries where state in ('pending', 'sending')"
        undone = "select (select count(*) from inbox where state = 'new') + (select count(*) from outbox)"
        told = self.ledger.count("select count(*) from deliveries where state = 'sent'")
        return self.ledger.count(waiting) + self.ledger.count(undone) + max(0, people - told)


async def test_twenty_kills_miss_nobody(tmp_path: Path) -> None:
    await besiege(tmp_path, kills=20, people=2_000, rate=400, newcomers=10, cold=False, seed=random.randrange(2**32))


@pytest.mark.long
async def test_two_hundred_kills_miss_nobody(tmp_path: Path) -> None:
    await besiege(tmp_path, kills=200, people=20_000, rate=400, newcomers=100, cold=True, seed=random.randrange(2**32))


async def besiege(folder: Path, *, kills: int, people: int, rate: int, newcomers: int, cold: bool, seed: int) -> None:
    async with telegram(folder) as far:
        write_config(folder, far.url, broadcast={"rate": rate})
        await far.latency(0.02)
        crowd = (await far.tell("crowds", first=NEWCOMERS, count=newcomers))["id"]
        async with opened(folder) as (store, house):
            await follow(store, range(FIRST, FIRST + people))
            lan = await leader(store, LEADER)
            await announce(store, house, lan, content(), reaches=people)
        siege = Siege(folder, cold, far, Ledger(folder / "bot.db"), random.Random(seed))
        said = iter(FLOW)
        for turn in range(kills):
            await siege.round()
            if turn % (kills // 10) == 1 and (text := next(said, None)):
                await siege.say(crowd, newcomers, text)
        await siege.finish(people + newcomers, rate=rate)
    print(f"\n{kills} kills, seed {seed}:", await held(folder, siege.ledger, people, newcomers))


async def held(folder: Path, ledger: Ledger, people: int, newcomers: int) -> str:
    """Person by person: journal against database against audit."""
    heard = Heard.read(folder / "journal.tsv")
    audience = [str(FIRST + n) for n in range(people)] + [str(NEWCOMERS + n) for n in range(newcomers)]
    cards = heard.cards()
    assert not missed(audience, cards)
    assert ledger.told() == set(audience) == set(cards)
    assert not unexplained(cards, 1, ledger.cards_in_flight)
    await turns_took_effect_once(ledger, heard, newcomers)
    async with opened(folder) as (store, _), store.reading() as session:
        assert (await audit.verify(session))[1] is None
    assert ledger.count("select count(*) from audit where act = 'alert.opened'") == 1
    extra = sum(count - 1 for count in cards.values())
    return f"{people + newcomers} people told, {extra} extra copies, {ledger.cards_in_flight.total()} on the wire"


async def turns_took_effect_once(ledger: Ledger, heard: Heard, newcomers: int) -> None:
    """Everybody went through the same conversation; a turn that took effect twice would have been answered twice."""
    expected = without_echoes(heard.replies(str(NEWCOMERS)))
    assert len(expected) >= len(FLOW)
    for chat in (str(NEWCOMERS + n) for n in range(newcomers)):
        replies = heard.replies(chat)
        assert without_echoes(replies) == expected
        assert len(replies) <= len(expected) + ledger.letters_in_flight[chat]
    assert ledger.count("select count(*) from inbox where state <> 'done'") == 0
    assert ledger.count("select count(*) from consents") == newcomers
    assert (
        ledger.count(
            "select count(distinct chat_id) from subscriptions where chat_id in "
            f"(select id from chats where cast(address as integer) >= {NEWCOMERS})"
        )
        == newcomers
    )
