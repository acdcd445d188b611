"""What both senders share: the arguments, so many chats with so many sends in flight, and what it cost."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

Send = Callable[[int], Awaitable[object]]


@dataclass(frozen=True)
class Task:
    """`card` has the fields of the message."""

    url: str
    token: str
    card: dict[str, Any]
    first: int
    count: int
    in_flight: int

    @classmethod
    def read(cls) -> Self:
        url, token, card, first, count, in_flight = sys.argv[1:7]
        return cls(url, token, json.loads(Path(card).read_text("utf-8")), int(first), int(count), int(in_flight))


async def send_all(task: Task, send: Send) -> None:
    """Print the processor time of a message, in seconds, once everybody has got one."""
    chats = iter(range(task.first, task.first + task.count))

    async def sender() -> None:
        for chat in chats:
            await send(chat)

    began = time.process_time()
    await asyncio.gather(*(sender() for _ in range(task.in_flight)))
    print((time.process_time() - began) / task.count, flush=True)
