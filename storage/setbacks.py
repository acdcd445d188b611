"""What a clock set back moves away or brings back: moments that copies and letters wait for, ends that had come."""

from datetime import datetime, timedelta

from storage.engine import Tx
from storage.queries import load
from storage.times import micros, span

queries = load(__file__)


async def hurry(tx: Tx, *, now: datetime, beyond: datetime) -> int:
    """What was to go only after `beyond` may go now; how much that is."""
    moments = {"now": micros(now), "beyond": micros(beyond)}
    copies: int = await queries.hurry_deliveries(tx, **moments)
    letters: int = await queries.hurry_letters(tx, **moments)
    tx.wake("broadcaster")
    return copies + letters


async def keep_over(tx: Tx, *, now: datetime, seen: datetime, newest: int, proposals_last: timedelta) -> None:
    """What was over when it was `seen` o'clock is over for good, of all rows up to `newest`.

    A code that still held has as long to live as before; a lock lasts its time from now on.
    """
    there = {"now": micros(now), "newest": newest}
    await queries.shorten_codes(tx, by=span(seen - now), **there)
    await queries.end_invitations(tx, seen=micros(seen), **there)
    await queries.end_proposals(tx, made_before=micros(seen - proposals_last), **there)
    await queries.redate_misses(tx, now=micros(now))
