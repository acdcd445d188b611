"""What waits for a bot: getUpdates takes one event at a time and never sees it again."""

import asyncio
from collections import deque
from collections.abc import Callable

from simulator.clock import Clock
from simulator.events import Pulse
from simulator.shapes import Json


class Incoming:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.waiting: deque[Json] = deque()
        self.arrived = Pulse()
        self.polls = 0
        self.last_poll = 0.0
        self.lost = 0
        self.cuts = 0

    @property
    def polling(self) -> bool:
        return self.polls > 0

    def away(self, lost_after: float | None) -> bool:
        """Whether nobody has polled for so long that Zalo keeps nothing."""
        return lost_after is not None and not self.polling and self.clock.now() - self.last_poll > lost_after

    def add(self, event: Json, *, lost_after: float | None = None) -> None:
        if self.away(lost_after):
            self.lost += 1
            return
        self.waiting.append(event)
        self.arrived.beat()

    def cut(self) -> None:
        """Sends whoever waits away with nothing."""
        self.cuts += 1
        self.arrived.beat()

    async def take(self, seconds: float, listening: Callable[[], bool]) -> Json | None:
        """The next event, or None when there was none in time or the caller has hung up."""
        loop = asyncio.get_running_loop()
        ends, cuts = loop.time() + seconds, self.cuts
        self.polls += 1
        try:
            while not self.waiting and self.cuts == cuts and listening() and (left := ends - loop.time()) > 0:
                await self.arrived.wait(left)
            return self.waiting.popleft() if self.waiting and self.cuts == cuts and listening() else None
        finally:
            self.polls -= 1
            self.last_poll = self.clock.now()
