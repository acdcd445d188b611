"""Live news: to pages over a WebSocket, each with its own queue, and to tests in the same loop by a pulse."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field

from simulator.shapes import Json

QUEUE_LIMIT = 2000


@dataclass(eq=False, slots=True)
class Listener:
    """One page; when it is too slow, its oldest news is dropped and counted."""

    person: int | None = None
    kinds: frozenset[str] = frozenset()
    waiting: deque[str] = field(default_factory=deque)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    lost: int = 0

    def wants(self, event: Json) -> bool:
        if self.kinds and event["event"] not in self.kinds:
            return False
        return self.person is None or not isinstance(event.get("person"), int) or event["person"] == self.person

    def offer(self, text: str) -> None:
        if len(self.waiting) >= QUEUE_LIMIT:
            self.waiting.popleft()
            self.lost += 1
        self.waiting.append(text)
        self.arrived.set()

    async def take(self) -> list[str]:
        await self.arrived.wait()
        self.arrived.clear()
        texts = list(self.waiting)
        self.waiting.clear()
        if self.lost:
            texts.append(json.dumps({"event": "lost", "count": self.lost}))
            self.lost = 0
        return texts


class Hub:
    def __init__(self) -> None:
        self.listeners: set[Listener] = set()

    def publish(self, event: Json) -> None:
        wanting = [listener for listener in self.listeners if listener.wants(event)]
        if not wanting:
            return
        text = json.dumps(event, ensure_ascii=False)
        for listener in wanting:
            listener.offer(text)


class Pulse:
    """Wakes whoever waits for anything at all to change."""

    def __init__(self) -> None:
        self.waiters: list[asyncio.Future[None]] = []

    def beat(self) -> None:
        waiters, self.waiters = self.waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, seconds: float) -> bool:
        """True when something changed within that time."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiters.append(waiter)
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return False
        return True
