"""A channel that stays away: whoever waits for it, and has a chat on another that works, is told there.

From level 3 on alone, and only people to whom nothing can have been sent: nobody is told on two channels by this.
"""

import time
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.lane import Lane
from storage import audiences
from storage.broadcasts import Broadcast
from storage.engine import Tx

PATIENCE = timedelta(minutes=2)  # so long is a channel waited for: longer than a restart of theirs, or a new route
TURNED_FROM_LEVEL = 3
LOOKED_AT = 500  # copies looked at in one transaction: 6 ms of the writer where all of them are turned
REST = 60.0  # seconds between the end of one look at all who wait and the next: more have been copied, or came back

log = structlog.get_logger()


class Turning:
    """`lanes` and `live`, gravest first, are the broadcaster's. A start, and an answer, begin the patience anew."""

    def __init__(
        self, lanes: Mapping[str, Lane], live: Mapping[int, Broadcast], clock: Clock, patience: timedelta
    ) -> None:
        self._lanes = lanes
        self._live = live
        self._clock = clock
        self._patience = patience.total_seconds()
        self._reached: dict[tuple[int, str], int] = {}
        self._turned: Counter[tuple[int, str]] = Counter()
        self._looked_at: dict[tuple[int, str], float] = {}

    def next(self) -> tuple[Broadcast, Lane] | None:
        """The broadcast, and the channel that stays away, of which people are to be looked at now."""
        away = [lane for lane in self._lanes.values() if lane.away_for() > self._patience]
        for broadcast in self._live.values() if away else ():
            if broadcast.level < TURNED_FROM_LEVEL:
                return None
            for lane in away if self._others(broadcast) else ():
                if time.monotonic() - self._looked_at.get((broadcast.id, lane.name), -REST) >= REST:
                    return broadcast, lane
        return None

    async def step(self, tx: Tx, broadcast: Broadcast, lane: Lane) -> None:
        """Look at the next few; a commit that fails leaves them to the next look at all."""
        key, others = (broadcast.id, lane.name), self._others(broadcast)
        to, after, now = [each.name for each in others], self._reached.get(key, 0), self._clock.now()
        reached, turned = await audiences.turn_from(
            tx, broadcast.id, lane.name, to=to, after=after, most=LOOKED_AT, now=now
        )
        if turned:
            self._turned[key] += turned
            for each in others:
                each.somebody_waits(broadcast.id)
        if reached is None:
            self._end(key)
        else:
            self._reached[key] = reached

    def _end(self, key: tuple[int, str]) -> None:
        """All who wait have been looked at."""
        self._reached.pop(key, None)
        self._looked_at[key] = time.monotonic()
        if people := self._turned.pop(key, 0):
            log.warning("people_turned", broadcast=key[0], channel=key[1], people=people)

    def _others(self, broadcast: Broadcast) -> list[Lane]:
        """Those that work, for this one."""
        return [
            lane
            for lane in self._lanes.values()
            if not (lane.closed or lane.away_for() or lane.pause() or broadcast.id in lane.refused)
        ]
