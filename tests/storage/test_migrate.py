"""The schema comes up to date even when the last process was killed while it was at it."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from storage.engine import Store
from storage.migrate import MIGRATIONS
from storage.vault import Vault
from tests.rules.tree import HOUSE

KILLED_WITH_THE_LOCK = """
import os, signal, sys
from yoyo import get_backend, read_migrations
from storage.migrate import MIGRATIONS
backend = get_backend(f"sqlite:///{sys.argv[1]}")
with backend.lock():
    backend.apply_migrations(backend.to_apply(read_migrations(str(MIGRATIONS)))[:1])
    os.kill(os.getpid(), signal.SIGKILL)
"""

KILLED_BEFORE_IT_IS_NOTED = """
import os, signal, sys
from pathlib import Path
from yoyo.backends.base import DatabaseBackend
from storage.migrate import migrate
DatabaseBackend.log_migration = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
migrate(Path(sys.argv[1]))
"""


async def test_a_lock_left_by_a_killed_process_stops_nobody(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "bot.db"
    kill(KILLED_WITH_THE_LOCK, path)
    with sqlite3.connect(path) as left:
        assert left.execute("select count(*) from yoyo_lock").fetchone() == (1,)
    left.close()

    assert await applied(path, vault) == every_migration()


async def test_a_kill_between_a_migration_and_its_note_stops_nobody(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "bot.db"
    kill(KILLED_BEFORE_IT_IS_NOTED, path)
    assert await applied(path, vault) == every_migration()


async def test_opening_again_applies_nothing(tmp_path: Path, vault: Vault) -> None:
    seen = set()
    for _ in range(2):
        store = await Store.open(tmp_path / "bot.db", vault)
        async with store.reading() as session:
            seen.add(await session.value("select count(*) from _yoyo_log", {}))
        await store.close()
    assert len(seen) == 1


def kill(program: str, path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", program, str(path)], cwd=HOUSE, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr


def every_migration() -> set[str]:
    return {file.stem for file in MIGRATIONS.glob("*.sql")}


async def applied(path: Path, vault: Vault) -> set[str]:
    """The migrations that the database has been through once it is open."""
    store = await Store.open(path, vault)
    try:
        async with store.reading() as session:
            rows = await session.rows("select migration_id from _yoyo_migration", {})
    finally:
        await store.close()
    return {row["migration_id"] for row in rows}
