"""A bot that dies by its own hand: SIGKILL right before, during or right after one named commit or hand-over.

The program knows nothing of this: in the process that is to die, its store's transactions and all its ways to hand
something over are watched. A point is named after the function of `bot/` that commits or hands over, so all of them
can be read off the code.
"""

import ast
import asyncio
import functools
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from channels.anchors import HeadFile
from channels.folder import Folder
from channels.lane import Lane
from channels.sms_http import HttpSms
from storage.engine import Store, Tx
from tests.stage.processes import ROOT

FAST = {"polling", "intake", "outbox", "broadcaster", "ticking"}
"""Those at work whenever people write or are told something; the others are slow, or done on command."""
OPENS = ".transaction()"
HANDED_OVER: Mapping[str, tuple[type, str]] = {
    "request": (Lane, "request"),
    "fetch": (Lane, "download"),
    "put": (Folder, "put"),
    "delete": (Folder, "delete"),
    "note": (HeadFile, "take"),
    "code": (HttpSms, "send_code"),
}
ON_THE_WIRE = 0.01  # seconds after a request was begun


@dataclass(frozen=True)
class Point:
    """`what` is a commit or something handed over; `when` is before, during or after it."""

    place: str
    what: str
    when: str

    def __str__(self) -> str:
        return f"{self.when} the {self.what} of {self.place}"

    def arm(self) -> None:
        """From now on this process dies as soon as it comes here."""
        transaction = Store.transaction

        def watched(store: Store) -> AbstractAsyncContextManager[Tx]:
            return self._committed(transaction(store), place_of(sys._getframe(1)))

        Store.transaction = watched  # type: ignore[method-assign, assignment]
        for what, (holder, name) in HANDED_OVER.items():
            setattr(holder, name, self._handed_over(what, getattr(holder, name)))

    def _handed_over(self, what: str, hand_over: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(hand_over)
        async def watched(*given: Any, **named: Any) -> Any:
            place = place_of(sys._getframe(1))
            self._passes(place, what, "before")
            if self == Point(place, what, "during"):
                asyncio.get_running_loop().call_later(ON_THE_WIRE, die)
            answer = await hand_over(*given, **named)
            self._passes(place, what, "after")
            return answer

        return watched

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
    """The function of ours that is at work, through everything that it awaits."""
    while frame is not None and frame.f_code.co_filename not in _FILES:
        frame = frame.f_back
    return frame.f_code.co_qualname if frame else ""


def committing(*, fast: bool) -> set[str]:
    """Every function of the bot that opens a transaction: of its fast loops, or of all the rest."""
    return {
        name
        for file in map(Path, _FILES)
        if (file.stem in FAST) == fast
        for name, node in _functions(ast.parse(file.read_text("utf-8")))
        if _opens(node)
    }


def _functions(node: ast.AST, within: str = "") -> Iterator[tuple[str, ast.AST]]:
    for each in ast.iter_child_nodes(node):
        match each:
            case ast.ClassDef(name=name):
                yield from _functions(each, f"{within}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"{within}{name}", each
                yield from _functions(each, f"{within}{name}.<locals>.")


def _opens(function: ast.AST) -> bool:
    """In its own lines, not in those of a function that it defines."""
    own = [
        each for each in ast.iter_child_nodes(function) if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return any((isinstance(each, ast.Attribute) and each.attr == "transaction") or _opens(each) for each in own)


_FILES = {
    str(file)
    for file in (ROOT / "bot").rglob("*.py")
    if "demo" not in file.relative_to(ROOT).parts and (file.stem in FAST or OPENS in file.read_text("utf-8"))
}
