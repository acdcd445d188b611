"""Once a night what has been kept long enough goes, a batch at a time, each in a transaction of its own.

People who write at that hour wait for one batch at most. Killed anywhere, the next start goes on with what is left: the
night counts as done when nothing is.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from domain.retention import Retention, last_night
from handlers.house import House
from storage import leftovers, passing, routines
from storage.engine import Store, Tx

BATCH = 500  # rows: some milliseconds of the writer
UNFILED = timedelta(days=7)  # pictures that no report took: a form waits for a day
ROUTINE = "purging"

Purge = Callable[[Tx], Awaitable[int]]

log = structlog.get_logger()


class Purging:
    def __init__(self, store: Store, clock: Clock, house: House) -> None:
        self._store = store
        self._clock = clock
        self._house = house
        self._gone: Counter[str] = Counter()

    async def step(self) -> int:
        """One batch of one class; how many rows went. 0 when this night's work is done."""
        now, keep = self._clock.now(), self._house.retention
        night = last_night(now, keep.at, self._house.province.zone)
        async with self._store.reading() as session:
            if await routines.done(session, ROUTINE, since=night):
                return 0
        for name, purge in _classes(keep, now).items():
            async with self._store.transaction() as tx:
                gone = await purge(tx)
            if gone:
                self._gone[name] += gone
                return gone
        async with self._store.transaction() as tx:
            await routines.note(tx, ROUTINE, now=now)
        log.info("purged", **self._gone)
        self._gone.clear()
        return 0


def _classes(keep: Retention, now: datetime) -> dict[str, Purge]:
    """Each class and how a batch of it goes. Words of reports come last: theirs are the longest."""
    return {
        "quarantined": lambda tx: leftovers.drop_quarantined(tx, before=now - keep.quarantined, most=BATCH),
        "codes": lambda tx: leftovers.drop_codes(tx, before=now - keep.codes, most=BATCH),
        "invitations": lambda tx: leftovers.drop_invitations(tx, before=now - keep.invitations, most=BATCH),
        "letters": lambda tx: leftovers.drop_letters(tx, before=now - keep.letters, most=BATCH),
        "data_requests": lambda tx: leftovers.drop_data_requests(tx, before=now - keep.data_requests, most=BATCH),
        "consents": lambda tx: leftovers.drop_consents(tx, before=now - keep.consents, most=BATCH),
        "deliveries": lambda tx: leftovers.drop_deliveries(tx, before=now - keep.deliveries, most=BATCH),
        "unfiled": lambda tx: passing.drop_old(tx, before=now - UNFILED, most=BATCH, now=now),
        "report_files": lambda tx: leftovers.drop_files(tx, before=now - keep.report_files, most=BATCH, now=now),
        "report_words": lambda tx: leftovers.empty_reports(tx, before=now - keep.report_words, most=BATCH, now=now),
    }
