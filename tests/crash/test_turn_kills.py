"""The last word of a report, and the last of an erasure, meets a bot that dies over its commit: before it or after it.

Then the report is filed once, and told once to whoever has to act; and who it was is gone, with all that was theirs.
"""

import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from channels.folder import Folder
from domain.attachment import Attachment, Purpose
from domain.role import Role
from storage import consents, files, forms, people
from storage.engine import Tx
from storage.forms import Draft
from tests.crash.ledger import Heard
from tests.crash.scenes.files import FOLDER, WHERE, stored_in
from tests.crash.scenes.scene import OPERATOR, around, report_of, somebody
from tests.crash.test_door_kills import Door
from tests.stage.audience import opened
from tests.stage.doom import Point
from tests.stage.processes import Telegram, telegram, write_config

FIRST = 8_100_000_000
REPORTING = ("/phananh", "1", "Ổ gà lớn trước cổng chợ, xe máy ngã nhiều lần.", "Bỏ qua", "Tân Biên")
YES = "1"
POINTS = around("Intake._round")
GONE = "select count(*) from people where erased_at is not null and name_sealed is null and phone_hash is null"
ASKED, FILED = "select count(*) from forms where step = 'review'", "select count(*) from reports"
THEIRS = "select (select count(*) from files) + (select count(*) from forms)"


async def test_a_report_is_filed_and_told_once(tmp_path: Path) -> None:
    await filed(tmp_path, [random.choice(POINTS)])


@pytest.mark.long
async def test_a_report_is_filed_and_told_once_whether_before_the_commit_or_after_it(tmp_path: Path) -> None:
    await filed(tmp_path, POINTS)


@pytest.mark.long
async def test_somebody_is_erased_whole_or_not_at_all_and_in_the_end_whole(tmp_path: Path) -> None:
    async with stage(tmp_path) as door:
        for number, point in enumerate(POINTS):
            hoa = Citizen(door, number)
            await hoa.comes()
            async with opened(tmp_path) as (store, _), store.transaction() as tx:
                await hoa.about_to_go(tx)
            await hoa.says(YES)
            await door.dies(point)
            done = point.when == "after"
            assert door.ledger.count(GONE) == number + done
            assert door.ledger.count(THEIRS) == (0 if done else 2)
            await door.lives_until(partial(gone_whole, door))
            assert door.ledger.count(GONE) == number + 1
            assert door.ledger.count(THEIRS) == 0
            assert door.ledger.count("select count(*) from audit where act = 'data.erased'") == number + 1


async def gone_whole(door: Door) -> bool:
    """The bytes of their file too."""
    return await door.nothing_is_left() and not stored_in(door.folder)


async def filed(folder: Path, points: Iterable[Point]) -> None:
    async with stage(folder) as door:
        for number, point in enumerate(points):
            hoa = Citizen(door, number)
            await hoa.comes()
            await hoa.says(*REPORTING)
            await door.lives_until(partial(came_to, door, ASKED, 1))
            await hoa.says(YES)
            await door.dies(point)
            await door.lives_until(partial(came_to, door, FILED, number + 1))
            assert door.ledger.count("select count(*) from report_events") == number + 1
        told = len(Heard.read(folder / "journal.tsv").replies(OPERATOR))
        assert number + 1 <= told <= number + 1 + door.ledger.letters_in_flight[OPERATOR]


async def came_to(door: Door, sql: str, count: int) -> bool:
    return door.ledger.count(sql) == count and await door.nothing_is_left()


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Door]:
    """Where the bot is known to Telegram, and somebody sits at the switchboard."""
    async with telegram(folder) as far:
        write_config(folder, far.url, files={"folder": str(folder / FOLDER)})
        door = Door(folder, far)
        async with opened(folder) as (store, _), store.transaction() as tx:
            await somebody(tx, OPERATOR, now=datetime.now(UTC), role=Role.OPERATOR)
        await door.lives_until(partial(polled, far))
        yield door


async def polled(far: Telegram) -> bool:
    return any(bot["polling"] for bot in (await far.ask("state"))["bots"])


@dataclass
class Citizen:
    """Hoa, who has an account."""

    door: Door
    number: int
    crowd: int = 0

    @property
    def address(self) -> int:
        return FIRST + self.number

    async def comes(self) -> None:
        self.crowd = (await self.door.far.tell("crowds", first=self.address, count=1))["id"]
        now, phone = datetime.now(UTC), f"+8491234567{self.number}"
        async with opened(self.door.folder) as (store, _), store.transaction() as tx:
            person, chat = await somebody(tx, str(self.address), now=now)
            await people.register(tx, person, name="Lê Thị Hoa", phone=phone, mail=None, area="25486", now=now)
            await consents.give(tx, chat=chat, person=person, purpose=consents.ACCOUNT, channel="telegram", now=now)

    async def says(self, *texts: str) -> None:
        for text in texts:
            await self.door.far.tell(f"crowds/{self.crowd}/act", count=1, text=text)

    async def about_to_go(self, tx: Tx) -> None:
        """With a report and its picture, asked whether she is sure."""
        now = datetime.now(UTC)
        find = "select c.id as chat, c.person_id as person from chats c where c.address = :address"
        hoa = await tx.row(find, {"address": str(self.address)})
        assert hoa
        report = await report_of(tx, hoa["person"], hoa["chat"], f"TN-{self.number}", now=now)
        photo = Attachment(kind="photo", held="a", distinct="a", size=6, name=None)
        await files.add(tx, report.id, [photo], purpose=Purpose.REPORT, now=now)
        (kept,) = await files.list_of(tx, report.id)
        archive = Folder(self.door.folder / FOLDER)
        await archive.put(str(kept.id), tx.vault.seal(WHERE, kept.id, b"a face"))
        await files.stored(tx, kept.id, size=6, now=now)
        await forms.put(tx, Draft(chat=hoa["chat"], form="erasure", step="sure", opened_at=now), now=now)
