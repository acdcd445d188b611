"""Our own loop over Zalo's getUpdates: one event a call, gone from there with the answer, so kept before the next call.

Killed between the two, that one event is lost: the platform has no offset and tells nothing twice. Whoever cannot have
that uses the webhook, which is confirmed only after the commit.
"""

import asyncio
import time

import structlog

from bot.clock import Clock
from channels.breaker import Breaker
from channels.fate import Fate, NotSent
from channels.zalo_bot_events import CHANNEL, message_id
from channels.zalo_bot_http import ZaloBotLane
from storage import inbox
from storage.engine import Store

TIMEOUT = 25  # seconds that Zalo holds a poll open

log = structlog.get_logger()


class ZaloPolling:
    def __init__(self, store: Store, lane: ZaloBotLane, clock: Clock) -> None:
        self._store = store
        self._lane = lane
        self._clock = clock
        self._breaker = Breaker()
        self._unkept: bytes | None = None
        self._alone = False

    async def step(self) -> int:
        """Keep what has come, then ask once. Zalo away is a pause that grows, never an end."""
        if self._unkept is not None:
            await self._keep(self._unkept)
        if pause := self._breaker.wait(time.monotonic()):
            await self._clock.sleep(pause)
        try:
            await self._leave_webhook()
            event = await self._lane.next_event(TIMEOUT)
        except NotSent as no:
            level = log.error if no.fate is Fate.FATAL else log.warning
            level("poll_failed", channel=CHANNEL, fate=no.fate.value, reason=no.reason)
            self._breaker.failed(time.monotonic())
            return 1
        self._breaker.worked()
        if event is not None:
            self._unkept = event
            await self._keep(event)
        return 1

    async def drain(self) -> None:
        """Before an end: what has come and could not be kept yet."""
        if self._unkept is not None:
            await self._keep(self._unkept)

    async def _leave_webhook(self) -> None:
        """Polling and a webhook exclude each other; taking away one that is not there is a yes."""
        if not self._alone:
            await self._lane.call("deleteWebhook")
            self._alone = True

    async def _keep(self, event: bytes) -> None:
        """Not to be cut off by a stop: it is nowhere else."""
        keeping = asyncio.ensure_future(self._put(event))
        try:
            await asyncio.shield(keeping)
        except asyncio.CancelledError:
            await asyncio.wait([keeping])
            raise

    async def _put(self, event: bytes) -> None:
        message = message_id(event)
        if message is None:
            log.warning("event_unreadable", channel=CHANNEL, size=len(event))
        else:
            async with self._store.transaction() as tx:
                number = inbox.number_of(tx.vault, CHANNEL, message)
                await inbox.put(tx, CHANNEL, [(number, event)], now=self._clock.now())
        self._unkept = None
