"""Sends what turns and ticks have written: claim, send, settle. One loop a channel, one chat in order.

Killed anywhere: a letter is still there, and goes; what was on the wire goes once more, except a one-time code.
"""

import asyncio
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.clock import Clock
from bot.loops import first_of
from bot.outcome import Dropped, Kept, Outcome, Sent
from channels.breaker import Breaker
from channels.fate import Fate, NotSent
from storage import outbox
from storage.engine import Store, Tx
from storage.outbox import Letter

AT_ONCE = 100
GATHER = 0.02  # seconds: so long, at most, do results wait for others to be settled with …
TOGETHER = 0.25  # … of what is under way: so large a part is enough, so that a lone one waits for none
REST = 1.0  # seconds
LOOK_AGAIN = timedelta(seconds=0.5)  # after all there was has been taken
LONG_AGO = datetime.fromtimestamp(0, UTC)

log = structlog.get_logger()


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
        self._soon: asyncio.TimerHandle | None = None
        self._all_taken_at = LONG_AGO
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
        """Settle what has come back and claim what may go now, in one transaction; how many letters that was.

        Where nothing was put, has come back or was kept until now, there is no transaction.
        """
        rung, room = self._bell.is_set(), self._room()
        self._bell.clear()
        if rung:
            self._all_taken_at = LONG_AGO
        claiming = room > 0 and (rung or await self._is_due())
        outcomes = list(self._outcomes) if rung or claiming else []
        if not claiming and not outcomes:
            return 0
        try:
            letters = await self._commit(outcomes, room if claiming else 0)
        except BaseException:
            self._bell.set()  # nothing has been done, and nobody will ring for it again
            raise
        for letter in letters:
            self._launch(self._fly(letter))
        return len(outcomes) + len(letters)

    async def drain(self) -> None:
        """Before an end: what is on the wire is written down as it comes back, not when the last of it has."""
        while self._flying or self._outcomes:
            if self._flying:
                await asyncio.wait(self._flying, timeout=GATHER)
            outcomes = list(self._outcomes)
            if not outcomes:
                continue
            async with self._store.transaction() as tx:
                await self._settle(tx, outcomes)
            self._written(outcomes)

    async def rest(self, stopping: asyncio.Event) -> None:
        """Until there may be something to do."""
        pause = self._breaker.wait(time.monotonic())
        await first_of(stopping, self._bell, within=min(pause, REST) if pause else REST)

    def _room(self) -> int:
        return 0 if self._breaker.wait(time.monotonic()) else self._at_once - len(self._flying)

    async def _is_due(self) -> bool:
        """Asked between bells, of what was kept until now; not right after all there was has been taken."""
        now = self._clock.now()
        if timedelta() <= now - self._all_taken_at < LOOK_AGAIN:
            return False
        async with self._store.reading() as session:
            return await outbox.is_due(session, self.channel, now=now)

    async def _commit(self, outcomes: list[Outcome], room: int) -> list[Letter]:
        letters: list[Letter] = []
        async with self._store.transaction() as tx:
            now = self._clock.now()
            if outcomes:
                await self._settle(tx, outcomes)
            if room:
                letters = await outbox.claim(tx, self.channel, now=now, most=room)
        if len(letters) < room:
            self._all_taken_at = now
        self._written(outcomes)
        return letters

    def _written(self, outcomes: list[Outcome]) -> None:
        """Only after the commit: one that failed has settled nothing."""
        del self._outcomes[: len(outcomes)]
        if self._soon:
            self._soon.cancel()
            self._soon = None
        if self._outcomes:
            self._gather()

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
        self._gather()

    def _gather(self) -> None:
        """Have results settled together, a lone one at once; soon in any case, since a crash sends them again."""
        if len(self._outcomes) >= TOGETHER * len(self._flying):
            self._bell.set()
        elif self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(GATHER, self._bell.set)

    async def _settle(self, tx: Tx, outcomes: list[Outcome]) -> None:
        now = self._clock.now()
        await outbox.done(tx, [each.letter.id for each in outcomes if not isinstance(each, Kept)])
        await outbox.later(tx, [(each.letter.id, now + each.pause) for each in outcomes if isinstance(each, Kept)])
        await self._carrier.settle(tx, outcomes)
