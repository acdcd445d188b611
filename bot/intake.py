"""From the inbox to the router: one chat in order, chats in turn, each update exactly once.

An update whose handling fails is set aside with an apology, and blocks nobody; a database that is away loses nothing.
A chat that says too much is told so, now and then, and what it says beyond the limit ends there.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import takewhile

import structlog

from bot.clock import Clock
from channels.message import Incoming, Membership, Press, Say
from handlers.router import Router
from services.limiting import Flood
from services.speaking import post
from storage import chats, inbox
from storage.engine import Store, StoreAway, Tx
from storage.inbox import Received

LOADED_MOST = 2_000
AT_ONCE = 16

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
        self._busy: set[str] = set()
        self._loaded = 0
        self._last = 0
        self._flood = Flood(router.house.limits)
        self.turns = 0

    async def step(self) -> int:
        """Load what has come, and work it off, several chats side by side; how many updates took effect."""
        loaded = await self._load()
        if not self._queues:
            return loaded
        before = self.turns
        ended = await asyncio.gather(*(self._work() for _ in range(AT_ONCE)), return_exceptions=True)
        for error in ended:
            if error is not None:
                raise error
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

    async def _work(self) -> None:
        """Take the next chat that nobody works on, do one update of it, and put it at the end of the line."""
        while chat := next((each for each in self._queues if each not in self._busy), None):
            self._busy.add(chat)
            try:
                row, incoming = self._queues[chat][0]
                if _counts(incoming) and self._flood.over(chat, pressed=_pressed(incoming), now=self._clock.now()):
                    await self._pass_over(chat)
                else:
                    await self._take(row, incoming)
                    self._done(chat)
            finally:
                self._busy.discard(chat)

    def _done(self, chat: str) -> None:
        self.turns += 1
        self._loaded -= 1
        queue = self._queues[chat]
        queue.popleft()
        if queue:
            self._queues.move_to_end(chat)
        else:
            del self._queues[chat]

    async def _pass_over(self, chat: str) -> None:
        """All of the same kind that waits in this chat ends at once, in one transaction."""
        now, queue = self._clock.now(), self._queues[chat]
        pressed = _pressed(queue[0][1])
        beyond = list(takewhile(lambda waiting: _counts(waiting[1]) and _pressed(waiting[1]) is pressed, queue))
        async with self._store.transaction() as tx:
            await inbox.pass_over(tx, [row.id for row, _ in beyond])
            incoming = beyond[0][1]
            if incoming and incoming.private and self._flood.may_tell(chat, now=now):
                await self._tell(tx, incoming, "access.too_much", now)
        log.info("updates_passed_over", count=len(beyond))
        for _ in beyond:
            self._done(chat)

    async def _take(self, row: Received, incoming: Incoming | None) -> None:
        """The turn, its answers and the end of the inbox row: all of it is committed, or none."""
        try:
            async with self._store.transaction() as tx:
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
            await self._set_aside(row, incoming)

    async def _set_aside(self, row: Received, incoming: Incoming | None) -> None:
        now = self._clock.now()
        async with self._store.transaction() as tx:
            await inbox.quarantine(tx, row.id)
            if incoming is None:
                return
            await self._tell(tx, incoming, "access.broken", now, number=str(row.id)[-6:])

    async def _tell(self, tx: Tx, incoming: Incoming, key: str, now: datetime, **facts: object) -> None:
        found = await chats.find(tx, incoming.channel, incoming.chat)
        words = self._router.house.catalogues[found[0].language if found else "vi"]
        await post(tx, [(incoming.channel, incoming.chat, Say(text=words.say(key, **facts)))], now=now)


def _counts(incoming: Incoming | None) -> bool:
    """Whoever comes or goes is always noted."""
    return incoming is not None and not isinstance(incoming.body, Membership)


def _pressed(incoming: Incoming | None) -> bool:
    return incoming is not None and isinstance(incoming.body, Press)
