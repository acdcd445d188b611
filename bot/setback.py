"""When the machine's clock is set back, what was about to go does not wait for the hour to pass again.

Seen as it happens, and after a start by what waits longer than anything ever does.
"""

from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from storage import setbacks
from storage.engine import Store

LONGEST_WAIT = timedelta(minutes=10)  # above every pause that a failed send earns

log = structlog.get_logger()


class SetBack:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: datetime | None = None

    async def step(self) -> int:
        """How much may go now that would have waited."""
        now, seen = self._clock.now(), self._seen
        if seen is not None and now >= seen:
            self._seen = now
            return 0
        async with self._store.transaction() as tx:
            hurried = await setbacks.hurry(tx, now=now, beyond=now + LONGEST_WAIT if seen is None else now)
        self._seen = now
        if seen is not None:
            log.warning("clock_set_back", seconds=round((seen - now).total_seconds()), hurried=hurried)
        return hurried
