"""After a change of the master key the files of reports are sealed anew too: a few at a time, killed and resumed."""

from pathlib import Path

import pytest

from bot.control import ask_running
from bot.filing import AT_ONCE, Filing
from bot.passing import PassingFiles
from channels.folder import Folder
from domain.attachment import Attachment, Purpose
from storage import audit, files, passing
from storage.engine import Store
from storage.vault import CannotOpen, Vault
from tests.flows.conftest import world
from tests.flows.reporting import PHOTO, files_a_report
from tests.flows.test_privacy import bytes_in, until
from tests.people.conftest import KEY, NOW
from tests.people.test_erasure import Clock, Kept, with_report

NEW = b"n" * 32
FILES = AT_ONCE * 2 + 3


class Killed(BaseException):
    """Nobody catches it: to the program it is the end."""


class Dying(Folder):
    """Keeps so many files, then the program ends."""

    left = AT_ONCE + 1

    async def put(self, name: str, content: bytes) -> None:
        if self.left == 0:
            raise Killed
        self.left -= 1
        await super().put(name, content)


async def filled(folder: Path) -> list[int]:
    """Files of a report, sealed with the first key; their rows."""
    store = await Store.open(folder / "bot.db", Vault(KEY))
    kept: Kept = await with_report(store, Folder(folder / "files"))
    async with store.transaction() as tx:
        report = int(await tx.value("select id from reports", {}))
        more = [Attachment(kind="photo", held=str(n), distinct=str(n), size=9, name=None) for n in range(FILES - 2)]
        await files.add(tx, report, more, purpose=Purpose.REPORT, now=NOW)
    while await kept.filing().step():
        pass
    async with store.reading() as session:
        rows = [each.id for each in await files.list_of(session, report)]
    await store.close()
    return rows


async def opened(folder: Path, *keys: bytes) -> tuple[Store, Filing]:
    store = await Store.open(folder / "bot.db", Vault(*keys))
    return store, Filing(store, Folder(folder / "files"), {}, Clock())


async def test_sealed_anew_every_file_opens_with_the_new_key_alone(tmp_path: Path) -> None:
    rows = await filled(tmp_path)
    store, filing = await opened(tmp_path, NEW, KEY)
    assert await filing.reseal() == (FILES, 0)
    assert await filing.reseal() == (0, 0)
    await store.close()
    store, filing = await opened(tmp_path, NEW)
    assert all([(await filing.read(row)).startswith(b"bytes of") for row in rows])
    await store.close()


async def test_before_that_the_new_key_alone_opens_none(tmp_path: Path) -> None:
    rows = await filled(tmp_path)
    store, filing = await opened(tmp_path, NEW)
    with pytest.raises(CannotOpen):
        await filing.read(rows[0])
    await store.close()


async def test_killed_in_the_middle_every_file_still_opens_and_only_the_rest_is_done_again(tmp_path: Path) -> None:
    rows = await filled(tmp_path)
    store = await Store.open(tmp_path / "bot.db", Vault(NEW, KEY))
    with pytest.raises(Killed):
        await Filing(store, Dying(tmp_path / "files"), {}, Clock()).reseal()
    await store.close()
    store, filing = await opened(tmp_path, NEW, KEY)
    assert all([(await filing.read(row)).startswith(b"bytes of") for row in rows])
    assert await filing.reseal() == (FILES - AT_ONCE, 0)
    await store.close()


async def test_a_file_that_cannot_be_read_is_counted_and_stops_no_other(tmp_path: Path) -> None:
    rows = await filled(tmp_path)
    (lost,) = [each for each in bytes_in(tmp_path / "files") if each.name == str(rows[3])]
    lost.unlink()
    store, filing = await opened(tmp_path, NEW, KEY)
    assert await filing.reseal() == (FILES - 1, 1)
    await store.close()


async def test_a_picture_that_no_report_has_taken_yet_is_sealed_anew_too(tmp_path: Path) -> None:
    async def download(link: str, most: int) -> bytes:
        return b"on its way"

    store = await Store.open(tmp_path / "bot.db", Vault(KEY))
    async with store.transaction() as tx:
        name = await passing.note(tx, "zalo_bot", "https://example.vn/photo", now=NOW)
    await PassingFiles(store, Folder(tmp_path / "files"), {"zalo_bot": download}, Clock()).step()
    await store.close()
    store, filing = await opened(tmp_path, NEW, KEY)
    assert await filing.reseal() == (0, 0)
    await store.close()
    store, _ = await opened(tmp_path, NEW)
    assert await PassingFiles(store, Folder(tmp_path / "files"), {}, Clock()).read(name, 99) == b"on its way"
    await store.close()


async def test_an_erased_file_does_not_come_back_by_being_sealed_anew(tmp_path: Path) -> None:
    await filled(tmp_path)
    store, filing = await opened(tmp_path, NEW, KEY)

    class Erasing(Folder):
        async def get(self, name: str) -> bytes:
            content = await super().get(name)
            async with store.transaction() as tx:
                await files.forget(tx, [int(name)], now=NOW)
            return content

    filing = Filing(store, Erasing(tmp_path / "files"), {}, Clock())
    await filing.reseal()
    while await filing.step():
        pass
    assert bytes_in(tmp_path / "files") == []
    await store.close()


async def test_the_running_bot_does_it_on_command_and_writes_it_down(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await files_a_report(await here.citizen("Lê Thị Hoa", "0912 345 678"), photo=PHOTO)
        await until(lambda: bool(bytes_in(here.settings.files.folder)))
        (kept,) = bytes_in(here.settings.files.folder)
        row = int(kept.name)
    async with world(tmp_path, secrets={"key": "5b" * 32, "older_keys": ["5a" * 32]}) as here:
        database = here.settings.database.path
        assert "done" in (await ask_running(database, "keys.rotate", {}) or {})
        assert await ask_running(database, "files.reseal", {}) == {"done": [1, 0]}
        async with here.app.store.reading() as session:
            (entry,) = [each for each in await audit.list_recent(session, most=9) if each.subject == "files"]
        assert entry.facts == {"files": 1, "left": 0}
    async with world(tmp_path, secrets={"key": "5b" * 32}) as here:
        assert await here.app.rounds.filing.read(row) == PHOTO
