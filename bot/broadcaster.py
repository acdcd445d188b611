"""Tells people: fill the audience, claim, send, settle. Killed at any line, it loses no one.

`sending` is committed before the wire is touched, and no more is claimed than can be in flight, so that a crash doubles
a handful at most. Just before every write it is asked again: still approved, not stopped, not over.
"""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import groupby

import structlog

from bot.clock import Clock
from bot.loops import first_of
from channels.breaker import Breaker
from channels.message import Channel, Fate, NotSent, Say, from_json
from channels.pace import Pace
from storage import audiences, audit, broadcasts, chats, deliveries
from storage.broadcasts import Broadcast
from storage.deliveries import Delivery, Settled
from storage.engine import Store, Tx

CHUNK = 1_000  # subscriptions copied at once: a few milliseconds of the writer
BATCH = 100  # results settled at once, at most …
GATHER = 0.02  # … or those of so many seconds
SHORTEST = 0.001  # seconds: the finest rest
LOOK_AGAIN = 1.0  # seconds between looks at what is open
DUPLICATE_FROM_LEVEL = 3  # from here on, sending twice is better than perhaps not at all
TRIES_MOST = 5
REFUSED_MOST = 3  # the same content refused to so many people is refused to all
RETRY_FIRST = timedelta(seconds=2)
RETRY_MOST = timedelta(minutes=2)

log = structlog.get_logger()


Render = Callable[[Say, str, str], Say]
"""A message as a channel can carry it, in a language."""


def as_it_is(message: Say, channel: str, language: str) -> Say:
    return message


