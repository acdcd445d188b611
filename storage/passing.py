"""Files that a channel holds for a while only: from the turn that took them until their bytes are ours.

What a form or a report keeps is our name for such a file, which outlives the channel's link.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage import files
from storage.engine import Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment

queries = load(__file__)

_OURS = re.compile(r"kept:([0-9]{1,19})")


class Stage(StrEnum):
    AWAITED = "awaited"
    STORED = "stored"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """`link` is where the channel lets it be fetched, for a while; `tries` were in vain."""

    id: int
    channel: str
    link: str
    received_at: datetime
    tries: int


async def note(tx: Tx, channel: str, link: str, *, now: datetime) -> str:
    """Have a file fetched at once; our name for it."""
    row = new_id()
    sealed = tx.vault.seal_text("passing_files.link", row, link)
    await queries.add(tx, id=row, channel=channel, link_sealed=sealed, now=micros(now))
    tx.wake("passing")
    return name_of(row)


def name_of(row: int) -> str:
    return f"kept:{row}"


def row_of(name: str) -> int | None:
    """The row that our name for a file stands for; None for what is no such name."""
    found = _OURS.fullmatch(name)
    return int(found[1]) if found else None


async def list_due(session: Session, *, now: datetime, most: int) -> list[Passing]:
    return [
        Passing(
            id=r["id"],
            channel=r["channel"],
            link=session.vault.open_text("passing_files.link", r["id"], r["link_sealed"]),
            received_at=moment(r["received_at"]),
            tries=r["tries"],
        )
        for r in await queries.due(session, now=micros(now), most=most)
    ]


async def find_stage(session: Session, row: int) -> Stage:
    found = await queries.state(session, id=row)
    if found is None:
        return Stage.LOST
    if found["stored_at"] is not None:
        return Stage.STORED
    return Stage.AWAITED if found["awaited"] else Stage.LOST


async def is_stored(session: Session, name: str) -> bool:
    """Whether its bytes are ours; False for any other name than ours."""
    row = row_of(name)
    return row is not None and await find_stage(session, row) is Stage.STORED


async def stored(tx: Tx, row: int, *, now: datetime) -> None:
    """The bytes are ours; the link is forgotten, and a report that waits for them has its copy."""
    await queries.stored(tx, id=row, now=micros(now))
    await files.at_once(tx, name_of(row), now=now)


async def later(tx: Tx, row: int, *, due_at: datetime) -> None:
    await queries.later(tx, id=row, due_at=micros(due_at))


async def give_up(tx: Tx, row: int) -> None:
    await queries.give_up(tx, id=row)


async def list_stored(session: Session) -> list[int]:
    """All whose bytes are ours; there are few, for a form waits for a day."""
    return [row["id"] for row in await queries.kept(session)]


async def drop(tx: Tx, name: str, *, now: datetime) -> None:
    """A report has its own copy of what it knew by our name: this one goes. Any other name is nothing to us."""
    row = row_of(name)
    if row is not None:
        await files.doom(tx, [row], now=now)
        await queries.forget(tx, [{"id": row}])


async def drop_old(tx: Tx, *, before: datetime, most: int, now: datetime) -> int:
    """Those that came before then and that no report has taken, with their bytes."""
    old = [row["id"] for row in await queries.old(tx, before=micros(before), most=most)]
    await files.doom(tx, old, now=now)
    await queries.forget(tx, [{"id": row} for row in old])
    return len(old)
