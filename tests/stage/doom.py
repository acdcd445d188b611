"""A bot that dies by its own hand: SIGKILL right before, during or right after one named commit or request.

The program knows nothing of this: in the process that is to die, its store's transactions and its lanes' requests are
watched. A point is named after the function of a loop that commits or asks, so all of them can be read off the code.
"""

import ast
import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from channels.telegram_http import RawClient
from storage.engine import Store, Tx
from tests.stage.processes import ROOT

LOOPS = ("polling", "intake", "outbox", "broadcaster", "ticking")
FILES = {str(ROOT / "bot" / f"{loop}.py") for loop in LOOPS}
ON_THE_WIRE = 0.01  # seconds after a request was begun


@dataclass(frozen=True)
class Point:
    """`what` is commit or request; `when` is before, during or after it."""

    place: str
    what: str
    when: str

    def __str__(self) -> str:
        return f"{self.when} the {self.what} of {self.place}"

    def arm(self) -> None:
        """From now on this process dies as soon as it comes here."""
        transaction, exchange = Store.transaction, RawClient.exchange

        def watched(store: Store) -> AbstractAsyncContextManager[Tx]:
            return self._committed(transaction(store), place_of(sys._getframe(1)))

        async def watched_exchange(lane: RawClient, *asked: Any) -> tuple[int, bytes]:
            place = place_of(sys._getframe(1))
            self._passes(place, "request", "before")
            if self == Point(place, "request", "during"):
                asyncio.get_running_loop().call_later(ON_THE_WIRE, die)
            answer = await exchange(lane, *asked)
            self._passes(place, "request", "after")
            return answer

        Store.transaction = watched  # type: ignore[method-assign, assignment]
        RawClient.exchange = watched_exchange  # type: ignore[method-assign, assignment]

    @asynccontextmanager
    async def _committed(self, transaction: AbstractAsyncContextManager[Tx], place: str) -> AsyncIterator[Tx]:
        async with transaction as tx:
            yield tx
            self._passes(place, "commit", "before")
        self._passes(place, "commit", "after")

    def _passes(self, place: str, what: str, when: str) -> None:
        if self == Point(place, what, when):
            die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def place_of(frame: FrameType | None) -> str:
    """The function of a loop that is at work, through everything that it awaits."""
    while frame is not None and frame.f_code.co_filename not in FILES:
        frame = frame.f_back
    return frame.f_code.co_qualname if frame else ""


def committing() -> set[str]:
    """Every function of the loops that opens a transaction."""
    return {
        f"{holder.name}.{function.name}"
        for loop in LOOPS
        for holder in ast.parse(Path(ROOT / "bot" / f"{loop}.py").read_text("utf-8")).body
        if isinstance(holder, ast.ClassDef)
        for function in holder.body
        if isinstance(function, ast.AsyncFunctionDef) and _opens(function)
    }


def _opens(function: ast.AsyncFunctionDef) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "transaction" for node in ast.walk(function))