class Broadcaster:
    """`channels` by name; `pace` is that of the broadcasts' lane; `render` fits a message to a channel."""

    def __init__(
        self,
        store: Store,
        channels: dict[str, Channel],
        clock: Clock,
        pace: Pace,
        *,
        zone: tzinfo = UTC,
        render: Render = as_it_is,
    ) -> None:
        self._render = render
        self._store = store
        self._channels = channels
        self._clock = clock
        self._pace = pace
        self._zone = zone
        self._bell = store.bell("broadcaster")
        self._landed = asyncio.Event()
        self._live: dict[int, Broadcast] = {}
        self._idle: set[int] = set()
        self._prepared: dict[tuple[int, str, str, bool], bytes] = {}
        self._flying: set[asyncio.Task[None]] = set()
        self._came_back: list[tuple[Delivery, str | NotSent | None]] = []
        self._refused: dict[int, int] = {}
        self._breaker = Breaker()
        self._looked_at = -LOOK_AGAIN
        self._rounds = 0

    async def recover(self) -> int:
        """After a start: whoever was on the wire when the last process ended is told again, while it holds."""
        async with self._store.transaction() as tx:
            return await deliveries.revive(tx, now=self._clock.now())

    async def step(self) -> int:
        """One round: look, fill, settle and claim in one transaction, send. How much there was to do."""
        self._landed.clear()
        await self._look()
        filled = await self._fill()
        came_back = list(self._came_back)
        claimed: list[Delivery] = []
        room = self._room()
        if came_back or room:
            async with self._store.transaction() as tx:
                await self._settle(tx, came_back)
                claimed = await self._claim(tx, room)
        del self._came_back[: len(came_back)]  # only now: a commit that failed has settled nothing
        for delivery in claimed:
            self._launch(delivery)
        await self._gather()
        return filled + len(came_back) + len(claimed)

    async def drain(self) -> None:
        """Before an end: wait for what is on the wire and write it down."""
        while self._flying or self._came_back:
            if self._flying:
                await asyncio.wait(self._flying)
            came_back = list(self._came_back)
            async with self._store.transaction() as tx:
                await self._settle(tx, came_back)
            del self._came_back[: len(came_back)]

    async def rest(self, stopping: asyncio.Event) -> None:
        """Until something has come back or changed, or the pace lets the next one go."""
        now, pause = time.monotonic(), LOOK_AGAIN
        if self._wanted() and self._pace.in_flight() > len(self._flying):
            pause = min(LOOK_AGAIN, max(self._pace.wait(now), self._breaker.wait(now), SHORTEST))
        await first_of(stopping, self._bell, self._landed, within=pause)

    async def _look(self) -> None:
        """What is open now; at once after a bell (an approval, a stop, somebody who joined), else once a second."""
        now = time.monotonic()
        if not self._bell.is_set() and now - self._looked_at < LOOK_AGAIN:
            return
        self._bell.clear()
        self._looked_at = now
        self._idle.clear()
        async with self._store.reading() as session:
            live = await broadcasts.list_live(session, now=self._clock.now())
        self._live = {each.id: each for each in live}

    async def _fill(self) -> int:
        """Copy a chunk of the gravest audience that is not yet complete."""
        unfilled = next((each for each in self._live.values() if not each.filled), None)
        if unfilled is None:
            return 0
        async with self._store.transaction() as tx:
            broadcast = await broadcasts.get(tx, unfilled.id)
            await audiences.fill(tx, broadcast, most=CHUNK, now=self._clock.now(), zone=self._zone)
            self._live[broadcast.id] = await broadcasts.get(tx, broadcast.id)
        self._idle.discard(broadcast.id)
        return 1

    def _wanted(self) -> list[Broadcast]:
        """Those that have somebody to tell, gravest first."""
        return [each for each in self._live.values() if each.id not in self._idle]

    def _room(self) -> int:
        now = time.monotonic()
        if self._breaker.wait(now) or not self._wanted():
            return 0
        return self._pace.take_many(min(BATCH, self._pace.in_flight() - len(self._flying)), now)

    async def _claim(self, tx: Tx, room: int) -> list[Delivery]:
        """The gravest first; those of one rank get equal shares, each in turn the first."""
        claimed: list[Delivery] = []
        self._rounds += 1
        for _, group in groupby(self._wanted() if room else [], key=_rank):
            alike = list(group)
            turn = self._rounds % len(alike)
            for place, broadcast in enumerate(alike[turn:] + alike[:turn]):
                share = math.ceil((room - len(claimed)) / (len(alike) - place))
                claimed += await self._claim_of(tx, broadcast, share)
        return claimed

    async def _claim_of(self, tx: Tx, broadcast: Broadcast, most: int) -> list[Delivery]:
        if most <= 0:
            return []
        claimed = await deliveries.claim(tx, broadcast, most=most, now=self._clock.now())
        if len(claimed) < most and broadcast.filled:
            self._idle.add(broadcast.id)
        return claimed

    def _launch(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._tell(delivery))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _tell(self, delivery: Delivery) -> None:
        broadcast = self._live.get(delivery.broadcast)
        if broadcast is None or not self._clock.now() < broadcast.closes_at:
            return self._land(delivery, NotSent(Fate.AGAIN, "over or stopped"))
        began = time.monotonic()
        result: str | NotSent | None
        try:
            message = self._message(broadcast, delivery)
            channel = self._channels[delivery.channel]
            result = await channel.tell(delivery.address, message, reply_to=delivery.reply_to)
            self._worked(began)
        except NotSent as no:
            result = no
            self._went_wrong(no)
        except Exception:
            log.exception("delivery_broken", broadcast=broadcast.id)
            result = NotSent(Fate.UNKNOWN, "a bug")
        self._land(delivery, result)

    def _land(self, delivery: Delivery, result: str | NotSent | None) -> None:
        self._came_back.append((delivery, result))
        self._landed.set()

    def _message(self, broadcast: Broadcast, delivery: Delivery) -> bytes:
        """The finished message, built once a broadcast, channel and language."""
        key = (broadcast.id, delivery.channel, delivery.language, delivery.hushed)
        if key not in self._prepared:
            card = broadcast.cards.get(delivery.language) or next(iter(broadcast.cards.values()))
            message = from_json(card)
            assert isinstance(message, Say)
            message = replace(message, silent=message.silent or delivery.hushed)
            message = self._render(message, delivery.channel, delivery.language)
            self._prepared[key] = self._channels[delivery.channel].prepare(message)
        return self._prepared[key]

    def _worked(self, began: float) -> None:
        now = time.monotonic()
        self._pace.in_flight(now - began + GATHER)
        self._pace.went_well(now)
        self._breaker.worked()

    def _went_wrong(self, no: NotSent) -> None:
        now = time.monotonic()
        if no.fate is Fate.THROTTLED:
            self._pace.throttled(no.retry_after, now)
        elif no.fate in (Fate.AGAIN, Fate.FATAL):
            self._breaker.failed(now)

    async def _gather(self) -> None:
        """Let results come together, so that many are settled at once."""
        if not self._flying:
            return
        until = time.monotonic() + GATHER
        while len(self._came_back) < BATCH and self._flying and (left := until - time.monotonic()) > 0:
            await asyncio.wait(self._flying, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    async def _settle(self, tx: Tx, came_back: list[tuple[Delivery, str | NotSent | None]]) -> None:
        now = self._clock.now()
        settled, again, gone = list[Settled](), list[tuple[Delivery, int, datetime]](), list[int]()
        for delivery, result in came_back:
            if not isinstance(result, NotSent):
                settled.append(Settled(delivery=delivery, state="sent", message=result))
            elif result.fate is Fate.GONE:
                gone.append(delivery.chat)
                await self._gone(tx, delivery, settled, again, now)
            elif result.fate is Fate.MOVED and result.moved_to and delivery.tries < TRIES_MOST:
                await chats.move(tx, delivery.channel, delivery.address, result.moved_to)
                again.append((delivery, delivery.chat, now))
            elif (when := _again(delivery, result, self._live.get(delivery.broadcast), now)) is not None:
                again.append((delivery, delivery.chat, when))
            else:
                settled.append(Settled(delivery=delivery, state=_state(result)))
                await self._count_refusal(tx, delivery, result, now)
        await deliveries.settle(tx, settled, now=now)
        await deliveries.put_back(tx, again)
        if gone:
            await chats.block_many(tx, gone, now=now)
        if again:
            self._idle.difference_update(delivery.broadcast for delivery, _, _ in again)

    async def _gone(
        self,
        tx: Tx,
        delivery: Delivery,
        settled: list[Settled],
        again: list[tuple[Delivery, int, datetime]],
        now: datetime,
    ) -> None:
        """This chat is closed to us for good: the person's next chat, if they have one, else they cannot be told."""
        other = await deliveries.find_other_chat(tx, delivery.recipient, delivery.chat)
        if other is None:
            settled.append(Settled(delivery=delivery, state="gone"))
        else:
            again.append((delivery, other, now))

    async def _count_refusal(self, tx: Tx, delivery: Delivery, no: NotSent, now: datetime) -> None:
        """The same content refused a few times is refused to everybody: stop, and let the approver know."""
        if no.fate is not Fate.CONTENT:
            return
        self._refused[delivery.broadcast] = self._refused.get(delivery.broadcast, 0) + 1
        if self._refused[delivery.broadcast] == REFUSED_MOST:
            await broadcasts.close(tx, delivery.broadcast, "halted", reason=no.reason)
            await audit.record(
                tx, "broadcast.halted", actor="broadcaster", subject=delivery.broadcast, now=now, why=no.reason
            )
            self._live.pop(delivery.broadcast, None)
            log.error("broadcast_halted", broadcast=delivery.broadcast, reason=no.reason)


def _rank(broadcast: Broadcast) -> tuple[int, bool]:
    """By level; what follows an earlier message goes before what is new."""
    return broadcast.level, broadcast.follows is not None


def _again(delivery: Delivery, no: NotSent, broadcast: Broadcast | None, now: datetime) -> datetime | None:
    """When to try once more, None for never."""
    pause = min(RETRY_MOST, RETRY_FIRST * (1 << min(delivery.tries - 1, 8)))
    match no.fate:
        case Fate.AGAIN | Fate.FATAL:
            return now + pause
        case Fate.THROTTLED:
            return now
        case Fate.UNKNOWN if broadcast and broadcast.level >= DUPLICATE_FROM_LEVEL and delivery.tries < TRIES_MOST:
            return now + pause
    return None


def _state(no: NotSent) -> str:
    return "unknown" if no.fate is Fate.UNKNOWN else "failed"
