"""A bot's updates and getUpdates: an update is gone only when a higher offset confirms it, or it is a day old."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, takewhile

from simulator.clock import Clock
from simulator.refusals import OTHER_POLL, Refusal, conflict, refusal
from simulator.shapes import Json

KEPT_SECONDS = 24 * 3600
PRESS_SECONDS = 150
LONGEST_POLL = 50
IMPATIENT_SECONDS = 3.0
HASTY_SECONDS = 0.5
CONFLICT_SECONDS = 3.0
ABSENT_SECONDS = 5.0
UNLESS_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
IDS_SINCE = 1_700_000_000
IDS_A_SECOND = 4


@dataclass(slots=True)
class Update:
    id: int
    kind: str
    body: Json
    chat: int
    time: float
    copies: int = 1

    def as_json(self) -> Json:
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    def __init__(self, clock: Clock, arrived: Callable[[], None]) -> None:
        self.clock = clock
        self.arrived = arrived
        self.waiting: dict[int, Update] = {}
        self.allowed: set[str] | None = None
        self.next_id = int((clock.now() - IDS_SINCE) * IDS_A_SECOND)
        self.poll: asyncio.Future[Refusal | None] | None = None
        self.last_offset: int | None = None
        self.last_asked = 0.0
        self.next_conflict = 0.0

    @property
    def polling(self) -> bool:
        """A poll waits, or the last one is so short ago that the next may be on its way."""
        waits = self.poll is not None and not self.poll.done()
        return waits or (self.last_offset is not None and time.monotonic() < self.last_asked + ABSENT_SECONDS)

    def add(self, kind: str, body: Json, chat: int, *, copies: int = 1) -> Update | None:
        """Queues an update, unless the bot said that it does not want that kind."""
        if kind not in self.allowed if self.allowed else kind in UNLESS_ASKED:
            return None
        update = Update(self.next_id, kind, body, chat, self.clock.now(), copies)
        self.next_id += 1
        self.waiting[update.id] = update
        self.wake()
        self.arrived()
        return update

    def allow(self, kinds: list[str] | None) -> None:
        """Holds until it is changed; an empty list is back to what Telegram sends by itself."""
        if kinds is not None:
            self.allowed = set(kinds) or None

    def wake(self, refused: Refusal | None = None) -> None:
        if self.poll is not None and not self.poll.done():
            self.poll.set_result(refused)

    def confirm(self, offset: int) -> None:
        if offset < 0:
            for update_id in list(self.waiting)[:offset]:
                del self.waiting[update_id]
        for update in list(takewhile(lambda update: update.id < offset, self.waiting.values())):
            update.copies -= 1
            if update.copies <= 0:
                del self.waiting[update.id]

    def expire(self) -> None:
        now = self.clock.now()
        for update in list(takewhile(lambda update: now - update.time > PRESS_SECONDS, self.waiting.values())):
            if update.kind == "callback_query" or now - update.time > KEPT_SECONDS:
                del self.waiting[update.id]

    async def get(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """One getUpdates. One that has to wait sends an older one that waits away with 409."""
        limit, seconds = self.slowed(offset, limit if 1 <= limit <= 100 else 100, seconds)
        self.confirm(offset)
        self.expire()
        if not self.waiting and seconds > 0:
            self.wake(conflict(OTHER_POLL))
            await self.wait_for_some(min(seconds, LONGEST_POLL))
        return [update.as_json() for update in islice(self.waiting.values(), limit)]

    def slowed(self, offset: int, limit: int, seconds: float) -> tuple[int, float]:
        """A bot that asks for the same again at once gets one update, and waits (Client.cpp, process_get_updates)."""
        now = time.monotonic()
        if offset == self.last_offset and now < self.last_asked + IMPATIENT_SECONDS:
            seconds = max(seconds, IMPATIENT_SECONDS)
            limit = 1 if now < self.last_asked + HASTY_SECONDS else limit
        self.last_offset, self.last_asked = offset, now
        return limit, seconds

    async def no(self, refused: Refusal) -> Refusal:
        """Says no to a poll: at once the first time, after a while when it was said less than 3 seconds ago."""
        now = time.monotonic()
        if now < self.next_conflict:
            await asyncio.sleep(CONFLICT_SECONDS)
        else:
            self.next_conflict = now + CONFLICT_SECONDS
        return refused

    async def wait_for_some(self, seconds: float) -> None:
        mine: asyncio.Future[Refusal | None] = asyncio.get_running_loop().create_future()
        self.poll = mine
        done, _ = await asyncio.wait([mine], timeout=seconds)
        if self.poll is mine:
            self.poll = None
        refused = mine.result() if done else None
        if refused is not None:
            raise await self.no(refused) if refused.status == 409 else refused

    def cut(self, sentence: str) -> None:
        """Sends a waiting poll away: a webhook was set, or the server restarts."""
        self.wake(refusal(500, "restart") if sentence == "restart" else conflict(sentence))
