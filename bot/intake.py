"""From the inbox to the router: one chat in order, chats in turn, each update exactly once.

The turns of several chats share a commit, but what fails fails alone. An update whose handling fails is set aside with
an apology, and blocks nobody; a database that is away loses nothing.
A chat that says too much is told so, now and then, and what it says beyond the limit ends there.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import islice, takewhile

import structlog

from bot.clock import Clock
from channels.incoming import Incoming, Membership, Press
from channels.message import Say
from handlers.router import Router
from services.limiting import Flood
from services.speaking import post
from storage import chats, inbox
from storage.engine import Store, StoreAway, Tx
from storage.inbox import Received

LOADED_MOST = 2_000
TOGETHER = 16  # turns in one commit, at most
HOLDS_OTHERS = 0.02  # seconds, after which no more turns join in

log = structlog.get_logger()

Read = Callable[[bytes], Incoming | None]
Waiting = tuple[Received, Incoming | None]


class TookEffect(Exception):
    """The update had taken effect before; what it did now is rolled back."""


class Intake:
    """`readers` put a channel's raw update into the house's words."""

    def __init__(self, store: Store, router: Router, readers: Mapping[str, Read], clock: Clock) -> None:
        self._store = store
        self._router = router
        self._readers = readers
        self._clock = clock
        self._queues: OrderedDict[str, deque[Waiting]] = OrderedDict()
        self._loaded = 0
        self._last = 0
        self._flood = Flood(router.house.limits)
        self.turns = 0

    async def step(self) -> int:
        """Load what has come, and work it off, several chats to a commit; how many updates took effect."""
        loaded = await self._load()
        before = self.turns
        while self._queues:
            await self._round()
        return loaded + self.turns - before

    async def _load(self) -> int:
        if self._loaded >= LOADED_MOST:
            return 0
        async with self._store.reading() as session:
            rows = await inbox.list_waiting(session, after=self._last, most=LOADED_MOST - self._loaded)
        for row in rows:
            self._last = row.id
            await self._queue(row)
        return len(rows)

    async def _queue(self, row: Received) -> None:
        try:
            incoming = self._readers[row.channel](row.body)
        except ValueError as error:
            log.error("update_unreadable", inbox=row.id, reason=type(error).__name__)
            async with self._store.transaction() as tx:
                await inbox.quarantine(tx, row.id)
            return
        chat = f"{row.channel}:{incoming.chat if incoming else ''}"
        self._queues.setdefault(chat, deque()).append((row, incoming))
        self._loaded += 1

    async def _round(self) -> None:
        """The next update of each of some chats, in one transaction, which a long turn ends."""
        ended: list[tuple[str, int]] = []
        async with self._store.transaction() as tx:
            until = time.monotonic() + HOLDS_OTHERS
            for chat in list(islice(self._queues, TOGETHER)):
                ended.append((chat, await self._next_of(tx, chat)))
                if time.monotonic() > until:
                    break
        for chat, updates in ended:
            self._done(chat, updates)

    def _done(self, chat: str, updates: int) -> None:
        """These have ended; the chat goes to the end of the line."""
        self.turns += updates
        self._loaded -= updates
        queue = self._queues[chat]
        for _ in range(updates):
            queue.popleft()
        if queue:
            self._queues.move_to_end(chat)
        else:
            del self._queues[chat]

    async def _next_of(self, tx: Tx, chat: str) -> int:
        """How many updates of the chat end: one, or all that is too much."""
        row, incoming = self._queues[chat][0]
        if _counts(incoming) and self._flood.over(chat, pressed=_pressed(incoming), now=self._clock.now()):
            return await self._pass_over(tx, chat)
        await self._take(tx, row, incoming)
        return 1

    async def _pass_over(self, tx: Tx, chat: str) -> int:
        """All of the same kind that waits in this chat ends at once."""
        now, queue = self._clock.now(), self._queues[chat]
        pressed = _pressed(queue[0][1])
        beyond = list(takewhile(lambda waiting: _counts(waiting[1]) and _pressed(waiting[1]) is pressed, queue))
        await inbox.pass_over(tx, [row.id for row, _ in beyond])
        incoming = beyond[0][1]
        if incoming and incoming.private and self._flood.may_tell(chat, now=now):
            await self._tell(tx, incoming, "access.too_much", now)
        log.info("updates_passed_over", count=len(beyond))
        return len(beyond)

    async def _take(self, tx: Tx, row: Received, incoming: Incoming | None) -> None:
        """The turn, its answers and the end of the inbox row: all of it is committed, or none."""
        try:
            async with tx.part():
                if incoming is not None:
                    await self._router.handle(tx, incoming, now=self._clock.now())
                if not await inbox.finish(tx, row.id):
                    raise TookEffect
        except TookEffect:
            log.info("update_again", inbox=row.id)
        except StoreAway:
            raise
        except Exception:
            log.exception("turn_failed", inbox=row.id)
            await self._set_aside(tx, row, incoming)

    async def _set_aside(self, tx: Tx, row: Received, incoming: Incoming | None) -> None:
        await inbox.quarantine(tx, row.id)
        if incoming is not None:
            await self._tell(tx, incoming, "access.broken", self._clock.now(), number=str(row.id)[-6:])

    async def _tell(self, tx: Tx, incoming: Incoming, key: str, now: datetime, **facts: object) -> None:
        found = await chats.find(tx, incoming.channel, incoming.chat)
        words = self._router.house.catalogues[found[0].language if found else "vi"]
        await post(tx, [(incoming.channel, incoming.chat, Say(text=words.say(key, **facts)))], now=now)


def _counts(incoming: Incoming | None) -> bool:
    """Whoever comes or goes is always noted."""
    return incoming is not None and not isinstance(incoming.body, Membership)


def _pressed(incoming: Incoming | None) -> bool:
    return incoming is not None and isinstance(incoming.body, Press)
