"""Work that is done once a night or once a day: when each was done last. A restart neither skips nor repeats it."""

from datetime import datetime

from storage.engine import Session, Tx
from storage.queries import load
from storage.times import micros, moment_or_none

queries = load(__file__)


async def done(session: Session, name: str, *, since: datetime) -> bool:
    return bool(await queries.done(session, name=name, since=micros(since)))


async def last(session: Session, name: str) -> datetime | None:
    return moment_or_none(await queries.last(session, name=name))


async def note(tx: Tx, name: str, *, now: datetime) -> None:
    await queries.note(tx, name=name, now=micros(now))
