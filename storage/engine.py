"""The database: one connection that writes, a few that only read, and transactions that end whole or not at all.

SQLite before 3.51.3 can corrupt a file when two connections write or checkpoint at once; so one process, one writer,
and a lock on the file. What a turn does is committed with `synchronous=FULL`: it outlives a power cut.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from storage import swap, whole
from storage.lock import FileLock
from storage.migrate import migrate
from storage.vault import Vault

READERS = 2
BUSY_MS = 5_000
WRITER_PRAGMAS: Mapping[str, object] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": BUSY_MS,
    "trusted_schema": 0,
    "secure_delete": 1,
}
READER_PRAGMAS: Mapping[str, object] = {
    "query_only": 1,
    "busy_timeout": BUSY_MS,
    "trusted_schema": 0,
    "wal_autocheckpoint": 0,
}

AWAY = {  # what is wrong with the database, not with what was asked of it (https://sqlite.org/rescode.html)
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}

T = TypeVar("T")
Row = sqlite3.Row
Values = Mapping[str, Any]


class StoreAway(Exception):
    """The database cannot be used now: a full disk, a failing one. Nothing of the transaction took effect."""


class Session:
    """A connection in use: each method is one hop to the driver's thread, and is counted."""

    def __init__(self, connection: aiosqlite.Connection, vault: Vault) -> None:
        self.vault = vault
        self.statements = 0
        self._connection = connection

    async def rows(self, sql: str, values: Values) -> list[Row]:
        return list(await self._hop(self._connection.execute_fetchall(sql, values)))

    async def row(self, sql: str, values: Values) -> Row | None:
        found = await self.rows(sql, values)
        return found[0] if found else None

    async def value(self, sql: str, values: Values) -> Any:
        found = await self.row(sql, values)
        return found[0] if found else None

    async def _hop(self, work: Awaitable[T]) -> T:
        self.statements += 1
        try:
            return await work
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in AWAY:
                raise StoreAway(str(error)) from error
            raise


class Tx(Session):
    """One transaction on the writing connection. `wake` names the loops to rouse once it is committed."""

    def __init__(self, connection: aiosqlite.Connection, vault: Vault) -> None:
        super().__init__(connection, vault)
        self.woken: set[str] = set()
        self._marks = 0

    async def change(self, sql: str, values: Values) -> int:
        """Run a statement; how many rows it changed."""
        return (await self._hop(self._connection.execute(sql, values))).rowcount

    async def change_many(self, sql: str, values: Iterable[Values]) -> int:
        """Run one statement for many rows in one hop; how many rows changed in all."""
        return (await self._hop(self._connection.executemany(sql, values))).rowcount

    async def mark(self) -> None:
        """What has been written until here stays when `undo` is called. Free at the start of a transaction."""
        await self._hop(self._connection.execute("savepoint start"))
        self._marks += 1

    async def undo(self) -> None:
        """Take back everything since the last `mark`, or since the start."""
        await self._hop(self._connection.execute("rollback to start"))

    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        """A part of it that fails alone: an exception takes back what was written in it. `undo` goes no further back.

        When the database is away, or the caller is cancelled, the whole transaction ends.
        """
        await self.mark()
        self._marks = 0
        try:
            yield
        except StoreAway:
            raise
        except Exception:
            for _ in range(self._marks):
                await self._hop(self._connection.execute("release start"))
            await self.undo()
            raise

    def wake(self, loop: str) -> None:
        self.woken.add(loop)


class Store:
    """An open database."""

    def __init__(self, path: Path, vault: Vault, lock: FileLock) -> None:
        self.path = path
        self.vault = vault
        self.statements = 0
        self._lock = lock
        self._writing = asyncio.Lock()
        self._writer: aiosqlite.Connection
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._bells: dict[str, asyncio.Event] = {}

    @classmethod
    async def open(cls, path: Path, vault: Vault) -> "Store":
        """Take the lock, bring the schema up to date, open the connections.

        Raises `AlreadyRunning`, or `StoreAway` for a file that is no database of ours.
        """
        lock = FileLock(path)
        lock.take()
        opened: list[aiosqlite.Connection] = []
        try:
            await asyncio.to_thread(_prepare, path)
            for pragmas in (WRITER_PRAGMAS, *[READER_PRAGMAS] * READERS):
                opened.append(await _connect(path, pragmas))
        except BaseException:
            for connection in opened:
                await connection.close()
            lock.release()
            raise
        store = cls(path, vault, lock)
        store._writer, *readers = opened
        for reader in readers:
            store._readers.put_nowait(reader)
        return store

    async def close(self) -> None:
        async with self._writing:
            for _ in range(READERS):
                await (await self._readers.get()).close()
            await self._writer.close()
            self._lock.release()

    def bell(self, loop: str) -> asyncio.Event:
        """Rung when a transaction that woke `loop` has been committed."""
        return self._bells.setdefault(loop, asyncio.Event())

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """One writing transaction, begun IMMEDIATE. Committed at the end, rolled back on any exception.

        Raises `StoreAway` when the database cannot be used; a cancelled caller waits for the commit or the rollback.
        """
        async with self._writing:
            tx = Tx(self._writer, self.vault)
            try:
                await _whole(tx._hop(self._writer.executescript("begin immediate; savepoint start")))
                yield tx
            except BaseException:
                await _whole(self._writer.rollback())
                raise
            await self._commit(tx)
        for loop in tx.woken:
            self.bell(loop).set()

    async def _commit(self, tx: Tx) -> None:
        try:
            await _whole(tx._hop(self._writer.commit()))
        except BaseException:
            await _whole(self._writer.rollback())
            raise
        finally:
            self.statements += tx.statements

    async def copy_to(self, path: Path) -> None:
        """A consistent copy at `path`, for its owner alone, made while everything goes on (SQLite's online backup).

        Killed or refused in the middle, what stood there before still does.
        """
        async with whole.making(path) as part:
            connection = await self._readers.get()
            try:
                await _copy(connection, part)
            finally:
                self._readers.put_nowait(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """A connection that cannot write and disturbs no writer: for counting, lists and pictures."""
        connection = await self._readers.get()
        try:
            yield Session(connection, self.vault)
        finally:
            self._readers.put_nowait(connection)


async def _copy(source: aiosqlite.Connection, to: Path) -> None:
    async with aiosqlite.connect(to) as copy:
        await source.backup(copy)


async def _whole(work: Awaitable[T]) -> T:
    """Finish what has begun even when the caller is cancelled: a statement on its thread cannot be called back."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _prepare(path: Path) -> None:
    swap.finish(path)
    try:
        migrate(path)
    except sqlite3.DatabaseError as error:
        raise StoreAway(f"{path}: {error}") from error
    path.chmod(0o600)


async def _connect(path: Path, pragmas: Mapping[str, object]) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
    connection.row_factory = sqlite3.Row
    try:
        for name, value in pragmas.items():
            await connection.execute_fetchall(f"pragma {name} = {value}")
        await _assert_pragmas(connection, pragmas)
    except BaseException:
        await connection.close()
        raise
    return connection


async def _assert_pragmas(connection: aiosqlite.Connection, pragmas: Mapping[str, object]) -> None:
    for name, wanted in pragmas.items():
        (found,) = next(iter(await connection.execute_fetchall(f"pragma {name}")))
        if found != wanted:
            raise StoreAway(f"pragma {name} is {found}, not {wanted}")
