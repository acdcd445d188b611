"""Broadcasts: what is to be told from when until when, and a delivery for each person it is to reach.

A delivery is pending → sending → sent | gone | failed | unknown | expired | stopped; `sending` is committed before the
wire is touched, so that a crash doubles at most what was in flight, and loses nobody.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any

from domain.alert import Alert, Kind
from domain.progress import Progress
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
    """`areas` in the order they are filled; `cards` the finished message a language.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One person's copy, claimed: the chat it goes to, how often it has been tried, this time included.

    `hushed` is for somebody who did not want to hear when it began: it comes without a sound.
    """

    broadcast: int
    recipient: int
    chat: int
    tries: int
    channel: str
    address: str
    language: str
    reply_to: str | None
    hushed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a claimed delivery; `state` is sent, gone, failed or unknown."""

    delivery: Delivery
    state: str
    message: str | None = None


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


async def find_of_alert(session: Session, alert: int) -> Broadcast | None:
    row = await queries.of_alert(session, alert_id=alert)
    return None if row is None else _broadcast(row)


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


async def release_all(tx: Tx) -> int:
    tx.wake("broadcaster")
    released: int = await queries.release_all(tx)
    return released


async def find_next_moment(session: Session, *, now: datetime) -> datetime | None:
    """The next start or end that lies ahead."""
    return moment_or_none(await queries.next_moment(session, now=micros(now)))


async def fill(tx: Tx, broadcast: Broadcast, *, most: int, now: datetime, zone: tzinfo) -> bool:
    """Copy the next `most` people of the audience; True once there are no more. `zone` is that of people's nights."""
    if broadcast.fill_area <= TOLD_BEFORE:
        return await _fill_told(tx, broadcast, most=most, now=now, zone=zone)
    if broadcast.kind is not Kind.ACTUAL:
        await queries.fill_test_group(tx, broadcast_id=broadcast.id, now=micros(now))
        return await _filled_until(tx, broadcast, area=0, chat=0, filled=True)
    area = broadcast.areas[broadcast.fill_area]
    last = await queries.last_of(tx, area=area, chat_id=broadcast.fill_chat, most=most)
    if last is None:
        following = broadcast.fill_area + 1
        return await _filled_until(tx, broadcast, area=following, chat=0, filled=following >= len(broadcast.areas))
    await queries.fill(
        tx,
        broadcast_id=broadcast.id,
        area=area,
        after=broadcast.fill_chat,
        last=last,
        hazard=broadcast.hazard,
        level=broadcast.level,
        now=micros(now),
        loud=_loud(broadcast),
        **_time_of_day(now.astimezone(zone)),
    )
    return await _filled_until(tx, broadcast, area=broadcast.fill_area, chat=last, filled=False)


