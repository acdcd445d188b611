"""What becomes of a delivery that came back from the wire: told, again, another way, or never.

Once a person: another of their chats is tried only when one has failed for good. A try that ended without an answer is
followed by another, there or elsewhere, from level 3 on alone: below, nobody is ever told on two channels.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeGuard

import structlog

from bot.clock import Clock
from bot.lane import Lane
from channels.fate import Fate, NotSent
from storage import audit, broadcasts, chats, deliveries
from storage.broadcasts import Broadcast
from storage.deliveries import Back, Delivery, Kept, Settled, Turned, doubted
from storage.engine import Tx

DUPLICATE_FROM_LEVEL = 3  # from here on, sending twice is better than perhaps not at all
DOUBTS_MOST = 5
MOVES_MOST = 5
RETRY_FIRST = timedelta(seconds=2)
RETRY_MOST = timedelta(minutes=2)
NOT_BEGUN = NotSent(Fate.AGAIN, "claimed, and not begun")  # it had its turn, so it is the next to have it again
HAS_LEFT = NotSent(Fate.SHUT, "has left since it was copied")
AT_ONCE = datetime.fromtimestamp(0, UTC)

Call = Callable[[Tx, str, datetime], Awaitable[bool]]
"""Call for help: a channel refuses us altogether. False: somebody was called not long ago."""

log = structlog.get_logger()


async def nobody_is_called(tx: Tx, channel: str, now: datetime) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """A delivery that came back; `result` is its message's id, if any, or why it was not sent."""

    delivery: Delivery
    result: str | NotSent | None


