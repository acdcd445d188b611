"""Puts a backup in the database's place: only one that is whole, and with every broadcast held until it is let go."""

import asyncio
import shutil
import sqlite3
from pathlib import Path

from domain.refused import Refused
from storage import audit, broadcasts
from storage.engine import Store
from storage.lock import FileLock
from storage.vault import Vault

HELD = "restored from a backup"
TABLES = {"people", "audit", "broadcasts"}


async def restore(database: Path, source: Path, vault: Vault) -> str:
    """Raises `Refused` for a file that is no whole database of ours, and leaves everything as it was."""
    with FileLock(database):
        await asyncio.to_thread(_put_in_place, database, source)
    store = await Store.open(database, vault)
    try:
        async with store.reading() as session:
            good, bad = await audit.verify(session)
        async with store.transaction() as tx:
            held = await broadcasts.hold_all(tx, reason=HELD)
    finally:
        await store.close()
    found = f"audit entries good: {good}" if bad is None else f"but audit entry {bad} is not what was written"
    return f"restored; {found}; broadcasts held: {held}"


def _put_in_place(database: Path, source: Path) -> None:
    """Copied beside, looked through, and only then renamed."""
    beside = database.with_name(database.name + ".restoring")
    shutil.copyfile(source, beside)
    if not _whole(beside):
        beside.unlink()
        raise Refused("backup.not_whole")
    beside.chmod(0o600)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    beside.replace(database)


def _whole(file: Path) -> bool:
    connection = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    try:
        tables = {name for (name,) in connection.execute("select name from sqlite_master")}
        (said,) = connection.execute("pragma integrity_check").fetchone()
        return tables >= TABLES and said == "ok"
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
