"""Deliveries: one person's copy of a broadcast, on which channel, and what became of it.

A delivery is pending → sending → sent | blocked | gone | failed | unknown | expired | stopped; `sending` is committed
before the wire is touched, so that a crash doubles at most what was in flight, and loses nobody.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from storage import audiences, broadcasts, tallies
from storage.broadcasts import Broadcast
from storage.engine import Row, Session, Tx
from storage.queries import load
from storage.tallies import Cell, outcome_of
from storage.times import micros

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One person's copy, claimed: the chat it goes to, how often it has been tried there, this time included.

    `area`: the commune through which it is owed. `tried`: the person's chats that have failed for good, or have moved.
    `unsure`: in how many earlier tries they may have got it. `hushed`: they did not want to hear when it began, so it
    comes without a sound. `has_left`: its chat, `blocked` or `stopped`, so that nothing may be sent there.
    """

    broadcast: int
    recipient: int
    area: str
    channel: str
    chat: int
    address: str
    language: str
    tries: int
    reply_to: str | None
    tried: tuple[int, ...] = ()
    unsure: int = 0
    hushed: bool = False
    has_left: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a claimed delivery; `state` is sent, blocked, gone, failed, stopped or unknown."""

    delivery: Delivery
    state: str
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A claimed delivery that was not sent: to be tried again there, and not before."""

    delivery: Delivery
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A claimed delivery that cannot be brought to its chat: to be brought to another one of the person's."""

    delivery: Delivery
    chat: int
    channel: str


Back = Settled | Kept | Turned


async def claim(tx: Tx, broadcast: Broadcast, channel: str, *, most: int, now: datetime) -> list[Delivery]:
    """Take people to tell: their rows are `sending` once this is committed, and only then may the wire be touched."""
    values = {"broadcast_id": broadcast.id, "channel": channel, "follows": broadcast.follows}
    rows = await queries.claim(tx, **values, most=most, now=micros(now))
    return [_delivery(broadcast.id, channel, row) for row in rows]


async def settle(tx: Tx, backs: Iterable[Back], *, now: datetime) -> None:
    """Write down what became of claimed deliveries, and add it up."""
    settled, kept, turned, counted = list[dict[str, object]](), [], [], Counter[Cell]()
    for back in backs:
        each = back.delivery
        key = {"broadcast_id": each.broadcast, "recipient": each.recipient}
        match back:
            case Settled(state=state, message=message):
                settled.append({**key, "state": state, "message": message, "at": micros(now)})
                counted[Cell(each.broadcast, each.area, each.channel, outcome_of(state))] += 1
            case Kept(not_before=not_before):
                again = {"tries": each.tries, "unsure": each.unsure, "not_before": micros(not_before)}
                kept.append({**key, **again})
            case Turned(chat=chat, channel=channel):
                tried = " ".join(map(str, (*each.tried, each.chat)))
                way = {"chat_id": chat, "channel": channel, "tried": tried}
                turned.append({**key, **way, "unsure": min(each.unsure, 1), "not_before": micros(now)})
    for query, rows in ((queries.settle, settled), (queries.put_back, kept), (queries.turn_to, turned)):
        if rows:
            await query(tx, rows)
    await tallies.add(tx, counted, now=now)


async def revive(tx: Tx, *, now: datetime) -> int:
    """After a start: whoever was on the wire is to be told again, or, where that is over, nobody knows."""
    revived: int = await queries.revive(tx, now=micros(now))
    await tallies.add(tx, _counted(await queries.lose(tx, now=micros(now))), now=now)
    return revived


async def write_off(tx: Tx, broadcast: int, *, most: int, now: datetime) -> int:
    """Write down, `most` at a time, who will not be told: the alert is over, or was stopped. 0: nobody is left.

    Those who had not even been copied are, so that the sums are those of the whole audience.
    """
    ended = await broadcasts.get(tx, broadcast)
    if not ended.filled:
        await audiences.fill(tx, ended, most=most, now=now, zone=UTC)
    state = "expired" if ended.state == "over" else "stopped"
    rows = await queries.write_off(tx, broadcast_id=broadcast, state=state, now=micros(now), most=most)
    await tallies.add(tx, _counted(rows), now=now)
    return len(rows) or int(not ended.filled)


async def count_told(session: Session, broadcast: int) -> int:
    """How many got its message, or may have got it."""
    count: int = await queries.count_told(session, broadcast_id=broadcast)
    return count


async def is_waiting(session: Session, broadcast: int) -> bool:
    """Whether there is somebody whose copy is not settled."""
    return bool(await queries.is_waiting(session, broadcast_id=broadcast))


async def count_by_state(session: Session, broadcast: int) -> dict[str, int]:
    """People by what became of their copy, counted one by one: for a million that takes a second."""
    return {row["state"]: row["people"] for row in await queries.count_by_state(session, broadcast_id=broadcast)}


async def find_next_way(session: Session, delivery: Delivery, *, elsewhere: bool) -> tuple[int, str] | None:
    """Another chat of the person's, and its channel, that has not failed yet; `elsewhere`: on another channel."""
    failed = {*delivery.tried, delivery.chat}
    for way in await queries.ways(session, person_id=delivery.recipient):
        if way["id"] not in failed and not (elsewhere and way["channel"] == delivery.channel):
            return way["id"], way["channel"]
    return None


async def is_owed(session: Session, delivery: Delivery, *, chat: int) -> bool:
    """Whether whoever that chat belongs to has another copy of the broadcast."""
    values = {"broadcast_id": delivery.broadcast, "recipient": delivery.recipient, "chat_id": chat}
    return bool(await queries.is_owed(session, **values))


def doubted(delivery: Delivery) -> Delivery:
    """They may have got it just now."""
    return replace(delivery, unsure=delivery.unsure + 1)


def _delivery(broadcast: int, channel: str, row: Row) -> Delivery:
    return Delivery(
        broadcast=broadcast,
        recipient=row["recipient"],
        area=row["area"],
        channel=channel,
        chat=row["chat_id"],
        address=row["address"],
        language=row["language"],
        tries=row["tries"],
        reply_to=row["reply_to"],
        tried=tuple(map(int, row["tried"].split())),
        unsure=row["unsure"],
        hushed=bool(row["hushed"]),
        has_left=row["has_left"],
    )


def _counted(rows: Iterable[Row]) -> Counter[Cell]:
    return Counter(Cell(row["broadcast_id"], row["area"], row["channel"], outcome_of(row["state"])) for row in rows)
