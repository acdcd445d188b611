"""What is erased is erased where it lies: the bytes of files go when their rows go, whatever happens in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import SystemClock
from bot.filing import FIRST_PAUSE, Archive, Filing
from bot.passing import PassingFiles
from channels.folder import Folder
from channels.s3 import S3
from domain.attachment import Attachment, Purpose
from domain.report import Report, State
from domain.role import Person
from services import privacy
from storage import files, passing, reports
from storage.engine import Store
from storage.ids import new_id
from storage.vault import Vault
from tests.channels.test_s3 import ACCESS, SECRET, Bucket
from tests.people.conftest import KEY, NOW, account_of

PHONE = "+84912345678"


class Clock(SystemClock):
    def now(self) -> datetime:
        return NOW + self.offset


@dataclass
class Kept:
    """Hoa with a report and two files of it, in a store and an archive."""

    store: Store
    archive: Archive
    hoa: Person
    clock: Clock = field(default_factory=Clock)

    def filing(self) -> Filing:
        return Filing(self.store, self.archive, {"telegram": self._download}, self.clock)

    async def erase(self) -> None:
        async with self.store.transaction() as tx:
            await privacy.erase(tx, self.hoa, now=self.clock.now())

    async def doomed(self) -> int:
        async with self.store.reading() as session:
            return int(await session.value("select count(*) from doomed_files", {}))

    async def _download(self, held: str, most: int) -> bytes:
        return f"bytes of {held}".encode()


async def with_report(store: Store, archive: Archive) -> Kept:
    async with store.transaction() as tx:
        hoa = await account_of(tx, "1", PHONE)
        report = Report(
            id=new_id(),
            code="TN-7K3F-92",
            person=hoa.id,
            chat=hoa.chat,
            field="giao_thong",
            area="25486",
            agency="25486",
            text="Ổ gà lớn trước cổng chợ.",
            spot=None,
            due_at=None,
            state=State.SUBMITTED,
            version=1,
            created_at=NOW,
        )
        assert await reports.add(tx, report)
        photos = [Attachment(kind="photo", held=held, distinct=held, size=9, name=None) for held in ("a", "b")]
        await files.add(tx, report.id, photos, purpose=Purpose.REPORT, now=NOW)
    return Kept(store=store, archive=archive, hoa=hoa)


def on_disk(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


@pytest.fixture
async def kept(store: Store, tmp_path: Path) -> Kept:
    found = await with_report(store, Folder(tmp_path / "files"))
    await found.filing().step()
    assert len(on_disk(tmp_path / "files")) == 2
    return found


async def test_the_bytes_go_when_the_rows_go(kept: Kept, tmp_path: Path) -> None:
    await kept.erase()
    assert await kept.filing().step() == 2
    assert on_disk(tmp_path / "files") == []
    assert await kept.doomed() == 0


async def test_killed_after_the_rows_are_gone_the_next_start_deletes_the_bytes(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.db", Vault(KEY))
    killed = await with_report(store, Folder(tmp_path / "files"))
    await killed.filing().step()
    await killed.erase()
    await store.close()
    assert len(on_disk(tmp_path / "files")) == 2

    store = await Store.open(tmp_path / "bot.db", Vault(KEY))
    await Filing(store, Folder(tmp_path / "files"), {}, killed.clock).step()
    await store.close()
    assert on_disk(tmp_path / "files") == []


async def test_killed_after_the_bytes_are_gone_the_next_start_asks_no_more(kept: Kept, tmp_path: Path) -> None:
    await kept.erase()
    for each in on_disk(tmp_path / "files"):
        each.unlink()
    await kept.filing().step()
    assert await kept.doomed() == 0


async def test_a_file_that_was_on_its_way_during_the_erasure_does_not_come_back(store: Store, tmp_path: Path) -> None:
    found = await with_report(store, Folder(tmp_path / "files"))

    async def erased_meanwhile(held: str, most: int) -> bytes:
        if held == "a":
            await found.erase()
        await asyncio.sleep(0.01)
        return b"too late"

    filing = Filing(store, found.archive, {"telegram": erased_meanwhile}, found.clock)
    await filing.step()
    await filing.step()
    assert on_disk(tmp_path / "files") == []
    assert await found.doomed() == 0


async def test_a_copy_that_was_kept_until_the_report_has_its_own_goes_too(store: Store, tmp_path: Path) -> None:
    found = await with_report(store, Folder(tmp_path / "files"))
    async with store.transaction() as tx:
        name = await passing.note(tx, "zalo_bot", "https://example.vn/photo", now=NOW)
        report = int(await tx.value("select id from reports", {}))
        later = Attachment(kind="photo", held=name, distinct="c", size=9, name=None)
        await files.add(tx, report, [later], purpose=Purpose.ADDED, now=NOW)
    passed = PassingFiles(store, found.archive, {"zalo_bot": found._download}, found.clock)
    await passed.step()
    assert len(on_disk(tmp_path / "files")) == 1
    await found.erase()
    await found.filing().step()
    assert on_disk(tmp_path / "files") == []


async def test_without_an_erasure_nothing_is_deleted(kept: Kept, tmp_path: Path) -> None:
    assert await kept.filing().step() == 0
    assert len(on_disk(tmp_path / "files")) == 2


@asynccontextmanager
async def bucket_at(region: str) -> AsyncIterator[tuple[Bucket, S3]]:
    bucket, app = Bucket(), web.Application()
    app.router.add_route("*", "/{path:.*}", bucket.take)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        url = str(server.make_url("/"))
        yield bucket, S3(session, url, bucket="reports", region=region, access=ACCESS, secret=SECRET)


async def test_in_a_bucket_too_the_bytes_go_when_the_rows_go(store: Store) -> None:
    async with bucket_at("vn") as (bucket, s3):
        found = await with_report(store, s3)
        await found.filing().step()
        assert len(bucket.kept) == 2
        await found.erase()
        await found.filing().step()
        assert bucket.kept == {}


async def test_a_bucket_that_refuses_is_asked_again_after_a_pause_until_it_has_deleted(store: Store) -> None:
    async with bucket_at("vn") as (bucket, s3):
        found = await with_report(store, s3)
        await found.filing().step()
        await found.erase()
        async with bucket_at("elsewhere") as (_, refusing):
            found.archive = refusing
            await found.filing().step()
        assert await found.filing().step() == 0
        assert len(bucket.kept) == await found.doomed() == 2
        found.archive = s3
        found.clock.offset += FIRST_PAUSE + timedelta(seconds=1)
        await found.filing().step()
        assert (bucket.kept, await found.doomed()) == ({}, 0)
