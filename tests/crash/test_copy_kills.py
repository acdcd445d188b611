"""A backup, or an export of the audit, is killed before each line: no half of one bears its name."""

import json
import random
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from storage import audit
from tests.stage.audience import opened
from tests.stage.forked import Forked
from tests.stage.lines import Line
from tests.stage.processes import write_config

MAKING = ("bot/commands.py", "storage/engine.py:Store.copy_to", "storage/engine.py:_copy", "storage/whole.py")
STRIDE = 9  # lines from one try to the next
ENTRIES = 2
WITHIN = 20  # seconds


async def test_a_backup_is_there_whole_or_not_at_all_and_then_the_next_in_its_place(tmp_path: Path) -> None:
    copy, command = tmp_path / "copy.db", ("backup", str(tmp_path / "copy.db"))
    await lived(tmp_path)
    first = [entries_in(copy) async for _ in killed_at_some(tmp_path, *command)]
    await lived(tmp_path)
    second = [entries_in(copy) async for _ in killed_at_some(tmp_path, *command)]
    found = [*first, *second]
    assert found == sorted(found)
    assert set(found) == {0, ENTRIES, 2 * ENTRIES}


@pytest.mark.long
async def test_an_export_is_there_with_every_entry_or_not_at_all(tmp_path: Path) -> None:
    await lived(tmp_path)
    export = tmp_path / "audit.jsonl"
    found = [taken_from(export) async for _ in killed_at_some(tmp_path, "audit", "export", str(export))]
    assert set(found) == {0, ENTRIES}


async def killed_at_some(folder: Path, *command: str) -> AsyncIterator[int]:
    """Until it has come to its end; then no half of anything is left."""
    for nth in count(random.randint(1, STRIDE), STRIDE):
        status = await made(folder, *command, line=Line(nth, MAKING))
        assert status in (0, -signal.SIGKILL), (folder / "bot.log").read_text()
        yield nth
        if status == 0:
            break
    assert list(folder.glob("*.part*")) == []


async def made(folder: Path, *command: str, line: Line | None = None) -> int | None:
    program = Forked(folder, *command, armed=line.arm if line else None)
    await program.start()
    return await program.ended(within=WITHIN)


async def lived(folder: Path) -> None:
    """The bot has done so many things more that are in its audit."""
    write_config(folder, "http://127.0.0.1:9")
    async with opened(folder) as (store, _), store.transaction() as tx:
        for each in range(ENTRIES):
            await audit.record(tx, "act", actor="a test", subject=each, now=datetime.now(UTC))


def entries_in(copy: Path) -> int:
    """0 where there is no copy."""
    if not copy.exists():
        return 0
    with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        return int(database.execute("select count(*) from audit").fetchone()[0])


def taken_from(export: Path) -> int:
    """How many entries there were in it, 0 where there is none; the way is free for another."""
    if not export.exists():
        return 0
    lines = export.read_text("utf-8").splitlines()
    export.unlink()
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, ENTRIES + 1))
    return len(lines)
