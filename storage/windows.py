"""When a chat was last heard, and how often it has been answered since: what a channel with a window counts by."""

from datetime import datetime

from storage.engine import Session, Tx
from storage.queries import load
from storage.times import micros

queries = load(__file__)


async def heard(tx: Tx, channel: str, address: str, *, now: datetime) -> None:
    """A window opens: answers are counted from none."""
    await queries.heard(tx, channel=channel, address=address, now=micros(now))


async def spend(tx: Tx, channel: str, address: str, *, since: datetime, most: int) -> bool:
    """Count one more answer to what was heard since then; False when it is too late, or there were `most`."""
    return bool(await queries.spend(tx, channel=channel, address=address, since=micros(since), most=most))


async def give_back(tx: Tx, channel: str, address: str) -> None:
    """An answer that was counted has certainly not arrived."""
    await queries.give_back(tx, channel=channel, address=address)


async def heard_since(session: Session, channel: str, address: str, since: datetime) -> bool:
    return bool(await queries.heard_since(session, channel=channel, address=address, since=micros(since)))


async def find_phone(session: Session, channel: str, address: str) -> str | None:
    """The number of the person in that chat, where one is known and has proved theirs."""
    row = await queries.phone(session, channel=channel, address=address)
    return None if row is None else session.vault.open_text("people.phone", row["id"], row["phone_sealed"])
