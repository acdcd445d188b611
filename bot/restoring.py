"""Puts a backup in the database's place: only one that is whole, with every broadcast held until it is let go, and with
no link open that makes somebody staff, as it may have been used since.

All of that happens in a copy: killed on any line, there is the database as it was, or the backup, its broadcasts held.
"""

import asyncio
from pathlib import Path

from domain.refused import Refused
from storage import audit, backup, broadcasts, key_check, staff, swap
from storage.engine import Store, Tx
from storage.lock import FileLock
from storage.vault import CannotOpen, Vault

HELD = "restored from a backup"


async def restore(database: Path, source: Path, vault: Vault) -> str:
    """Raises `Refused` for a file that is no whole database of ours, or sealed with another key, and leaves everything
    as it was."""
    with FileLock(database):
        beside = await asyncio.to_thread(backup.copy_beside, database, source)
        try:
            said = await _made_ready(beside, vault)
        except BaseException:
            swap.forget(beside)
            raise
        await asyncio.to_thread(swap.put_in_place, database, beside)
    return said


async def _made_ready(beside: Path, vault: Vault) -> str:
    store = await Store.open(beside, vault)
    try:
        async with store.transaction() as tx:
            await _check_key(tx)
            good, bad = await audit.verify(tx)
            await staff.end_all_invitations(tx)
            held = await broadcasts.hold_all(tx, reason=HELD)
    finally:
        await store.close()
    found = f"audit entries good: {good}" if bad is None else f"but audit entry {bad} is not what was written"
    return f"restored; {found}; broadcasts held: {held}"


async def _check_key(tx: Tx) -> None:
    try:
        await key_check.check(tx)
    except CannotOpen:
        raise Refused("backup.other_key") from None
