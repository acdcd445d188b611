"""What turns and ticks want said, sealed, from their commit until it has been sent; each chat's in order.

A chat has one letter at its head, and the database refuses a second: only heads are claimed, and whatever deletes one
moves the next up with it. So a claim is no more work however many letters wait.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.engine import Row, Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One thing to send: `document` is the message as plain data, `tries` counts this one."""

    id: int
    channel: str
    address: str
    tries: int
    created_at: datetime
    document: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A line in a chat that is kept up to date, and the message that it is."""

    channel: str
    address: str
    slot: str
    message: str


async def put(tx: Tx, letters: Iterable[tuple[str, str, dict[str, Any]]], *, now: datetime) -> None:
    """Each letter is (channel, address, document); they go in this order, after the commit."""
    rows = []
    for channel, address, document in letters:
        row = new_id()
        sealed = tx.vault.seal("outbox.body", row, json.dumps(document, ensure_ascii=False).encode())
        rows.append(
            {
                "id": row,
                "channel": channel,
                "address": address,
                "due_at": micros(now),
                "created_at": micros(now),
                "body_sealed": sealed,
            }
        )
    if rows:
        await queries.put_many(tx, rows)
        for channel in {str(row["channel"]) for row in rows}:
            tx.wake(f"outbox.{channel}")


async def claim(tx: Tx, channel: str, *, now: datetime, most: int) -> list[Letter]:
    """Take what may go now: they are `sending` once this is committed, and not before."""
    return [_letter(tx, row) for row in await queries.claim(tx, channel=channel, now=micros(now), most=most)]


async def is_due(session: Session, channel: str, *, now: datetime) -> bool:
    return bool(await queries.is_due(session, channel=channel, now=micros(now)))


async def done(tx: Tx, letters: Iterable[int]) -> None:
    rows = [{"id": each} for each in letters]
    if rows:
        await queries.done(tx, rows)


async def later(tx: Tx, letters: Iterable[tuple[int, datetime]]) -> None:
    """Not sent: due again at the given moments."""
    rows = [{"id": each, "due_at": micros(due)} for each, due in letters]
    if rows:
        await queries.later(tx, rows)


async def list_interrupted(session: Session, channel: str) -> list[Letter]:
    """What was on the wire when the process last ended."""
    return [_letter(session, row) for row in await queries.interrupted(session, channel=channel)]


async def put_slots(tx: Tx, slots: Iterable[Slot]) -> None:
    rows = [{"channel": s.channel, "address": s.address, "slot": s.slot, "message": s.message} for s in slots]
    if rows:
        await queries.put_slots(tx, rows)


async def find_slot(session: Session, channel: str, address: str, slot: str) -> str | None:
    message: str | None = await queries.slot(session, channel=channel, address=address, slot=slot)
    return message


async def count(session: Session) -> int:
    number: int = await queries.count(session)
    return number


def _letter(session: Session, row: Row) -> Letter:
    return Letter(
        id=row["id"],
        channel=row["channel"],
        address=row["address"],
        tries=row["tries"],
        created_at=moment(row["created_at"]),
        document=json.loads(session.vault.open("outbox.body", row["id"], row["body_sealed"])),
    )
