"""Deliveries: one person's copy of a broadcast, and what became of it.

A delivery is pending → sending → sent | gone | failed | unknown | expired; `sending` is committed before the wire is
touched, so that a crash doubles at most what was in flight, and loses nobody.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from storage import audiences, broadcasts
from storage.broadcasts import Broadcast
from storage.engine import Session, Tx
from storage.queries import load
from storage.times import micros

queries = load(__file__)


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
        await broadcasts.add_up(tx, broadcast, now=now, **counted)


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
        await broadcasts.add_up(tx, broadcast, unknown=unknown, now=now)
    return revived


async def expire(tx: Tx, broadcast: int, *, most: int, now: datetime) -> int:
    """Write down, `most` at a time, who will not be told: the alert is over, or was stopped.

    Those who had not even been copied are, so that the sums are those of the whole audience. 0: nobody is left.
    """
    ended = await broadcasts.get(tx, broadcast)
    if not ended.filled:
        await audiences.fill(tx, ended, most=most, now=now, zone=UTC)
    gone: int = await queries.expire(tx, broadcast_id=broadcast, now=micros(now), most=most)
    await broadcasts.add_up(tx, broadcast, expired=gone, now=now)
    return gone or int(not ended.filled)


async def count_told(session: Session, broadcast: int) -> int:
    """How many got its message, or may have got it."""
    count: int = await queries.count_told(session, broadcast_id=broadcast)
    return count


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
