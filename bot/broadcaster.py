"""Tells people, on every channel at once: fill the audience, claim, send, settle. Killed at any line, it loses no one.

`sending` is committed before the wire is touched, and what came back is written down soon, so that a crash doubles a
handful at most: those on the wire or just off it. Just before every write it is asked again: still approved, not
stopped, not over.
"""

import asyncio
import math
import time
from collections.abc import Mapping
from datetime import UTC, timedelta, tzinfo
from itertools import groupby

import structlog

from bot.clock import Clock
from bot.lane import BATCH, Closed, Lane, Render, as_it_is
from bot.loops import first_of, wait_for
from bot.settling import HAS_LEFT, NOT_BEGUN, Call, Landed, Settling, nobody_is_called
from bot.turning import PATIENCE, Turning
from channels.ability import ABILITIES
from channels.channel import Channel
from channels.fate import Fate, NotSent
from channels.pace import Pace
from storage import audiences, broadcasts, deliveries
from storage.broadcasts import Broadcast
from storage.deliveries import Delivery
from storage.engine import Store, Tx

CHUNK = 1_000  # subscriptions copied at once: a few milliseconds of the writer
GATHER = 0.05  # seconds: so long, at most, do results wait for others to be written down with …
TOGETHER_LEAST, TOGETHER_MOST, FEW = 4, 100, 8  # … or until enough have come
MOMENT = 0.01  # seconds
LOOK_AGAIN = 1.0  # seconds between looks at what is open

log = structlog.get_logger()


