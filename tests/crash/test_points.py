"""The bot dies once at every point of its loops: before and after each commit, before, during and after each request.

Each death meets an alert that has just been approved and people in the middle of a conversation; what is left over is
for the lives that come after it. At the end all of it is compared, person by person.
"""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import audit, chats, inbox
from storage.engine import Tx
from storage.times import micros
from tests.crash.ledger import Heard, Ledger, unexplained, without_echoes
from tests.stage.audience import announce, content, follow, leader, opened, submitted
from tests.stage.doom import Point, committing
from tests.stage.forked import Forked
from tests.stage.processes import Telegram, telegram, write_config

FOLLOWERS = range(7_000_000_000, 7_000_000_025)
NEWCOMERS, EACH_TIME = 8_000_000_000, 3
CHATTERER, UNLUCKY, LEADER = 6_000_000_001, 6_000_000_002, 5_001
SAID = ("/theodoi", "Tân Biên")
TOO_MUCH = 70  # messages in a minute
AWAY, FAR_AWAY = 0.02, 0.5  # seconds to Telegram
BRIEF, LONG = timedelta(seconds=1.5), timedelta(hours=6)
DIES_WITHIN = 20  # seconds
LIVES_FOR = 180  # seconds: who chattered until the last life gets a hundred answers, one a second

REQUESTING = ("Polling.step", "OutboxLoop._fly", "Broadcaster._result")
POINTS = [
    *(Point(place, "commit", when) for place in sorted(committing(fast=True)) for when in ("before", "after")),
    *(Point(place, "request", when) for place in REQUESTING for when in ("before", "during", "after")),
]
ENDING = ("Ticking._close", "Ticking._wind_down")
STOPPING = ("Broadcaster.drain", "OutboxLoop.drain")
LEFT = """select (select count(*) from inbox where state = 'new') + (select count(*) from outbox)
    + (select count(*) from deliveries where state in ('pending', 'sending'))
    + (select count(*) from broadcasts where opened_at is null and state = 'open')
    + (select count(*) from broadcasts where not filled)"""

NOTED = {  # each act is in the audit exactly as often as it happened
    "alert.approved": "true",
    "alert.opened": "opened_at is not null",
    "alert.over": "state = 'over'",
}


async def test_a_life_ended_at_a_few_points_loses_nothing(tmp_path: Path) -> None:
    await die_at_each(tmp_path, random.sample(POINTS, 5))


@pytest.mark.long
async def test_a_life_ended_at_every_point_loses_nothing(tmp_path: Path) -> None:
    await die_at_each(tmp_path, random.sample(POINTS, len(POINTS)))


async def die_at_each(folder: Path, points: list[Point]) -> None:
    async with telegram(folder) as far:
        write_config(folder, far.url, broadcast={"rate": 400}, telegram={"chat_burst": 2 * TOO_MUCH})
        async with opened(folder) as (store, _):
            await follow(store, FOLLOWERS)
        lives = Lives(folder, far, Ledger(folder / "bot.db"))
        await lives.first()
        for point in points:
            await lives.end_at(point)
        await lives.last()
    await held(lives)


