"""A loop: it takes a step, and rests when the step had nothing to do, until its bell rings, time passes or we stop.

This is one of the two places where any exception is caught: it is logged once, and the loop goes on after a pause.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from channels.breaker import Breaker
from storage.engine import Store, StoreAway

log = structlog.get_logger()

Step = Callable[[], Awaitable[int]]
"""Returns how much it did."""


@dataclass(frozen=True, slots=True)
class Round:
    """Work that comes round: after a step with nothing done it rests for at most `rest` seconds, or until the bell of
    its name rings; `every` time it comes round, however much a step did."""

    name: str
    step: Step
    rest: float
    every: bool = False

    async def run(self, store: Store, stopping: asyncio.Event) -> None:
        work = _then_rest(self.step) if self.every else self.step
        await keep(self.name, work, stopping=stopping, bell=store.bell(self.name), rest=self.rest)


class Pump(Protocol):
    """Work that knows itself how long it may rest."""

    async def step(self) -> int: ...

    async def rest(self, stopping: asyncio.Event) -> None: ...

    async def drain(self) -> None:
        """Write down what is under way. Raises `StoreAway`."""


async def pump(name: str, work: Pump, *, stopping: asyncio.Event) -> None:
    """Drained as soon as it has stopped, whatever else is still coming to its end."""

    async def step() -> int:
        if not await work.step():
            await work.rest(stopping)
        return 1

    await keep(name, step, stopping=stopping, bell=asyncio.Event(), rest=0)
    try:
        await work.drain()
    except StoreAway as away:
        log.error("store_away", loop=name, reason=str(away))


async def keep(
    name: str,
    step: Step,
    *,
    stopping: asyncio.Event,
    bell: asyncio.Event,
    rest: float,
) -> None:
    """`step` returns how much it did; with nothing done, the loop rests for at most `rest` seconds."""
    breaker = Breaker()
    while not stopping.is_set():
        bell.clear()
        try:
            did = await step()
            breaker.worked()
        except StoreAway as away:
            log.error("store_away", loop=name, reason=str(away))
            did = 0
            breaker.failed(time.monotonic())
        except Exception:
            log.exception("loop_failed", loop=name)
            did = 0
            breaker.failed(time.monotonic())
        pause = breaker.wait(time.monotonic())
        if pause:
            await wait_for(stopping, pause)
        elif not did:
            await first_of(stopping, bell, within=rest)


async def wait_for(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event was set within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


async def first_of(*events: asyncio.Event, within: float) -> None:
    """Until one of them is set, or the time is up."""
    if any(event.is_set() for event in events):
        return
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()


def _then_rest(step: Step) -> Step:
    async def once() -> int:
        await step()
        return 0

    return once
