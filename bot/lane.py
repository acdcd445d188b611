"""A channel's way out for broadcasts: its pace, what is under way on it, whether it is away, what it has refused.

Each has its own, so that one that is slow, throttled or away holds back nobody on another.
"""

import asyncio
import math
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Coroutine, Iterable
from dataclasses import replace
from itertools import takewhile
from typing import Any

from channels.breaker import Breaker
from channels.channel import Channel
from channels.fate import Fate, NotSent
from channels.message import Outgoing, Say
from channels.message_json import from_json
from channels.pace import Pace
from storage.broadcasts import Broadcast
from storage.deliveries import Delivery

BATCH = 200  # deliveries claimed at once, at most
AHEAD = 0.065  # seconds: what the pace lets go in that time is claimed before it may go, so that few commits carry many
A_FEW = 4  # are claimed ahead at a low ceiling too, where each would wait for a commit of its own …
WITHIN = 0.15  # … if they may go within so many seconds
SHORTEST = 0.005  # seconds, after which is looked again where the wire was full
GRAIN = 0.02  # seconds: so long do tokens gather, and then a few go together
TICK = 0.001  # seconds: a timer may be as much too early, and then a token is not there yet
LATE = 1.0  # seconds: whoever has no answer by then, while others get theirs, keeps nobody else off the wire
REFUSED_MOST = 3  # the same content refused to so many people on a channel is refused there to all
DOUBTS_MOST = 8  # answers that say nothing, one after the other: the channel is away

Render = Callable[[Say, str, str], Say]
"""A message as a channel can carry it, in a language."""


Fly = Callable[["Lane", Delivery], Coroutine[Any, Any, None]]


def as_it_is(message: Say, channel: str, language: str) -> Say:
    return message


