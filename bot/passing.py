"""Fetches at once what a channel holds for a while only, and keeps it, sealed, until a report has a copy of its own.

Killed anywhere, a file is fetched once more, under the same name, as long as its link may still open.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.filing import WHERE, Archive, Download
from channels.fate import Fate, NotSent
from domain.attachment import FILE_BYTES_MOST
from storage import passing
from storage.engine import Store
from storage.passing import Passing, Stage
from storage.vault import CannotOpen

AT_ONCE = 16
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=1)
GIVE_UP = timedelta(minutes=15)

log = structlog.get_logger()


class PassingFiles:
    """`downloads` are the channels' ways to fetch what a link leads to."""

    def __init__(self, store: Store, archive: Archive, downloads: Mapping[str, Download], clock: Clock) -> None:
        self._store = store
        self._archive = archive
        self._downloads = downloads
        self._clock = clock

    async def step(self) -> int:
        """How many files were fetched, or tried."""
        async with self._store.reading() as session:
            due = await passing.list_due(session, now=self._clock.now(), most=AT_ONCE)
        await asyncio.gather(*(self._take(each) for each in due))
        return len(due)

    async def read(self, name: str, most_bytes: int) -> bytes:
        """The bytes of what a form knows by our name. `NotSent`: AGAIN while they are on the way, CONTENT when lost."""
        row = passing.row_of(name)
        if row is None:
            raise NotSent(Fate.CONTENT, "no file of ours")
        async with self._store.reading() as session:
            stage = await passing.find_stage(session, row)
        if stage is not Stage.STORED:
            raise NotSent(Fate.AGAIN if stage is Stage.AWAITED else Fate.CONTENT, stage.value)
        sealed = await self._archive.get(str(row))
        try:
            content = await asyncio.to_thread(self._store.vault.open, WHERE, row, sealed)
        except CannotOpen:
            raise NotSent(Fate.CONTENT, "sealed with a key that is gone") from None
        if len(content) > most_bytes:
            raise NotSent(Fate.CONTENT, "file is too big")
        return content

    async def _take(self, each: Passing) -> None:
        try:
            content = await self._download(each)
            sealed = await asyncio.to_thread(self._store.vault.seal, WHERE, each.id, content)
            await self._archive.put(str(each.id), sealed)
        except NotSent as no:
            return await self._not_now(each, no)
        async with self._store.transaction() as tx:
            await passing.stored(tx, each.id, now=self._clock.now())

    async def _download(self, each: Passing) -> bytes:
        if each.channel not in self._downloads:
            raise NotSent(Fate.CONTENT, "not configured")
        return await self._downloads[each.channel](each.link, FILE_BYTES_MOST)

    async def _not_now(self, each: Passing, no: NotSent) -> None:
        """Soon again, for as long as the link may be expected to open: what is not there yet may come."""
        log.warning("file_not_fetched", file=each.id, fate=no.fate.value, reason=no.reason)
        now = self._clock.now()
        async with self._store.transaction() as tx:
            if now - each.received_at > GIVE_UP:
                await passing.give_up(tx, each.id)
            else:
                pause = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(each.tries, 8)))
                await passing.later(tx, each.id, due_at=now + pause)
