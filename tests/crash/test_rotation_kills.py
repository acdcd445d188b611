"""`rotate-key` dies again and again while everything is sealed anew: in the end it all opens with the new key alone."""

import random
import signal
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from bot.filing import WHERE
from channels.folder import Folder
from domain.attachment import Attachment, Purpose
from storage import files, people, reports
from tests.crash.scenes.scene import report_of, somebody
from tests.stage.audience import opened
from tests.stage.forked import Forked
from tests.stage.lines import Line
from tests.stage.processes import KEY, write_config

NEW = "5c" * 32
SEALING = ("storage/rotation.py", "bot/filing.py:Filing.reseal", "bot/filing.py:Filing._anew", "bot/commands.py")
COMMITTING = {"rotate_keys", "Filing.reseal", "all_commands.<locals>.reseal"}
PEOPLE = 3
LINES = 150  # about so many are run
WITHIN = 20  # seconds


async def test_killed_once_it_comes_to_its_end(tmp_path: Path) -> None:
    await rotated(tmp_path, [random.randrange(1, LINES)])


@pytest.mark.long
async def test_killed_at_every_line_it_comes_to_its_end(tmp_path: Path) -> None:
    await rotated(tmp_path, count(1))


async def rotated(folder: Path, lines: Iterable[int]) -> None:
    configure(folder, KEY)
    phones = [await lived(folder, number) for number in range(PEOPLE)]
    configure(folder, NEW, KEY)
    for nth in lines:
        status = await once(folder, Line(nth, SEALING))
        if status == 0:
            break
        assert status == -signal.SIGKILL, (folder / "bot.log").read_text("utf-8")
        await all_opens(folder, phones)
    assert await once(folder) == 0
    configure(folder, NEW)
    await all_opens(folder, phones)


def configure(folder: Path, key: str, *older: str) -> None:
    secrets = {"key": key, "older_keys": list(older)}
    write_config(folder, "http://127.0.0.1:9", secrets=secrets, files={"folder": str(folder / "files")})


async def lived(folder: Path, number: int) -> str:
    """Somebody with a number, a report and a picture; their number."""
    now, phone = datetime.now(UTC), f"+8491234567{number}"
    async with opened(folder) as (store, _), store.transaction() as tx:
        person, chat = await somebody(tx, str(7_001 + number), now=now)
        await people.register(tx, person, name="Lê Thị Hoa", phone=phone, mail=None, area="25486", now=now)
        report = await report_of(tx, person, chat, f"TN-{number}", now=now)
        photo = Attachment(kind="photo", held="a", distinct="a", size=6, name=None)
        await files.add(tx, report.id, [photo], purpose=Purpose.REPORT, now=now)
        (kept,) = await files.list_of(tx, report.id)
        await Folder(folder / "files").put(str(kept.id), tx.vault.seal(WHERE, kept.id, phone.encode()))
        await files.stored(tx, kept.id, size=6, now=now)
    return phone


async def once(folder: Path, line: Line | None = None) -> int | None:
    program = Forked(folder, "rotate-key", armed=line.arm if line else None)
    await program.start()
    return await program.ended(within=WITHIN)


async def all_opens(folder: Path, phones: list[str]) -> None:
    """With the keys that are configured, each person is found, and what is theirs can be read."""
    async with opened(folder) as (store, _), store.reading() as session:
        for phone in phones:
            person = await people.find_by_phone(session, phone)
            assert person
            assert (await people.get(session, person)).name == "Lê Thị Hoa"
            (report,) = await reports.list_own(session, person)
            assert report.text == "Ổ gà lớn trước cổng chợ."
            (kept,) = await files.list_of(session, report.id)
            sealed = await Folder(folder / "files").get(str(kept.id))
            assert store.vault.open(WHERE, kept.id, sealed) == phone.encode()
