"""Lets the broadcasts go on that a restore has held."""

from datetime import datetime

from storage import audit, broadcasts
from storage.engine import Tx


async def release(tx: Tx, *, by: str, now: datetime) -> int:
    """How many there were."""
    released = await broadcasts.release_all(tx)
    await audit.record(tx, "broadcasts.released", actor=by, subject="all", now=now, count=released)
    return released
