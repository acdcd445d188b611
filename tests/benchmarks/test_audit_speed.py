"""How fast the audit is verified."""

import sqlite3
import time
from pathlib import Path

import pytest

from storage import audit
from storage.engine import Store
from storage.vault import Vault
from tests.benchmarks.figures import Figures

ENTRIES = 1_000_000


@pytest.mark.bench
async def test_a_million_entries_verify_in_ten_seconds(tmp_path: Path, figures: Figures) -> None:
    store = await Store.open(tmp_path / "bot.db", Vault(b"k" * 32))
    _write(store)
    started = time.perf_counter()
    async with store.reading() as session:
        assert await audit.verify(session) == (ENTRIES, None)
    took = time.perf_counter() - started
    await store.close()
    figures.note("audit_verify_million", took, "s", "a million entries, each bound to the one before", most=10)
    assert took < 10


def _write(store: Store) -> None:
    """The chain, put in at once: what is measured is reading it."""
    before, rows = audit.FIRST, []
    for seq in range(1, ENTRIES + 1):
        entry: dict[str, object] = {
            "seq": seq,
            "at": 1_790_000_000_000_000 + seq,
            "act": "report.filed",
            "actor": "4123456789012345678",
            "subject": str(seq),
            "facts": '{"area": "25486", "field": "roads"}',
        }
        before = audit._mac(store.vault, before, entry)
        rows.append((*entry.values(), before))
    with sqlite3.connect(store.path) as connection:
        connection.executemany("insert into audit values (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.close()