class Settling:
    """`live` is what is open now, by id: kept up to date by the broadcaster, to whom both belong."""

    def __init__(self, lanes: Mapping[str, Lane], live: dict[int, Broadcast], clock: Clock, call: Call) -> None:
        self._lanes = lanes
        self._call = call
        self._live = live
        self._clock = clock
        self._known: set[tuple[str, int]] = set()

    async def settle(self, tx: Tx, landed: list[Landed]) -> None:
        """Write down what came back."""
        now = self._clock.now()
        backs, closed = list[Back](), list[int]()
        for each in landed:
            if not isinstance(each.result, NotSent):
                backs.append(Settled(delivery=each.delivery, state="sent", message=each.result))
                continue
            if each.result is NOT_BEGUN:
                backs.append(Kept(delivery=_untried(each.delivery), not_before=AT_ONCE))
                continue
            if each.result.fate in (Fate.BLOCKED, Fate.GONE):
                closed.append(each.delivery.chat)
            backs.append(await self._judge(tx, each.delivery, each.result, now))
        if closed:
            await chats.block_many(tx, closed, now=now)
        await deliveries.settle(tx, backs, now=now)
        await self._call_for_help(tx, landed, now)
        for name, broadcast in self._refused() - self._known:
            await self._note_refusal(tx, self._lanes[name], broadcast, now)

    def written(self, landed: list[Landed]) -> None:
        """The transaction that settled them is committed."""
        self._known = self._refused()
        for broadcast in {each.delivery.broadcast for each in landed if isinstance(each.result, NotSent)}:
            for lane in self._lanes.values():
                lane.somebody_waits(broadcast)

    async def _judge(self, tx: Tx, delivery: Delivery, no: NotSent, now: datetime) -> Back:
        match no.fate:
            case Fate.THROTTLED:
                return Kept(delivery=_throttled(delivery), not_before=now)
            case Fate.AGAIN | Fate.FATAL:
                return Kept(delivery=delivery, not_before=now + _pause(delivery))
            case Fate.MOVED if no.moved_to and len(delivery.tried) < MOVES_MOST:
                return await self._moved(tx, delivery, no.moved_to, now)
            case Fate.BLOCKED | Fate.GONE:
                return await self._another_way(tx, delivery, no.fate.value)
            case Fate.SHUT:
                return await self._another_way(tx, delivery, delivery.has_left or "failed")
            case Fate.UNKNOWN:
                return await self._again_or_doubted(tx, doubted(delivery), now)
            case Fate.CONTENT:
                self._lanes[delivery.channel].count_refusal(delivery, no)
        return await self._another_way(tx, delivery, "failed", elsewhere=True)

    async def _call_for_help(self, tx: Tx, landed: list[Landed], now: datetime) -> None:
        """Whoever waits for a channel that refuses us altogether goes on waiting: only somebody can put that right."""
        refusals = {each.delivery.channel: each.result.reason for each in landed if _is_fatal(each.result)}
        for channel, reason in refusals.items():
            if await self._call(tx, channel, now):
                log.error("channel_refused", channel=channel, reason=reason)

    async def _another_way(self, tx: Tx, delivery: Delivery, state: str, *, elsewhere: bool = False) -> Back:
        """This way is closed: the person's next chat, if they have one, else this is what became of them."""
        way = await deliveries.find_next_way(tx, delivery, elsewhere=elsewhere)
        if way is None:
            return Settled(delivery=delivery, state="unknown" if delivery.unsure else state)
        return Turned(delivery=delivery, chat=way[0], channel=way[1])

    async def _moved(self, tx: Tx, delivery: Delivery, moved_to: str, now: datetime) -> Back:
        """To its new address; where that is a chat which we know and tell already, it is told there, once."""
        chat = await chats.move(tx, delivery.chat, delivery.channel, moved_to, now=now)
        if await deliveries.is_owed(tx, delivery, chat=chat):
            return Settled(delivery=delivery, state="gone")
        return Turned(delivery=delivery, chat=chat, channel=delivery.channel)

    async def _again_or_doubted(self, tx: Tx, delivery: Delivery, now: datetime) -> Back:
        broadcast = self._live.get(delivery.broadcast)
        if broadcast is None or broadcast.level < DUPLICATE_FROM_LEVEL:
            return Settled(delivery=delivery, state="unknown")
        if delivery.unsure < DOUBTS_MOST:
            return Kept(delivery=delivery, not_before=now + _pause(delivery))
        return await self._another_way(tx, delivery, "unknown", elsewhere=True)

    def _refused(self) -> set[tuple[str, int]]:
        return {(name, broadcast) for name, lane in self._lanes.items() for broadcast in lane.refused}

    async def _note_refusal(self, tx: Tx, lane: Lane, broadcast: int, now: datetime) -> None:
        """The same content refused to a few is refused to everybody there; refused everywhere, it is halted."""
        reason = lane.refused[broadcast].reason
        why = {"channel": lane.name, "why": reason}
        await audit.record(tx, "broadcast.refused", actor="broadcaster", subject=broadcast, now=now, **why)
        log.error("broadcast_refused", broadcast=broadcast, channel=lane.name, reason=reason)
        everywhere = all(broadcast in each.refused for each in self._lanes.values() if not each.closed)
        if everywhere and await broadcasts.close(tx, broadcast, "halted", reason=reason):
            await audit.record(tx, "broadcast.halted", actor="broadcaster", subject=broadcast, now=now, **why)
            self._live.pop(broadcast, None)
            log.error("broadcast_halted", broadcast=broadcast, reason=reason)


def _is_fatal(result: str | NotSent | None) -> TypeGuard[NotSent]:
    return isinstance(result, NotSent) and result.fate is Fate.FATAL


def _throttled(delivery: Delivery) -> Delivery:
    """At once when the channel lets us; where it is their chat that is throttled, after everybody else."""
    return delivery if delivery.tries == 1 else replace(delivery, tries=0)


def _untried(delivery: Delivery) -> Delivery:
    return replace(delivery, tries=delivery.tries - 1)


def _pause(delivery: Delivery) -> timedelta:
    return min(RETRY_MOST, RETRY_FIRST * (1 << min(delivery.tries - 1, 8)))
