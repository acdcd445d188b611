"""Letters that wait slow down nobody: a claim among a million, in one chat or in as many, and one among a few."""

import statistics
import time
from collections.abc import Callable
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
ROUNDS = 50
CHUNK = 10_000

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]


async def test_a_million_letters_of_one_chat_slow_down_no_claim(tmp_path: Path, figures: Figures) -> None:
    few = await claims_among(ROUNDS, tmp_path / "few.db", lambda _: "hoa")
    many = await claims_among(PEOPLE, tmp_path / "many.db", lambda _: "hoa")
    note(figures, "one_chat", few, many, f"{PEOPLE:,} letters wait in one chat")


async def test_letters_of_a_million_chats_slow_down_no_claim(tmp_path: Path, figures: Figures) -> None:
    few = await claims_among(ROUNDS * AT_ONCE, tmp_path / "few.db", str)
    many = await claims_among(PEOPLE, tmp_path / "many.db", str)
    note(figures, "chats", few, many, f"a letter waits in each of {PEOPLE:,} chats")


def note(figures: Figures, name: str, few: float, many: float, about: str) -> None:
    figures.note(f"outbox_claim_{name}_1m", many * 1000, "ms", f"settle the last, claim the next, commit: {about}")
    about = f"that by {few * 1000:.3g} ms, the same where few wait"
    figures.note(f"outbox_claim_{name}_ratio", many / few, "times", about, most=2)


async def claims_among(letters: int, path: Path, address: Callable[[int], str]) -> float:
    """Seconds, at the median, to settle what was claimed and to claim anew, with so many waiting."""
    store = await Store.open(path, Vault(b"k" * 32))
    for first in range(0, letters, CHUNK):
        some = range(first, min(first + CHUNK, letters))
        async with store.transaction() as tx:
            await outbox.put(tx, [("telegram", address(n), {"kind": "Say", "text": str(n)}) for n in some], now=NOW)
    took: list[float] = []
    claimed: list[int] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        async with store.transaction() as tx:
            await outbox.done(tx, claimed)
            next_ = await outbox.claim(tx, "telegram", now=NOW + timedelta(seconds=1), most=AT_ONCE)
        took.append(time.perf_counter() - began)
        claimed = [letter.id for letter in next_]
        assert claimed
    await store.close()
    return statistics.median(took)
