"""Letters that wait slow down nobody: a claim among a million, in one chat or in as many, beside one among a few."""

import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from storage import outbox
from storage.engine import Store
from storage.vault import Vault
from tests.alerts.conftest import NOW
from tests.benchmarks.figures import Figures
from tests.benchmarks.running import PEOPLE

AT_ONCE = 100
ROUNDS = 100
CHUNK = 10_000

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]


class Waiting:
    """A store in which letters wait, and those that were claimed last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._claimed: list[int] = []

    async def put(self, letters: int, address: Callable[[int], str]) -> None:
        for first in range(0, letters, CHUNK):
            some = range(first, min(first + CHUNK, letters))
            async with self._store.transaction() as tx:
                said = [("telegram", address(n), {"kind": "Say", "text": str(n)}) for n in some]
                await outbox.put(tx, said, now=NOW)

    async def next(self) -> float:
        """Seconds to settle what was claimed and to claim anew; how long the disk takes for the commit is its own."""
        async with self._store.transaction() as tx:
            began = time.perf_counter()
            await outbox.done(tx, self._claimed)
            letters = await outbox.claim(tx, "telegram", now=NOW + timedelta(seconds=1), most=AT_ONCE)
            took = time.perf_counter() - began
        self._claimed = [letter.id for letter in letters]
        assert self._claimed
        return took


async def test_a_million_letters_of_one_chat_slow_down_no_claim(tmp_path: Path, figures: Figures) -> None:
    few, many = await claims(tmp_path, few=ROUNDS, address=lambda _: "hoa")
    note(figures, "one_chat", few, many, f"{PEOPLE:,} letters wait in one chat")


async def test_letters_of_a_million_chats_slow_down_no_claim(tmp_path: Path, figures: Figures) -> None:
    few, many = await claims(tmp_path, few=ROUNDS * AT_ONCE, address=str)
    note(figures, "chats", few, many, f"a letter waits in each of {PEOPLE:,} chats, {AT_ONCE} are claimed")


def note(figures: Figures, name: str, few: float, many: float, about: str) -> None:
    figures.note(f"outbox_claim_{name}_1m", many * 1000, "ms", f"settle the last and claim the next: {about}")
    about = f"that by {few * 1000:.3g} ms, the same where few wait, each in turn"
    figures.note(f"outbox_claim_{name}_ratio", many / few, "times", about, most=3)


async def claims(folder: Path, *, few: int, address: Callable[[int], str]) -> tuple[float, float]:
    """The median of a claim where few letters wait, and where as many wait as there are people; measured in turn."""
    async with waiting(folder / "few.db", few, address) as one, waiting(folder / "many.db", PEOPLE, address) as other:
        took = [(await one.next(), await other.next()) for _ in range(ROUNDS)]
    return statistics.median(each for each, _ in took), statistics.median(each for _, each in took)


@asynccontextmanager
async def waiting(path: Path, letters: int, address: Callable[[int], str]) -> AsyncIterator[Waiting]:
    store = await Store.open(path, Vault(b"k" * 32))
    try:
        found = Waiting(store)
        await found.put(letters, address)
        yield found
    finally:
        await store.close()
