"""Broadcasts: what is to be told from when until when, in which order, and how far that has come.

For each person whom one is to reach there is a delivery (`storage/deliveries.py`), copied from those who follow its
areas (`storage/audiences.py`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.alert import Alert
from domain.alert_content import Kind
from domain.progress import OUTCOMES, Progress
from storage.engine import Row, Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment, moment_or_none

queries = load(__file__)

LOUD_FROM_LEVEL = 4  # from here on an alert sounds in quiet hours too
TOLD_BEFORE = -1  # the first to be told are those who got the message that this one follows; -2: what that followed …


class Purpose(StrEnum):
    """What a broadcast of an alert is for: the alert itself, or that it is withdrawn."""

    ALERT = "alert"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """`areas` are those inside, and last the province's own; `cards` the finished message a language.

    One that `follows` another goes first, and as a reply, to those who got that; a withdrawal to nobody else.
    `fill_area` and `fill_chat` say how far the audience has been copied; `filled` once all of it has.
    """

    id: int
    alert: int
    purpose: Purpose
    follows: int | None
    revision: int
    kind: Kind
    hazard: str
    level: int
    areas: tuple[str, ...]
    cards: Mapping[str, dict[str, Any]]
    opens_at: datetime
    closes_at: datetime
    state: str
    filled: bool
    fill_area: int
    fill_chat: int
    progress: Progress
    opened_at: datetime | None
    last_sent_at: datetime | None
    reason: str | None
    reported: str


async def open_for(
    tx: Tx,
    alert: Alert,
    *,
    purpose: Purpose = Purpose.ALERT,
    follows: int | None = None,
    areas: Iterable[str],
    cards: Mapping[str, dict[str, Any]],
    opens_at: datetime,
    closes_at: datetime,
    expected: int,
    now: datetime,
) -> bool:
    """The one broadcast of an alert for a purpose; False when it has one already."""
    opened = await queries.open(
        tx,
        id=new_id(),
        alert_id=alert.id,
        purpose=purpose.value,
        follows=follows,
        revision=alert.revision,
        kind=alert.content.kind.value,
        hazard=alert.content.hazard,
        level=alert.content.level,
        areas=json.dumps(list(areas)),
        cards=json.dumps(dict(cards), ensure_ascii=False),
        opens_at=micros(opens_at),
        closes_at=micros(closes_at),
        fill_area=0 if follows is None else TOLD_BEFORE,
        expected=expected,
        created_at=micros(now),
    )
    tx.wake("clock")
    return bool(opened)


async def list_live(session: Session, *, now: datetime) -> list[Broadcast]:
    return [_broadcast(row) for row in await queries.live(session, now=micros(now))]


async def get(session: Session, broadcast: int) -> Broadcast:
    return _broadcast(await queries.get(session, id=broadcast))


async def find(session: Session, broadcast: int) -> Broadcast | None:
    row = await queries.get(session, id=broadcast)
    return None if row is None else _broadcast(row)


async def find_of_alert(session: Session, alert: int) -> Broadcast | None:
    row = await queries.of_alert(session, alert_id=alert)
    return None if row is None else _broadcast(row)


async def find_next_moment(session: Session, *, now: datetime) -> datetime | None:
    """The next start or end that lies ahead."""
    return moment_or_none(await queries.next_moment(session, now=micros(now)))


async def start(tx: Tx, *, now: datetime) -> list[tuple[int, int, int | None]]:
    """Open what the clock says is due; each as (broadcast, alert, the broadcast that it follows), once."""
    tx.wake("broadcaster")
    return [(row["id"], row["alert_id"], row["follows"]) for row in await queries.start(tx, now=micros(now))]


async def count_starting(session: Session, *, now: datetime) -> int:
    """How many are due and not yet open."""
    count: int = await queries.count_starting(session, now=micros(now))
    return count


async def list_over(session: Session, *, now: datetime) -> list[int]:
    """Broadcasts that the clock has ended and nobody has closed yet."""
    return [row["id"] for row in await queries.over(session, now=micros(now))]


async def close(tx: Tx, broadcast: int, state: str, *, reason: str | None = None) -> bool:
    return bool(await queries.close(tx, id=broadcast, state=state, reason=reason))


async def stop(tx: Tx, alert: int, *, reason: str) -> bool:
    tx.wake("broadcaster")
    return bool(await queries.stop(tx, alert_id=alert, reason=reason))


async def hold_all(tx: Tx, *, reason: str) -> int:
    held: int = await queries.hold_all(tx, reason=reason)
    return held


async def count_held(session: Session) -> int:
    """How many stand still since a restore."""
    return int(await queries.count_held(session))


async def release_all(tx: Tx) -> int:
    tx.wake("broadcaster")
    released: int = await queries.release_all(tx)
    return released


async def list_telling(session: Session) -> list[Broadcast]:
    """Opened, and not yet reported as told to everyone."""
    return [_broadcast(row) for row in await queries.list_telling(session)]


async def list_winding_down(session: Session) -> list[Broadcast]:
    """Ended, and not yet reported as such."""
    return [_broadcast(row) for row in await queries.list_winding_down(session)]


async def report(tx: Tx, broadcast: Broadcast, reported: str) -> bool:
    """Remember what the approver was last told of it; False when somebody else did meanwhile."""
    return bool(await queries.report(tx, id=broadcast.id, reported=reported, before=broadcast.reported))


async def fill_until(tx: Tx, broadcast: Broadcast, *, area: int, chat: int, filled: bool) -> bool:
    """Remember how far the audience has been copied; gives back `filled`."""
    await queries.filled_until(tx, id=broadcast.id, fill_area=area, fill_chat=chat, filled=int(filled))
    return filled


async def find_ancestor(session: Session, broadcast: Broadcast) -> int | None:
    """The broadcast that this one follows, the one which that follows, and so on, as far back as the fill has come."""
    follows = broadcast.follows
    for _ in range(TOLD_BEFORE - broadcast.fill_area):
        follows = await queries.followed(session, id=follows)
    return follows


async def add_up(tx: Tx, broadcast: int, people: Mapping[str, int], *, now: datetime) -> None:
    """So many more people by outcome; less than 0 takes them back."""
    await queries.add_up(tx, id=broadcast, at=micros(now), **dict.fromkeys(OUTCOMES, 0) | dict(people))


def _broadcast(row: Row) -> Broadcast:
    return Broadcast(
        id=row["id"],
        alert=row["alert_id"],
        purpose=Purpose(row["purpose"]),
        follows=row["follows"],
        revision=row["revision"],
        kind=Kind(row["kind"]),
        hazard=row["hazard"],
        level=row["level"],
        areas=tuple(json.loads(row["areas"])),
        cards=json.loads(row["cards"]),
        opens_at=moment(row["opens_at"]),
        closes_at=moment(row["closes_at"]),
        state=row["state"],
        filled=bool(row["filled"]),
        fill_area=row["fill_area"],
        fill_chat=row["fill_chat"],
        progress=Progress(
            expected=row["expected"],
            **{outcome: row[outcome] for outcome in OUTCOMES},
            began_at=moment_or_none(row["first_sent_at"]),
        ),
        opened_at=moment_or_none(row["opened_at"]),
        last_sent_at=moment_or_none(row["last_sent_at"]),
        reason=row["reason"],
        reported=row["reported"],
    )