@dataclass
class Lives:
    """One life of the bot after the other; `set_aside` counts the updates that nobody could handle."""

    folder: Path
    telegram: Telegram
    ledger: Ledger
    count: int = 0
    set_aside: int = 0

    async def first(self) -> None:
        """So that Telegram knows the bot."""
        program = Forked(self.folder)
        await program.start()
        await self.telegram.polled()
        assert await program.stop() == 0

    async def end_at(self, point: Point) -> None:
        self.count += 1
        await self.telegram.latency(FAR_AWAY if point.place in STOPPING else AWAY)
        await self._say(NEWCOMERS + EACH_TIME * self.count, EACH_TIME, *SAID)
        async with opened(self.folder) as (store, house):
            lan = await leader(store, LEADER + self.count)
            text = content(lasts=BRIEF if point.place in ENDING else LONG, title=f"Lần thứ {self.count}")
            await announce(store, house, lan, text, reaches=len(FOLLOWERS))
        if point.place in LEADING_TO:
            await LEADING_TO[point.place](self)
        program, began = Forked(self.folder, armed=point.arm), datetime.now(UTC)
        await program.start()
        if point.place in STOPPING:
            await self._something_flies(point.place, began)
            program.ask_to_stop()
        assert await program.ended(within=DIES_WITHIN) == -signal.SIGKILL, f"never came to {point}"
        self.ledger.note_kill()

    async def last(self) -> None:
        """Until nothing is left to do, and then a polite end."""
        await self.telegram.latency(AWAY)
        await self.telegram.left_alone()
        program = Forked(self.folder)
        await program.start()
        await self.telegram.polled()
        try:
            async with asyncio.timeout(LIVES_FOR):
                while self.ledger.count(LEFT):
                    await asyncio.sleep(0.1)
        finally:
            status = await program.stop()
        assert status == 0

    async def unreadable(self) -> None:
        self.set_aside += 1
        async with self._at_rest() as tx:
            await inbox.put(tx, "telegram", [(900_000_000 + self.count, b"{")], now=datetime.now(UTC))

    async def unusual(self) -> None:
        """Somebody says too much; in the form of another are answers that cannot be opened, a failure of ours."""
        self.set_aside += 1
        await self._say(CHATTERER, 1, *["/help"] * TOO_MUCH)
        await self._say(UNLUCKY, 1, "1")
        async with self._at_rest() as tx:
            chat, _ = await chats.find(tx, "telegram", str(UNLUCKY)) or await chats.add(
                tx, "telegram", str(UNLUCKY), language="vi", now=datetime.now(UTC)
            )
            await tx.change(
                "insert or replace into forms (chat_id, form, step, version, answers_sealed, opened_at, touched_at) "
                "values (:chat, 'following', 'area', 1, x'00', :now, :now)",
                {"chat": chat.id, "now": 2**60},
            )

    async def undecided(self) -> None:
        async with opened(self.folder) as (store, _):
            lan = await leader(store, LEADER + 500 + self.count)
            async with store.transaction() as tx:
                alert = await submitted(tx, lan, content(title="Chờ mãi"), reaches=len(FOLLOWERS))
                await tx.change("update alerts set submitted_at = 0 where id = :id", {"id": alert.id})

    async def _something_flies(self, place: str, began: datetime) -> None:
        """Of this life: what the last one left as `sending` may not have been looked at yet."""
        flying = {
            "Broadcaster.drain": "deliveries where broadcast_id = (select max(id) from broadcasts)",
            "OutboxLoop.drain": f"outbox where created_at > {micros(began)}",
        }
        async with asyncio.timeout(DIES_WITHIN):
            while not self.ledger.count(f"select count(*) from {flying[place]} and state = 'sending'"):
                await asyncio.sleep(0.005)

    async def _say(self, first: int, count: int, *texts: str) -> None:
        crowd = (await self.telegram.tell("crowds", first=first, count=count))["id"]
        for text in texts:
            await self.telegram.tell(f"crowds/{crowd}/act", count=count, text=text)
        await self.telegram.tell(f"crowds/{crowd}", method="DELETE")

    @asynccontextmanager
    async def _at_rest(self) -> AsyncIterator[Tx]:
        async with opened(self.folder) as (store, _), store.transaction() as tx:
            yield tx


LEADING_TO: dict[str, Callable[[Lives], Awaitable[None]]] = {
    "Intake._queue": Lives.unreadable,
    "Intake._round": Lives.unusual,
    "Ticking._wait_no_longer": Lives.undecided,
}


async def held(lives: Lives) -> None:
    """Person by person: journal against database against audit."""
    ledger, heard = lives.ledger, Heard.read(lives.folder / "journal.tsv")
    copies_are_told(ledger, heard, lives.count)
    newcomers = range(NEWCOMERS + EACH_TIME, NEWCOMERS + EACH_TIME * (lives.count + 1))
    expected = without_echoes(heard.replies(str(newcomers[0])))
    assert len(expected) == len(SAID)
    for chat in map(str, newcomers):
        replies = heard.replies(chat)
        assert without_echoes(replies) == expected
        assert len(replies) <= len(expected) + ledger.letters_in_flight[chat]
    assert ledger.count("select count(*) from inbox where state = 'quarantined'") == lives.set_aside
    async with opened(lives.folder) as (store, _), store.reading() as session:
        assert (await audit.verify(session))[1] is None
    for act, which in NOTED.items():
        noted = ledger.count(f"select count(*) from audit where act = '{act}'")
        assert noted == ledger.count(f"select count(*) from broadcasts where {which}"), act


def copies_are_told(ledger: Ledger, heard: Heard, alerts: int) -> None:
    """Each alert reached everybody, or, where it ended early, whom the database says; twice only who was in flight."""
    broadcasts = ledger.rows("select id, state from broadcasts")
    assert len(broadcasts) == alerts
    audience = {str(address) for address in FOLLOWERS}
    for broadcast, state in broadcasts:
        told = ledger.said_of(broadcast)
        if state == "open":
            assert told.keys() == audience
        copies = heard.copies(heard.mark_of(told)) if told else {}
        assert told.keys() <= copies.keys() <= audience
    assert not unexplained(heard.cards(), alerts, ledger.cards_in_flight)
