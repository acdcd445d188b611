"""What a clock set back moves away or brings back: moments that copies, letters and files wait for, ends that had come,
what has been done already."""

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


async def hurry_files(tx: Tx, *, now: datetime) -> int:
    """What was to be fetched, or deleted, at any later moment is tried now; how much that is."""
    fetched: int = await queries.hurry_files(tx, now=micros(now))
    deleted: int = await queries.hurry_doomed_files(tx, now=micros(now))
    passing: int = await queries.hurry_passing_files(tx, now=micros(now))
    return fetched + deleted + passing


async def keep_over(tx: Tx, *, now: datetime, seen: datetime, newest: int, proposals_last: timedelta) -> None:
    """What was over when it was `seen` o'clock is over for good, of all rows up to `newest`.

    A code that still held has as long to live as before; a lock lasts its time from now on.
    """
    there = {"now": micros(now), "newest": newest}
    await queries.shorten_codes(tx, by=span(seen - now), **there)
    await queries.end_invitations(tx, seen=micros(seen), **there)
    await queries.end_proposals(tx, made_before=micros(seen - proposals_last), **there)
    await queries.redate_misses(tx, now=micros(now))


async def redate(tx: Tx, *, now: datetime, seen: datetime, newest: int) -> None:
    """What was done by the clock as it was until `seen` o'clock lies behind us by the clock as it is."""
    await queries.redate_codes(tx, by=span(seen - now), now=micros(now), newest=newest)
    await queries.redate_routines(tx, now=micros(now))
    await queries.redate_forms(tx, now=micros(now), seen=micros(seen))
    await queries.redate_answers(tx, now=micros(now))
