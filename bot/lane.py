"""A channel's way out for broadcasts: its pace, what is under way on it, whether it is away, what it has refused.

Each has its own, so that one that is slow, throttled or away holds back nobody on another.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from channels.breaker import Breaker
from channels.message import Channel, Fate, NotSent, Outgoing, Say, from_json
from channels.pace import Pace
from storage.broadcasts import Broadcast
from storage.deliveries import Delivery

BATCH = 100  # deliveries claimed at once, at most
REFUSED_MOST = 3  # the same content refused to so many people on a channel is refused there to all
DOUBTS_MOST = 8  # answers that say nothing, one after the other: the channel is away
SHORTEST = 0.001  # seconds: the finest rest

Render = Callable[[Say, str, str], Say]
"""A message as a channel can carry it, in a language."""


def as_it_is(message: Say, channel: str, language: str) -> Say:
    return message


class Lane:
    """`waiting`: of which broadcasts somebody may be waiting on it; `refused`: of which its channel wants nothing.

    `under_way`: launched, and not yet written down.
    """

    def __init__(self, channel: Channel, pace: Pace, *, render: Render = as_it_is) -> None:
        self.name = channel.name
        self.pace = pace
        self.under_way = 0
        self.refused: dict[int, NotSent] = {}
        self._channel = channel
        self._render = render
        self._breaker = Breaker()
        self._doubts = 0
        self._turns = 0
        self._idle: set[int] = set()
        self._refusals: Counter[int] = Counter()
        self._prepared: dict[tuple[int, str, bool], bytes] = {}
        self._flying: set[asyncio.Task[None]] = set()

    @property
    def closed(self) -> bool:
        """Whether it stands for a channel that is not configured."""
        return isinstance(self._channel, Closed)

    @property
    def flying(self) -> set[asyncio.Task[None]]:
        return self._flying

    def waiting(self, live: list[Broadcast]) -> list[Broadcast]:
        return [each for each in live if each.id not in self._idle]

    def nobody_waits(self, broadcast: int) -> None:
        self._idle.add(broadcast)

    def somebody_waits(self, broadcast: int | None = None) -> None:
        """For this broadcast; None: perhaps for any."""
        self._idle = set() if broadcast is None else self._idle - {broadcast}

    def turn_among(self, equals: int) -> int:
        """Which of so many equals is the first now: each in turn."""
        self._turns += 1
        return self._turns % equals

    def room(self, landed: int = 0) -> int:
        """How many may be claimed now; they are spent, and what is not used is given back.

        `landed` of those under way are written down by the transaction that claims.
        """
        now = time.monotonic()
        if self._breaker.wait(now):
            return 0
        return self.pace.take_many(min(BATCH, self.pace.in_flight() - self.under_way + landed), now)

    def give_back(self, unused: int) -> None:
        self.pace.give_back(max(0, unused), time.monotonic())

    def pause(self) -> float | None:
        """Seconds until there may be room; None while it is full, and an answer is what makes some."""
        if self.pace.in_flight() <= self.under_way:
            return None
        now = time.monotonic()
        return max(self.pace.wait(now), self._breaker.wait(now), SHORTEST)

    def launch(self, flight: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(flight)
        self.under_way += 1
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def tell(self, broadcast: Broadcast, delivery: Delivery) -> str | None:
        """Raises `NotSent`, without a word to the channel where it has refused this to others."""
        if broadcast.id in self.refused:
            raise self.refused[broadcast.id]
        try:
            message = self._message(broadcast, delivery)
            sent = await self._channel.tell(delivery.address, message, reply_to=delivery.reply_to)
        except NotSent as no:
            self._went_wrong(no)
            raise
        self.pace.went_well(time.monotonic())
        self._breaker.worked()
        self._doubts = 0
        return sent

    def settled(self, began: float, *, answered: bool) -> None:
        """One that was launched at `began` (monotonic seconds) is written down: only now is it under way no more."""
        self.under_way -= 1
        if answered:
            self.pace.in_flight(time.monotonic() - began)

    def refuses(self, broadcast: int, no: NotSent) -> bool:
        """Count a refusal of the content; True when it has become one to everybody."""
        self._refusals[broadcast] += 1
        if self._refusals[broadcast] != REFUSED_MOST:
            return False
        self.refused[broadcast] = no
        return True

    def _message(self, broadcast: Broadcast, delivery: Delivery) -> bytes:
        """The finished message, built once a broadcast and language."""
        key = (broadcast.id, delivery.language, delivery.hushed)
        if key not in self._prepared:
            card = broadcast.cards.get(delivery.language) or next(iter(broadcast.cards.values()))
            message = from_json(card)
            assert isinstance(message, Say)
            message = replace(message, silent=message.silent or delivery.hushed)
            try:
                self._prepared[key] = self._channel.prepare(self._render(message, self.name, delivery.language))
            except ValueError:
                raise NotSent(Fate.CONTENT, "cannot be made") from None
        return self._prepared[key]

    def _went_wrong(self, no: NotSent) -> None:
        now = time.monotonic()
        if no.fate is Fate.THROTTLED:
            self.pace.throttled(no.retry_after, now)
        elif no.fate in (Fate.AGAIN, Fate.FATAL):
            self._breaker.failed(now)
        elif no.fate is Fate.UNKNOWN:
            self._doubts += 1
            if self._doubts >= DOUBTS_MOST:
                self._breaker.failed(now)


class Closed:
    """Stands for a channel that people have chats on and that is not configured: they are told another way."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def send(self, address: str, message: Outgoing) -> str | None:
        raise NotSent(Fate.SHUT, "not configured")

    def prepare(self, message: Say) -> bytes:
        return b""

    async def tell(self, address: str, prepared: bytes, *, reply_to: str | None = None) -> str | None:
        raise NotSent(Fate.SHUT, "not configured")