class Broadcaster:
    """`channels` and the `paces` of their lanes for broadcasts are by name; where there is one channel, one pace.

    `render` fits a message to a channel; with a channel that is away there is `patience`; where one refuses us
    altogether, `call` calls for help.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        clock: Clock,
        paces: Pace | Mapping[str, Pace],
        *,
        zone: tzinfo = UTC,
        render: Render = as_it_is,
        patience: timedelta = PATIENCE,
        call: Call = nobody_is_called,
    ) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._bell = store.bell("broadcaster")
        self._due = asyncio.Event()
        self._came_back: list[Landed] = []
        self._soon: asyncio.TimerHandle | None = None
        self._live: dict[int, Broadcast] = {}
        self._lanes = self._make_lanes(channels, paces, render)
        self._settling = Settling(self._lanes, self._live, clock, call)
        self._turning = Turning(self._lanes, self._live, clock, patience)
        self._looked_at = -LOOK_AGAIN
        self._fills = 0

    async def recover(self) -> int:
        """After a start: whoever was on the wire when the last process ended is told again, while it holds."""
        async with self._store.transaction() as tx:
            return await deliveries.revive(tx, now=self._clock.now())

    async def step(self) -> int:
        """One round: look, fill, settle, turn and claim in one transaction, let go. How much there was to do."""
        await self._look()
        filled = await self._fill()
        came_back = list(self._came_back)
        claimed: list[Delivery] = []
        rooms = {lane: room for lane in self._lanes.values() if self._waiting(lane) and (room := lane.room())}
        turning = self._turning.next()
        if came_back or rooms or turning:
            async with self._store.transaction() as tx:
                await self._settling.settle(tx, came_back)
                if turning:
                    await self._turning.step(tx, *turning)
                for lane, room in rooms.items():
                    claimed += await self._claim(tx, lane, room)
        self._due.clear()  # what was asked for meanwhile has been seen to
        self._written(came_back)
        for lane, room in rooms.items():
            there = [each for each in claimed if each.channel == lane.name]
            lane.take_in(there, more=len(there) >= room)
            if lane.pause():
                self._hand_back(lane)
        await self._gather()
        return filled + bool(turning) + len(came_back) + len(claimed)

    async def drain(self) -> None:
        """Before an end: what has not gone goes no more; what is on the wire is written down as it comes back."""
        for lane in self._lanes.values():
            self._hand_back(lane)
        while self._flying or self._came_back:
            if self._flying:
                await asyncio.wait(self._flying, timeout=GATHER)
            came_back = list(self._came_back)
            if not came_back:
                continue
            async with self._store.transaction() as tx:
                await self._settling.settle(tx, came_back)
            self._written(came_back)

    async def rest(self, stopping: asyncio.Event) -> None:
        """Until something has come back or changed, or a lane that was told to wait may go on."""
        pauses = (lane.pause() for lane in self._lanes.values() if self._waiting(lane))
        within = min((pause for pause in pauses if pause), default=LOOK_AGAIN)
        await first_of(stopping, self._bell, self._due, within=min(within, LOOK_AGAIN))

    @property
    def _flying(self) -> set[asyncio.Task[None]]:
        return {task for lane in self._lanes.values() for task in lane.flying}

    async def _look(self) -> None:
        """What is open now; at once after a bell (an approval, a stop, somebody who joined), else once a second."""
        now = time.monotonic()
        if not self._bell.is_set() and now - self._looked_at < LOOK_AGAIN:
            return
        self._bell.clear()
        self._looked_at = now
        async with self._store.reading() as session:
            live = await broadcasts.list_live(session, now=self._clock.now())
        self._live.clear()
        self._live.update((each.id, each) for each in live)
        for lane in self._lanes.values():
            lane.somebody_waits()

    async def _fill(self) -> int:
        """Copy a chunk of the gravest audience that is not yet complete; of equals, each in turn."""
        unfilled = [each for each in self._live.values() if not each.filled]
        if not unfilled:
            return 0
        alike = [each for each in unfilled if _rank(each) == _rank(unfilled[0])]
        self._fills += 1
        chosen = alike[self._fills % len(alike)]
        async with self._store.transaction() as tx:
            broadcast = await broadcasts.get(tx, chosen.id)
            if not broadcast.filled:  # as it may be by now, where winding down has counted who will not be told
                await audiences.fill(tx, broadcast, most=CHUNK, now=self._clock.now(), zone=self._zone)
            self._live[broadcast.id] = await broadcasts.get(tx, broadcast.id)
        for lane in self._lanes.values():
            lane.somebody_waits(broadcast.id)
        return 1

    def _waiting(self, lane: Lane) -> list[Broadcast]:
        """Those of which somebody may be waiting there, gravest first."""
        return lane.waiting(list(self._live.values()))

    async def _claim(self, tx: Tx, lane: Lane, room: int) -> list[Delivery]:
        """The gravest first; those of one rank get equal shares, each in turn the first."""
        claimed: list[Delivery] = []
        for _, group in groupby(self._waiting(lane), key=_rank):
            alike = list(group)
            turn = lane.turn_among(len(alike))
            for place, broadcast in enumerate(alike[turn:] + alike[:turn]):
                share = math.ceil(room / (len(alike) - place))
                of_this = await self._claim_of(tx, lane, broadcast, share)
                claimed += of_this
                room -= 0 if broadcast.id in lane.refused else len(of_this)
        return claimed

    async def _claim_of(self, tx: Tx, lane: Lane, broadcast: Broadcast, most: int) -> list[Delivery]:
        """What the channel has refused to others goes at no pace, in nobody's room: nothing is sent there."""
        most = BATCH if broadcast.id in lane.refused else most
        if most <= 0:
            return []
        claimed = await deliveries.claim(tx, broadcast, lane.name, most=most, now=self._clock.now())
        if len(claimed) < most and broadcast.filled:
            lane.nobody_waits(broadcast.id)
        return claimed

    async def _tell(self, lane: Lane, delivery: Delivery) -> None:
        result = await self._result(lane, delivery)
        self._came_back.append(Landed(delivery=delivery, result=result))
        if isinstance(result, NotSent) and lane.pause():
            self._hand_back(lane)
        if len(self._came_back) >= _enough(lane.pace):
            self._due.set()
        elif self._soon is None:
            self._write_soon(GATHER)

    async def _result(self, lane: Lane, delivery: Delivery) -> str | NotSent | None:
        """Its message's id, if any, or why it was not sent: asked once more, just before the wire is touched."""
        broadcast = self._live.get(delivery.broadcast)
        if broadcast is None or not self._clock.now() < broadcast.closes_at:
            return NotSent(Fate.AGAIN, "over or stopped")
        if delivery.has_left:
            return HAS_LEFT
        if broadcast.id not in lane.refused and (lane.pause() or self._knows_too_little()):
            return NOT_BEGUN
        try:
            return await lane.tell(broadcast, delivery)
        except NotSent as no:
            return no
        except Exception:
            log.exception("delivery_broken", broadcast=delivery.broadcast)
            return NotSent(Fate.UNKNOWN, "a bug")

    def _knows_too_little(self) -> bool:
        """Something has changed, perhaps a stop, and it is long since it was looked."""
        return self._bell.is_set() and time.monotonic() - self._looked_at > LOOK_AGAIN

    def _hand_back(self, lane: Lane) -> None:
        """They stay with nobody while the lane is shut, so that a crash leaves no doubt about them."""
        if held := lane.hand_back():
            self._came_back += [Landed(delivery=each, result=NOT_BEGUN) for each in held]
            self._due.set()

    async def _gather(self) -> None:
        """Let results come together, so that many are settled at once; not for long, since a crash doubles them."""
        if any(lane.busy for lane in self._lanes.values()):
            await wait_for(self._due, GATHER)

    def _written(self, came_back: list[Landed]) -> None:
        """Only after the commit: one that failed has settled nothing."""
        del self._came_back[: len(came_back)]
        self._settling.written(came_back)
        if self._soon:
            self._soon.cancel()
            self._soon = None
        if self._came_back:
            self._write_soon(GATHER if len(self._came_back) < TOGETHER_LEAST else MOMENT)

    def _write_soon(self, within: float) -> None:
        """What comes while we rest is written down soon too."""
        self._soon = asyncio.get_running_loop().call_later(within, self._due.set)

    def _make_lanes(
        self, channels: Mapping[str, Channel], paces: Pace | Mapping[str, Pace], render: Render
    ) -> dict[str, Lane]:
        """One a channel; people on a channel that is known and not configured are told another way, at no pace."""
        every = {name: channels.get(name) or Closed(name) for name in (*channels, *ABILITIES)}
        return {
            name: Lane(channel, _pace_of(name, channels, paces), fly=self._tell, hurry=self._due.set, render=render)
            for name, channel in every.items()
        }


def _enough(pace: Pace) -> int:
    """Results to be written down together: nearly as many as may be on the wire; where those are few, half.

    Where answers come at once, those of a moment.
    """
    in_flight, in_a_moment = pace.in_flight(), math.ceil((pace.rate or 0) * MOMENT)
    return min(TOGETHER_MOST, max(TOGETHER_LEAST, in_a_moment, in_flight - min(in_flight // 2, FEW)))


def _pace_of(name: str, channels: Mapping[str, Channel], paces: Pace | Mapping[str, Pace]) -> Pace:
    if name not in channels:
        return Pace(None)
    return paces if isinstance(paces, Pace) else paces[name]


def _rank(broadcast: Broadcast) -> tuple[int, bool]:
    """By level; what follows an earlier message goes before what is new."""
    return broadcast.level, broadcast.follows is not None