def _time_of_day(local: datetime) -> dict[str, int]:
    """The minute of the local day, and when that day began."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"minute": local.hour * 60 + local.minute, "midnight": micros(midnight)}


def _loud(broadcast: Broadcast) -> int:
    return int(broadcast.level >= LOUD_FROM_LEVEL)


async def _fill_told(tx: Tx, broadcast: Broadcast, *, most: int, now: datetime, zone: tzinfo) -> bool:
    """Those who got what this one follows, then those whom only what went before it had reached; a withdrawal goes to
    nobody else."""
    after, follows = broadcast.fill_chat, await _ancestor(tx, broadcast)
    if follows is None:
        alone = broadcast.purpose is Purpose.WITHDRAWAL
        return await _filled_until(tx, broadcast, area=0, chat=0, filled=alone)
    last = await queries.last_told(tx, follows=follows, recipient=after, most=most)
    if last is None:
        return await _filled_until(tx, broadcast, area=broadcast.fill_area - 1, chat=0, filled=False)
    minute = _time_of_day(now.astimezone(zone))["minute"]
    await queries.fill_told(
        tx,
        broadcast_id=broadcast.id,
        follows=follows,
        after=after,
        last=last,
        now=micros(now),
        loud=_loud(broadcast),
        minute=minute,
    )
    return await _filled_until(tx, broadcast, area=broadcast.fill_area, chat=last, filled=False)


async def _ancestor(tx: Tx, broadcast: Broadcast) -> int | None:
    """The broadcast that this one follows, the one which that follows, and so on, as far back as the fill has come."""
    follows = broadcast.follows
    for _ in range(TOLD_BEFORE - broadcast.fill_area):
        follows = await queries.followed(tx, id=follows)
    return follows


async def count_told(session: Session, broadcast: int) -> int:
    """How many got its message, or may have got it."""
    count: int = await queries.count_told(session, broadcast_id=broadcast)
    return count


async def join_in(tx: Tx, broadcast: int, *, recipient: int, chat: int, now: datetime) -> bool:
    """Somebody who came, or came back, while it holds; False when they have been told, or will be."""
    tx.wake("broadcaster")
    who = {"broadcast_id": broadcast, "recipient": recipient, "chat_id": chat, "now": micros(now)}
    if await queries.join_in(tx, **who):
        return True
    if not await queries.join_again(tx, **who):
        return False
    await queries.add_up(tx, id=broadcast, told=0, gone=-1, failed=0, unknown=0, expired=0, at=micros(now))
    return True


async def drop_waiting(tx: Tx, *, chat: int, recipient: int, now: datetime) -> None:
    """Write off what still waited for somebody who has stopped following, unless another chat of theirs follows."""
    rows = await queries.drop_waiting(tx, chat_id=chat, recipient=recipient, now=micros(now))
    for row in rows:
        nothing = dict.fromkeys(("told", "gone", "failed", "unknown"), 0)
        await queries.add_up(tx, id=row["broadcast_id"], expired=1, at=micros(now), **nothing)


async def recognise(tx: Tx, *, chat: int, person: int) -> None:
    """A chat that was told on its own has become a person's: they are not to be told again."""
    await queries.recognise(tx, chat_id=chat, person_id=person)


async def wake_chat(tx: Tx, chat: int, *, now: datetime) -> int:
    """What was kept until a pause or a night is over may go to this chat now."""
    tx.wake("broadcaster")
    woken: int = await queries.wake_chat(tx, chat_id=chat, now=micros(now))
    return woken


async def claim(tx: Tx, broadcast: Broadcast, *, most: int, now: datetime) -> list[Delivery]:
    """Take people to tell: their rows are `sending` once this is committed, and only then may the wire be touched."""
    return [
        Delivery(
            broadcast=broadcast.id,
            recipient=r["recipient"],
            chat=r["chat_id"],
            tries=r["tries"],
            channel=r["channel"],
            address=r["address"],
            language=r["language"],
            reply_to=r["reply_to"],
            hushed=bool(r["hushed"]),
        )
        for r in await queries.claim(
            tx, broadcast_id=broadcast.id, follows=broadcast.follows, most=most, now=micros(now)
        )
    ]


async def settle(tx: Tx, results: Iterable[Settled], *, now: datetime) -> None:
    """Write down what became of claimed deliveries, and add it up."""
    rows, sums = [], dict[int, dict[str, int]]()
    for each in results:
        rows.append(
            {
                "broadcast_id": each.delivery.broadcast,
                "recipient": each.delivery.recipient,
                "state": each.state,
                "message": each.message,
                "at": micros(now),
            }
        )
        counted = sums.setdefault(each.delivery.broadcast, dict.fromkeys(_COUNTED.values(), 0))
        counted[_COUNTED[each.state]] += 1
    if rows:
        await queries.settle(tx, rows)
    for broadcast, counted in sums.items():
        await queries.add_up(tx, id=broadcast, at=micros(now), **counted)


