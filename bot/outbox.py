"""Sends what turns and ticks have written: claim, send, settle. One loop a channel, one chat in order.

Killed anywhere: a letter is still there, and goes; what was on the wire goes once more, except a one-time code.
"""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.clock import Clock
from bot.loops import first_of
from channels.breaker import Breaker
from channels.message import Fate, NotSent
from storage import outbox
from storage.engine import Store, Tx
from storage.outbox import Letter

AT_ONCE = 100
REST = 1.0  # seconds
LONGEST_PAUSE = timedelta(minutes=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A letter that went, with its message's id where the channel gives one."""

    letter: Letter
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A letter to be tried again after a pause."""

    letter: Letter
    pause: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A letter that will not go, and why."""

    letter: Letter
    why: NotSent


Outcome = Sent | Kept | Dropped


class Carrier(Protocol):
    """What a channel does with a letter."""

    channel: str

    async def send(self, letter: Letter) -> str | None:
        """Deliver it. Raises `NotSent`."""

    def judge(self, letter: Letter, no: NotSent) -> Outcome:
        """What is to become of a letter that did not go."""

    async def settle(self, tx: Tx, outcomes: list[Outcome]) -> None:
        """What the outcomes mean for other rows, in the transaction that settles them."""

    async def interrupted(self, tx: Tx, letters: list[Letter]) -> list[Letter]:
        """Which of the letters that were on the wire at a crash are to go again."""


class OutboxLoop:
    def __init__(self, store: Store, carrier: Carrier, clock: Clock, *, at_once: int = AT_ONCE) -> None:
        self.channel = carrier.channel
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._at_once = at_once
        self._bell = store.bell(f"outbox.{carrier.channel}")
        self._flying: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._breaker = Breaker()

    async def recover(self) -> None:
        """After a start: what was on the wire when the last process ended."""
        async with self._store.transaction() as tx:
            letters = await outbox.list_interrupted(tx, self._carrier.channel)
            again = await self._carrier.interrupted(tx, letters)
            await outbox.later(tx, [(letter.id, letter.created_at) for letter in again])
            kept = {letter.id for letter in again}
            await outbox.done(tx, [letter.id for letter in letters if letter.id not in kept])

    async def step(self) -> int:
        """Settle what has come back and take what may go now; how many letters that was."""
        self._bell.clear()
        outcomes = list(self._outcomes)
        room = self._at_once - len(self._flying)
        if self._breaker.wait(time.monotonic()):
            room = 0
        letters: list[Letter] = []
        async with self._store.transaction() as tx:
            if outcomes:
                await self._settle(tx, outcomes)
            if room:
                letters = await outbox.claim(tx, self._carrier.channel, now=self._clock.now(), most=room)
        del self._outcomes[: len(outcomes)]  # only now: a commit that failed has settled nothing
        for letter in letters:
            self._launch(self._fly(letter))
        return len(outcomes) + len(letters)

    async def drain(self) -> None:
        """Before an end: wait for what is on the wire and write it down."""
        while self._flying or self._outcomes:
            if self._flying:
                await asyncio.wait(self._flying)
            outcomes = list(self._outcomes)
            async with self._store.transaction() as tx:
                await self._settle(tx, outcomes)
            del self._outcomes[: len(outcomes)]

    async def rest(self, stopping: asyncio.Event) -> None:
        """Until there may be something to do."""
        pause = self._breaker.wait(time.monotonic())
        await first_of(stopping, self._bell, within=min(pause, REST) if pause else REST)

    def _launch(self, flight: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(flight)
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _fly(self, letter: Letter) -> None:
        outcome: Outcome
        try:
            outcome = Sent(letter=letter, message=await self._carrier.send(letter))
            self._breaker.worked()
        except NotSent as no:
            outcome = self._carrier.judge(letter, no)
            if no.fate in (Fate.AGAIN, Fate.FATAL):
                self._breaker.failed(time.monotonic())
            log.warning("letter_not_sent", channel=letter.channel, fate=no.fate.value, reason=no.reason)
        except Exception:
            log.exception("letter_broken", letter=letter.id)
            outcome = Dropped(letter=letter, why=NotSent(Fate.CONTENT, "cannot be made"))
        self._outcomes.append(outcome)
        self._bell.set()

    async def _settle(self, tx: Tx, outcomes: list[Outcome]) -> None:
        now = self._clock.now()
        await outbox.done(tx, [each.letter.id for each in outcomes if not isinstance(each, Kept)])
        later = [(each.letter.id, now + each.pause) for each in outcomes if isinstance(each, Kept)]
        if later:
            await outbox.later(tx, later)
        await self._carrier.settle(tx, outcomes)


def growing(tries: int) -> timedelta:
    """1, 2, 4, 8 … seconds, a minute at most."""
    return min(LONGEST_PAUSE, timedelta(seconds=1 << min(tries - 1, 6)))
