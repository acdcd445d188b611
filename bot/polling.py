"""Our own getUpdates loop: the raw updates are committed first, and only then does the offset move.

Killed anywhere: an update is either still with Telegram, or in the inbox, or both, and then it counts once.
"""

import time
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from channels.breaker import Breaker
from channels.fate import Fate, NotSent
from channels.telegram_http import RawClient
from storage import inbox
from storage.engine import Store

TIMEOUT = 25  # seconds that Telegram holds a poll open
BATCH = 100
QUIET = timedelta(hours=6)  # after a quiet week ids may start anywhere: ask without an offset long before that

log = structlog.get_logger()


class Polling:
    def __init__(self, store: Store, client: RawClient, clock: Clock, *, channel: str = "telegram") -> None:
        self._store = store
        self._client = client
        self._clock = clock
        self._channel = channel
        self._offset = 0
        self._heard_at: datetime = clock.now()
        self._breaker = Breaker()
        self._alone = False

    async def step(self) -> int:
        """Ask once. Telegram away, or somebody else polling, is a pause that grows, never an end."""
        if pause := self._breaker.wait(time.monotonic()):
            await self._clock.sleep(pause)
        try:
            await self._leave_webhook()
            updates = await self._client.get_updates(self._offset, TIMEOUT, BATCH)
        except NotSent as no:
            self._log(no)
            self._breaker.failed(time.monotonic())
            return 1
        self._breaker.worked()
        if not updates:
            return self._quiet()
        await self._keep(updates)
        return len(updates)

    async def _leave_webhook(self) -> None:
        """Polling and a webhook exclude each other; taking away one that is not there is a yes."""
        if not self._alone:
            await self._client.post("deleteWebhook")
            self._alone = True

    async def _keep(self, updates: list[tuple[int, bytes]]) -> None:
        now = self._clock.now()
        async with self._store.transaction() as tx:
            await inbox.put(tx, self._channel, updates, now=now)
            await inbox.forget(tx, self._channel, below=self._offset)
        self._offset = max(update for update, _ in updates) + 1
        self._heard_at = now

    def _quiet(self) -> int:
        if self._clock.now() - self._heard_at > QUIET:
            self._offset = 0
        return 1

    def _log(self, no: NotSent) -> None:
        level = log.error if no.fate is Fate.FATAL else log.warning
        level("poll_failed", fate=no.fate.value, reason=no.reason)
