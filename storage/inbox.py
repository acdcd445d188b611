"""Raw updates, sealed, from the moment they are received until they have taken effect.

A row that is done stays, without its body, until the channel cannot send the update again: that is what makes a second
delivery of the same update nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.engine import Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment
from storage.vault import CannotOpen, Vault

FORGOTTEN_AT_ONCE = 10_000  # a few hundredths of a second of the writer; once a minute that is 166 updates a second

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    id: int
    channel: str
    update: int
    received_at: datetime
    body: bytes


def number_of(vault: Vault, channel: str, message: str) -> int:
    """For a channel that names messages and does not count them: the same 63 bits for the same message."""
    return int.from_bytes(vault.hash(f"inbox.{channel}", message)[:8]) >> 1


async def put(tx: Tx, channel: str, updates: Iterable[tuple[int, bytes]], *, now: datetime) -> int:
    """Keep raw updates; those already known are passed over. How many are new."""
    rows = []
    for update, body in updates:
        row = new_id()
        sealed = tx.vault.seal("inbox.body", row, body)
        rows.append(
            {"id": row, "channel": channel, "update_id": update, "received_at": micros(now), "body_sealed": sealed}
        )
    tx.wake("intake")
    added: int = await queries.put_many(tx, rows)
    return added


async def list_waiting(session: Session, *, after: int, most: int) -> list[Received]:
    """What has not taken effect yet, in the order it came."""
    return [
        Received(
            id=r["id"],
            channel=r["channel"],
            update=r["update_id"],
            received_at=moment(r["received_at"]),
            body=_body(session, r["id"], r["body_sealed"]),
        )
        for r in await queries.waiting(session, after=after, most=most)
    ]


def _body(session: Session, row: int, sealed: bytes) -> bytes:
    """Empty for one that cannot be opened: it is set aside as unreadable, and blocks nobody."""
    try:
        return session.vault.open("inbox.body", row, sealed)
    except CannotOpen:
        return b""


async def finish(tx: Tx, row: int) -> bool:
    """The update has taken effect, in this very transaction; False when it had before."""
    return bool(await queries.finish(tx, id=row))


async def pass_over(tx: Tx, rows: Iterable[int]) -> None:
    """These updates end without an effect."""
    await queries.finish_many(tx, [{"id": row} for row in rows])


async def quarantine(tx: Tx, row: int) -> None:
    await queries.quarantine(tx, id=row)


async def forget(tx: Tx, channel: str, *, below: int) -> int:
    gone: int = await queries.forget(tx, channel=channel, below=below)
    return gone


async def forget_old(tx: Tx, *, before: datetime, most: int = FORGOTTEN_AT_ONCE) -> int:
    gone: int = await queries.forget_old(tx, before=micros(before), most=most)
    return gone


async def count_in(session: Session, state: str) -> int:
    count: int = await queries.count_in(session, state=state)
    return count