async def put_back(tx: Tx, deliveries: Iterable[tuple[Delivery, int, datetime]]) -> None:
    """Not sent: pending again, each in a chat and not before a moment."""
    rows = [
        {
            "broadcast_id": each.broadcast,
            "recipient": each.recipient,
            "chat_id": chat,
            "not_before": micros(not_before),
        }
        for each, chat, not_before in deliveries
    ]
    if rows:
        await queries.put_back(tx, rows)


async def revive(tx: Tx, *, now: datetime) -> int:
    """After a start: whoever was on the wire is to be told again, or, where that is over, nobody knows."""
    revived: int = await queries.revive(tx, now=micros(now))
    lost = Counter(row["broadcast_id"] for row in await queries.lose(tx, now=micros(now)))
    for broadcast, unknown in lost.items():
        await queries.add_up(tx, id=broadcast, told=0, gone=0, failed=0, unknown=unknown, expired=0, at=micros(now))
    return revived


async def expire(tx: Tx, broadcast: int, *, most: int, now: datetime) -> int:
    """Write down, `most` at a time, who will not be told: the alert is over, or was stopped.

    Those who had not even been copied are, so that the sums are those of the whole audience. 0: nobody is left.
    """
    ended = await get(tx, broadcast)
    if not ended.filled:
        await fill(tx, ended, most=most, now=now, zone=UTC)
    gone: int = await queries.expire(tx, broadcast_id=broadcast, now=micros(now), most=most)
    await queries.add_up(tx, id=broadcast, told=0, gone=0, failed=0, unknown=0, expired=gone, at=micros(now))
    return gone or int(not ended.filled)


async def start(tx: Tx, *, now: datetime) -> list[tuple[int, int, int | None]]:
    """Open what the clock says is due; each as (broadcast, alert, the broadcast that it follows), once."""
    tx.wake("broadcaster")
    return [(row["id"], row["alert_id"], row["follows"]) for row in await queries.start(tx, now=micros(now))]


async def count_starting(session: Session, *, now: datetime) -> int:
    """How many are due and not yet open."""
    count: int = await queries.count_starting(session, now=micros(now))
    return count


async def list_telling(session: Session) -> list[Broadcast]:
    """Opened, and not yet reported as told to everyone."""
    return [_broadcast(row) for row in await queries.list_telling(session)]


async def list_winding_down(session: Session) -> list[Broadcast]:
    """Ended, and not yet reported as such."""
    return [_broadcast(row) for row in await queries.list_winding_down(session)]


async def report(tx: Tx, broadcast: Broadcast, reported: str) -> bool:
    """Remember what the approver was last told of it; False when somebody else did meanwhile."""
    return bool(await queries.report(tx, id=broadcast.id, reported=reported, before=broadcast.reported))


async def count_waiting(session: Session, broadcast: int) -> int:
    waiting: int = await queries.count_waiting(session, broadcast_id=broadcast)
    return waiting


async def tally(session: Session, broadcast: int) -> dict[str, int]:
    """People by what became of their copy."""
    return {row["state"]: row["people"] for row in await queries.tally(session, broadcast_id=broadcast)}


async def find_other_chat(session: Session, person: int, chat: int) -> int | None:
    other: int | None = await queries.other_chat(session, person_id=person, chat_id=chat)
    return other


_COUNTED = {"sent": "told", "gone": "gone", "failed": "failed", "unknown": "unknown", "expired": "expired"}


async def _filled_until(tx: Tx, broadcast: Broadcast, *, area: int, chat: int, filled: bool) -> bool:
    await queries.filled_until(tx, id=broadcast.id, fill_area=area, fill_chat=chat, filled=int(filled))
    return filled


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
            told=row["told"],
            gone=row["gone"],
            failed=row["failed"],
            unknown=row["unknown"],
            expired=row["expired"],
            began_at=moment_or_none(row["first_sent_at"]),
        ),
        opened_at=moment_or_none(row["opened_at"]),
        last_sent_at=moment_or_none(row["last_sent_at"]),
        reason=row["reason"],
        reported=row["reported"],
    )
