"""Puts a backup in the database's place: only one that is whole, and with every broadcast held until it is let go."""

import asyncio
from pathlib import Path

from storage import audit, backup, broadcasts
from storage.engine import Store
from storage.lock import FileLock
from storage.vault import Vault

HELD = "restored from a backup"


async def restore(database: Path, source: Path, vault: Vault) -> str:
    """Raises `Refused` for a file that is no whole database of ours, and leaves everything as it was."""
    with FileLock(database):
        await asyncio.to_thread(backup.put_in_place, database, source)
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
