"""A loop: it takes a step, and rests when the step had nothing to do, until its bell rings, time passes or we stop.

This is one of the two places where any exception is caught: it is logged once, and the loop goes on after a pause.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from channels.breaker import Breaker
from storage.engine import StoreAway

log = structlog.get_logger()


async def keep(
    name: str,
    step: Callable[[], Awaitable[int]],
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
