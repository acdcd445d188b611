"""Limits: how often somebody may do something, one row each, counted in the statement itself."""

from datetime import datetime, timedelta

from storage.engine import Tx
from storage.queries import load
from storage.times import micros, span

queries = load(__file__)


async def take(tx: Tx, name: str, subject: str, *, burst: int, per: timedelta, now: datetime) -> bool:
    """Whether it may be done now: at most `burst` at once, and `burst` in every `per` after that."""
    interval = span(per) // burst
    taken = await queries.take(
        tx,
        name=name,
        subject=tx.vault.hash("limit", subject),
        now=micros(now),
        interval=interval,
        slack=span(per) - interval,
        per=span(per),
    )
    return bool(taken)


async def purge(tx: Tx, *, now: datetime) -> int:
    gone: int = await queries.purge(tx, now=micros(now))
    return gone
