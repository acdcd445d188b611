"""When the machine's clock is set back, what was about to go does not wait for the hour to pass again, and what was
over stays over: links, proposals and codes that had run out, tries that were locked. What has been done, such as the
work of a night, is not done until then by a clock that ran ahead: it lies behind.

Seen as it happens, within a tick. After a start it is told by the moment noted last, and by what waits longer than
anything ever does.
"""

from datetime import UTC, datetime, timedelta

import structlog

from bot.clock import Clock
from services.staffing import PROPOSAL_LIFETIME
from storage import routines, setbacks
from storage.engine import Store, Tx
from storage.ids import HIGHEST, new_id

LONGEST_WAIT = timedelta(minutes=10)  # above every pause that a failed send earns
NOTED_EVERY = timedelta(minutes=1)
ROUTINE = "clock"

log = structlog.get_logger()


class SetBack:
    """What has a higher id than `_newest` may have been made since the last tick, by the clock as it is now."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: datetime | None = None
        self._newest = HIGHEST
        self._note_at = datetime.min.replace(tzinfo=UTC)

    async def step(self) -> int:
        """How much may go now that would have waited."""
        now, hurried = self._clock.now(), 0
        if self._seen is None or not self._seen <= now < self._note_at:
            async with self._store.transaction() as tx:
                hurried = await self._look(tx, now)
                await routines.note(tx, ROUTINE, now=now)
            self._note_at = now + NOTED_EVERY
        self._seen, self._newest = now, new_id()
        return hurried

    async def _look(self, tx: Tx, now: datetime) -> int:
        seen = self._seen or await routines.last(tx, ROUTINE)
        if seen is not None and now < seen:
            await setbacks.keep_over(tx, now=now, seen=seen, newest=self._newest, proposals_last=PROPOSAL_LIFETIME)
            await setbacks.redate(tx, now=now, seen=seen, newest=self._newest)
            hurried = await setbacks.hurry(tx, now=now, beyond=now) + await setbacks.hurry_files(tx, now=now)
            log.warning("clock_set_back", seconds=round((seen - now).total_seconds()), hurried=hurried)
            return hurried
        if self._seen is None:
            return await setbacks.hurry(tx, now=now, beyond=now + LONGEST_WAIT)
        return 0
