"""APScheduler wakes the clock at the very second of the next start or end. It keeps no jobs of its own and decides
nothing: the database does, and our own tick looks every second besides.
"""

from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from storage import broadcasts
from storage.engine import Store

JOB = "next start or end"


class Scheduler:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._next: datetime | None = None
        self._apscheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        self._apscheduler.start()

    def stop(self) -> None:
        self._apscheduler.shutdown(wait=False)

    async def look_ahead(self) -> None:
        """Set the one job to the next start or end, as the database has it now."""
        now = self._clock.now()
        async with self._store.reading() as session:
            following = await broadcasts.find_next_moment(session, now=now)
        if following == self._next:
            return
        self._next = following
        if following is not None:
            self._apscheduler.add_job(
                self._ring,
                "date",
                run_date=datetime.now(UTC) + (following - now),
                id=JOB,
                replace_existing=True,
                misfire_grace_time=None,
                coalesce=True,
            )

    async def _ring(self) -> None:
        self._next = None
        self._store.bell("clock").set()