class Lane:
    """Deliveries that are claimed wait in it until the pace lets them go, each as a task of `fly`.

    `waiting`: of which broadcasts somebody may be waiting on it; `refused`: of which its channel wants nothing.
    `hurry` is called when it is time to claim, or to write down what became of the last ones.
    """

    def __init__(
        self, channel: Channel, pace: Pace, *, fly: Fly, hurry: Callable[[], None], render: Render = as_it_is
    ) -> None:
        self.name = channel.name
        self.pace = pace
        self.refused: dict[int, NotSent] = {}
        self._channel = channel
        self._render = render
        self._fly = fly
        self._hurry = hurry
        self._breaker = Breaker()
        self._doubts = 0
        self._turns = 0
        self._idle: set[int] = set()
        self._refusals: defaultdict[int, set[int]] = defaultdict(set)
        self._prepared: dict[tuple[int, str, bool], bytes] = {}
        self._ready: deque[Delivery] = deque()
        self._flying: dict[asyncio.Task[None], float] = {}
        self._answered = self._launched = -math.inf
        self._more = False
        self._full = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def closed(self) -> bool:
        """Whether it stands for a channel that is not configured."""
        return isinstance(self._channel, Closed)

    @property
    def flying(self) -> Collection[asyncio.Task[None]]:
        return self._flying.keys()

    @property
    def busy(self) -> bool:
        return bool(self._ready or self._flying)

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

    def room(self) -> int:
        """How many may be claimed now: what the pace lets go until the next look, and no more than the wire takes."""
        if self.pause():
            return 0
        now = time.monotonic()
        soon = max(self._a_few(), self.pace.soon(AHEAD, now))
        on_the_wire = max(0, self._free(now)) + self._ahead()
        return max(0, min(BATCH, soon, on_the_wire) - len(self._ready))

    def pause(self) -> float:
        """Seconds for which nothing may go: the channel has said so, or is away."""
        now = time.monotonic()
        return max(self.pace.closed(now), self._breaker.wait(now))

    def away_for(self) -> float:
        """Seconds for which the channel has been away: nothing but failures."""
        return self._breaker.away_for(time.monotonic())

    def take_in(self, claimed: Iterable[Delivery], *, more: bool) -> None:
        """Each goes as soon as the pace lets it; what touches no wire (refused to all here, or its chat has left) at no
        pace. `more`: others wait."""
        self._more = more
        for each in claimed:
            if each.has_left or each.broadcast in self.refused:
                self._launch(each)
            else:
                self._ready.append(each)
        if self._timer is None:
            self._let_go()

    def hand_back(self) -> list[Delivery]:
        """Those that have not gone."""
        held = list(self._ready)
        self._ready.clear()
        return held

    def _let_go(self) -> None:
        """As many as may go now; the others in a moment, or, where the wire is full, when it has room."""
        if self._timer:
            self._timer.cancel()
        self._timer = None
        now = time.monotonic()
        free = 0 if self.pause() else self._free(now)
        gone = self.pace.take_many(min(len(self._ready), free), now)
        for _ in range(gone):
            self._launch(self._ready.popleft())
        if gone and self._more and len(self._ready) * 3 < self._ahead():
            self._hurry()
        self._full = bool(self._ready) and gone == free
        if self._ready:
            together = min(len(self._ready), math.floor((self.pace.rate or 0) * GRAIN))
            pause = max(self.pace.wait(now, 1 if self._full else together), SHORTEST if self._full else TICK)
            self._timer = asyncio.get_running_loop().call_later(math.ceil(pause / TICK) * TICK, self._let_go)

    def _free(self, now: float) -> int:
        """How many more the wire takes. When it has been full for long, one is tried: does it answer anybody?"""
        under_way = len(self._flying)
        lost = min(self._answered, now - LATE)
        late = sum(1 for _ in takewhile(lambda launched: launched < lost, self._flying.values()))
        free = min(self.pace.in_flight() + late, self.pace.most) - under_way
        return 1 if free <= 0 and under_way < self.pace.most and self._launched < now - LATE else free

    def _launch(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._fly(self, delivery))
        self._launched = self._flying[task] = time.monotonic()
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        del self._flying[task]
        if not self.busy:
            self._hurry()
        elif self._full:
            self._let_go()

    def _ahead(self) -> int:
        """How many are claimed before they may go; with no ceiling, as many as the wire holds."""
        rate = self.pace.rate
        return min(BATCH, self.pace.in_flight() if rate is None else max(self._a_few(), math.ceil(rate * AHEAD)))

    def _a_few(self) -> int:
        return min(A_FEW, math.ceil((self.pace.rate or 0) * WITHIN))

    async def tell(self, broadcast: Broadcast, delivery: Delivery) -> str | None:
        """Raises `NotSent`, without a word to the channel where it has refused this to others."""
        if no := self.refused.get(broadcast.id):
            raise NotSent(no.fate, no.reason)  # raised again and again, one would remember everybody it was raised for
        launched = time.monotonic()
        try:
            message = self._message(broadcast, delivery)
            sent = await self._channel.tell(delivery.address, message, reply_to=delivery.reply_to)
        except NotSent as no:
            self._went_wrong(no)
            raise
        now = time.monotonic()
        self._answered = max(self._answered, launched)
        self.pace.in_flight(now - launched)
        self.pace.went_well(now)
        self._has_answered()
        return sent

    def count_refusal(self, delivery: Delivery, no: NotSent) -> None:
        """Of the content: that to a few people becomes one to everybody."""
        if delivery.broadcast in self.refused:
            return
        people = self._refusals[delivery.broadcast]
        people.add(delivery.recipient)
        if len(people) >= REFUSED_MOST:
            self.refused[delivery.broadcast] = no

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

    def _has_answered(self) -> None:
        """Whatever it said of that person: it is not away."""
        self._breaker.worked()
        self._doubts = 0

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
        elif no.fate in (Fate.BLOCKED, Fate.GONE, Fate.MOVED):
            self._has_answered()


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
