"""A restore is killed before each line that it runs: then there is the old database or the backup, never neither.

The old one belongs to a bot that was killed too: much of what it had committed lies beside it, in SQLite's own log.
"""

import random
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from domain.role import Role
from services import staffing
from storage import audit, chats
from storage.engine import Store
from tests.stage.audience import announce, content, leader, opened
from tests.stage.forked import Forked
from tests.stage.lines import Line
from tests.stage.processes import write_config

SWAP = ("storage/swap.py",)
RESTORE = ("bot/restoring.py", "storage/backup.py", *SWAP)
COMMITTING = {"_made_ready"}
NOWHERE = "http://127.0.0.1:9"
OLD, NEW = "1001", "2002"
STRIDE = 4  # lines from one try to the next, where not all are tried
WITHIN = 20  # seconds
OPEN = """select (select count(*) from broadcasts where state = 'open')
    + (select count(*) from invitations where expires_at > 0)"""


@pytest.mark.long
async def test_killed_before_any_of_its_lines_a_restore_leaves_one_or_the_other_and_can_be_done_again(
    tmp_path: Path,
) -> None:
    template = await ruins(tmp_path)
    async for folder, found in killed_at_each(template, RESTORE, count(1)):
        assert found in (OLD, NEW)
        assert await restored(folder) == 0
        assert await whose(folder) == NEW


async def test_killed_while_it_swaps_the_files_a_restore_leaves_one_or_the_other(tmp_path: Path) -> None:
    some = count(random.randint(1, STRIDE), STRIDE)
    found = [each async for _, each in killed_at_each(await ruins(tmp_path), SWAP, some)]
    assert found == sorted(found, key=(OLD, NEW).index), "once decided, it stays so"
    assert set(found) == {OLD, NEW}


async def killed_at_each(
    template: Path, places: tuple[str, ...], lines: Iterator[int]
) -> AsyncIterator[tuple[Path, str]]:
    """From the same beginning each time, until it has come to its end: where that was, and whose the database is."""
    for nth in lines:
        folder = shutil.copytree(template, template.with_name(f"try-{nth}"))
        write_config(folder, NOWHERE)
        status = await restored(folder, armed=Line(nth, places).arm)
        assert status in (0, -signal.SIGKILL), f"line {nth}: {(folder / 'bot.log').read_text()}"
        found = await whose(folder)
        yield folder, found
        if status == 0:
            assert found == NEW
            return


async def restored(folder: Path, *, armed: Callable[[], None] | None = None) -> int | None:
    program = Forked(folder, "restore", f"{folder}/backup.db", armed=armed)
    await program.start()
    return await program.ended(within=WITHIN)


async def ruins(folder: Path) -> Path:
    """What is left of a killed bot, and a backup with an alert on its way and an invitation."""
    template, before = folder / "template", folder / "before"
    for each in (template, before):
        each.mkdir()
        write_config(each, NOWHERE)
    async with opened(before) as (store, house):
        await known(store, NEW)
        lan = await leader(store, 5_001)
        await announce(store, house, lan, content(), reaches=1)
        async with store.transaction() as tx:
            await staffing.invite(tx, role=Role.OFFICER, unit="UBND", name="binh", by="a test", now=datetime.now(UTC))
        await store.copy_to(template / "backup.db")
    async with opened(template):
        pass
    async with opened(template) as (store, _):
        await known(store, OLD)
        for suffix in ("", "-wal"):
            shutil.copyfile(template / f"bot.db{suffix}", before / f"kept{suffix}")
    for suffix in ("", "-wal"):
        shutil.copyfile(before / f"kept{suffix}", template / f"bot.db{suffix}")
    return template


async def known(store: Store, address: str) -> None:
    async with store.transaction() as tx:
        await chats.add(tx, "telegram", address, language="vi", now=datetime.now(UTC))
        await audit.record(tx, "act", actor="a test", subject=address, now=datetime.now(UTC))


async def whose(folder: Path) -> str:
    """Whose database it is, as the next start finds it: whole, and nothing of the other is left lying about."""
    async with opened(folder) as (store, _), store.reading() as session:
        assert (await audit.verify(session))[1] is None
        assert await session.value("pragma integrity_check", {}) == "ok"
        (chat,) = await session.rows(f"select address from chats where address in ({OLD}, {NEW})", {})
        found = str(chat["address"])
        assert found == OLD or await session.value(OPEN, {}) == 0
    assert {each.name for each in folder.iterdir()} <= {"backup.db", "bot.db", "bot.db.lock", "bot.log", "config.toml"}
    return found
