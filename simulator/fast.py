"""The front door: a plain message to a crowd is answered on the spot, every other request goes to aiohttp.

A benchmark's far side must not be the slow one. This protocol looks at the head of each request; what it cannot answer
itself it passes on, bytes unchanged, to aiohttp's own protocol on the same connection. It leans on one thing: clients
send a request only after the answer to the one before (nobody pipelines Bot API calls).
"""

import asyncio
import re
from collections.abc import Callable
from typing import Protocol, cast

from aiohttp import web

from simulator.counting import Counting
from simulator.world import World
from simulator.zalo.counting import ZaloCounting
from simulator.zalo.world import Zalo

HEAD_LIMIT = 16_384
BODY_LIMIT = 65_536
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
UNUSUAL = re.compile(
    rb"\r\n(?:(?:transfer-encoding|upgrade|expect|content-encoding):|connection:[ \t]*close)", re.IGNORECASE
)


class ShortWay(Protocol):
    """Answers some requests by itself: those whose head interests it, unless their body turns out to be unusual."""

    def interested(self, head: bytes) -> bool: ...

    def answer(self, head: bytes, body: bytes, transport: asyncio.Transport) -> bool: ...


class FrontDoor(asyncio.Protocol):
    def __init__(self, short_ways: tuple[ShortWay, ...], inner: asyncio.Protocol) -> None:
        self.short_ways = short_ways
        self.inner = inner
        self.transport: asyncio.Transport | None = None
        self.buffer = b""
        self.passing = 0
        self.handed_over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.inner.connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.inner.connection_lost(error)
        self.transport = None

    def eof_received(self) -> bool | None:
        return self.inner.eof_received()

    def pause_writing(self) -> None:
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        self.inner.resume_writing()

    def data_received(self, data: bytes) -> None:
        if self.handed_over:
            self.inner.data_received(data)
            return
        self.buffer = self.buffer + data if self.buffer else data
        while self.buffer and self.take():
            pass

    def take(self) -> bool:
        """Deals with what begins the buffer; False when more must come first."""
        if self.passing:
            self.pass_on(min(self.passing, len(self.buffer)))
            return True
        head_end = self.buffer.find(HEAD_END)
        if head_end < 0:
            return len(self.buffer) > HEAD_LIMIT and self.hand_over()
        head = self.buffer[: head_end + 2]
        if UNUSUAL.search(head):
            return self.hand_over()
        found = LENGTH.search(head)
        length = int(found[1]) if found else 0
        whole = head_end + 4 + length
        short_way = next((way for way in self.short_ways if way.interested(head)), None)
        if short_way is None or length > BODY_LIMIT:
            self.passing = whole
            return True
        if len(self.buffer) < whole:
            return False
        body = self.buffer[head_end + 4 : whole]
        if self.transport is not None and short_way.answer(head, body, self.transport):
            self.buffer = self.buffer[whole:]
        else:
            self.passing = whole
        return True

    def pass_on(self, size: int) -> None:
        part, self.buffer = self.buffer[:size], self.buffer[size:]
        self.passing -= size
        self.inner.data_received(part)

    def hand_over(self) -> bool:
        """From here on the connection is aiohttp's: a WebSocket, an upload in chunks, a last request, or nonsense."""
        self.handed_over = True
        data, self.buffer = self.buffer, b""
        self.inner.data_received(data)
        return True


def fast_server(world: World, zalo: Zalo, server: web.Server) -> Callable[[], FrontDoor]:
    short_ways = (Counting(world), ZaloCounting(zalo))
    return lambda: FrontDoor(short_ways, server())
