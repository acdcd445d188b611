"""Fetches the files of reports from the channel that holds them, keeps them, sealed, as our own, and deletes them.

A report then depends on no channel's memory. Killed anywhere, a file is fetched once more, under the same name. What is
forgotten leaves a row that dooms its bytes, in the transaction of the forgetting; the row goes when they are gone.
Fetching, deleting and sealing anew take turns, so that no file comes back after its end.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from channels.fate import Fate, NotSent
from domain.attachment import FILE_BYTES_MOST
from storage import files, passing
from storage.engine import Store
from storage.files import Doomed, Wanted
from storage.vault import CannotOpen

AT_ONCE = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(days=1)
WHERE = "files.body"

Download = Callable[[str, int], Awaitable[bytes]]

log = structlog.get_logger()


class Archive(Protocol):
    """Where bytes are kept, under a name; `put` again replaces them, `delete` takes what is not there for deleted."""

    async def put(self, name: str, content: bytes) -> None: ...

    async def get(self, name: str) -> bytes: ...

    async def delete(self, name: str) -> None: ...


class Filing:
    """`downloads` are the channels' ways to fetch a file."""

    def __init__(self, store: Store, archive: Archive, downloads: Mapping[str, Download], clock: Clock) -> None:
        self._store = store
        self._archive = archive
        self._downloads = downloads
        self._clock = clock
        self._turns = asyncio.Lock()

    async def step(self) -> int:
        """How many files were fetched or deleted, or tried."""
        async with self._turns:
            now = self._clock.now()
            async with self._store.reading() as session:
                wanted = await files.list_wanted(session, now=now, most=AT_ONCE)
            await asyncio.gather(*(self._take(each) for each in wanted))
            async with self._store.reading() as session:
                doomed = await files.list_doomed(session, now=now, most=AT_ONCE)
            await asyncio.gather(*(self._delete(each) for each in doomed))
            return len(wanted) + len(doomed)

    async def reseal(self) -> tuple[int, int]:
        """Seal every file with the present key, a few at a time: how many of reports were, and how many could not be.

        Killed anywhere, the next call goes on with what is left; a file is replaced whole or not at all.
        """
        done, left, after = 0, await self._reseal_passing(), 0
        while True:
            async with self._turns:
                async with self._store.reading() as session:
                    stale = await files.list_stale(session, after=after, most=AT_ONCE)
                if not stale:
                    return done, left
                sealed = [each for each in await asyncio.gather(*map(self._anew, stale)) if each is not None]
                async with self._store.transaction() as tx:
                    await files.sealed_anew(tx, sealed)
            done, left, after = done + len(sealed), left + len(stale) - len(sealed), stale[-1]

    async def read(self, file: int) -> bytes:
        """The bytes of a file that is stored."""
        sealed = await self._archive.get(str(file))
        return await asyncio.to_thread(self._store.vault.open, WHERE, file, sealed)

    async def _reseal_passing(self) -> int:
        """What waits for a report to take it: how many could not be sealed."""
        async with self._turns:
            async with self._store.reading() as session:
                waiting = await passing.list_stored(session)
            return sum([await self._anew(row) is None for row in waiting])

    async def _anew(self, file: int) -> int | None:
        """The file, once it is sealed anew; None when it cannot be read or kept."""
        try:
            content = await self.read(file)
            sealed = await asyncio.to_thread(self._store.vault.seal, WHERE, file, content)
            await self._archive.put(str(file), sealed)
        except (NotSent, CannotOpen) as no:
            log.warning("file_not_resealed", file=file, reason=str(no))
            return None
        return file

    async def _take(self, wanted: Wanted) -> None:
        try:
            content = await self._downloads[wanted.channel](wanted.held, FILE_BYTES_MOST)
            sealed = await asyncio.to_thread(self._store.vault.seal, WHERE, wanted.id, content)
            await self._archive.put(str(wanted.id), sealed)
        except NotSent as no:
            return await self._not_now(wanted, no)
        async with self._store.transaction() as tx:
            await files.stored(tx, wanted.id, size=len(content), now=self._clock.now())
            await passing.drop(tx, wanted.held, now=self._clock.now())

    async def _delete(self, doomed: Doomed) -> None:
        try:
            await self._archive.delete(str(doomed.id))
        except NotSent as no:
            log.warning("file_not_deleted", file=doomed.id, fate=no.fate.value, reason=no.reason)
            async with self._store.transaction() as tx:
                await files.delete_later(tx, doomed.id, due_at=self._clock.now() + _pause(doomed.tries))
            return
        async with self._store.transaction() as tx:
            await files.deleted(tx, doomed.id)

    async def _not_now(self, wanted: Wanted, no: NotSent) -> None:
        """What the channel no longer has, or never gives, is not asked for again; the rest after a growing pause.

        What was on its way when we asked, and has come meanwhile, has no pause.
        """
        log.warning("file_not_fetched", file=wanted.id, fate=no.fate.value, reason=no.reason)
        async with self._store.transaction() as tx:
            if no.fate is Fate.CONTENT:
                await files.give_up(tx, wanted.id)
            elif not await passing.is_stored(tx, wanted.held):
                await files.later(tx, wanted.id, due_at=self._clock.now() + _pause(wanted.tries))


def _pause(tries: int) -> timedelta:
    growing: timedelta = FIRST_PAUSE * 2 ** min(tries, 16)
    return min(LONGEST_PAUSE, growing)
