"""A picture on its way from a link to the report that it came with."""

from pathlib import Path

from bot.filing import Filing
from bot.passing import PassingFiles
from channels.fate import NotSent
from channels.folder import Folder
from domain.attachment import Attachment, Purpose
from storage import files, passing
from storage.engine import Store
from tests.people.conftest import NOW
from tests.people.test_erasure import Clock, with_report


async def test_a_picture_that_comes_just_after_it_was_asked_for_in_vain_waits_for_nothing(
    store: Store, tmp_path: Path
) -> None:
    async def opened(link: str, most: int) -> bytes:
        return b"a hole in the road"

    archive, clock = Folder(tmp_path / "files"), Clock()
    await with_report(store, archive)
    early = PassingFiles(store, archive, {"zalo_bot": opened}, clock)
    async with store.transaction() as tx:
        await tx.change("delete from files", {})
        report = int(await tx.value("select id from reports", {}))
        name = await passing.note(tx, "zalo_bot", "https://example.vn/photo", now=NOW)
        photo = Attachment(kind="photo", held=name, distinct="c", size=9, name=None, channel="zalo_bot")
        await files.add(tx, report, [photo], purpose=Purpose.REPORT, now=NOW)

    async def asked(held: str, most: int) -> bytes:
        try:
            return await early.read(held, most)
        except NotSent:
            await early.step()
            raise

    filing = Filing(store, archive, {"zalo_bot": asked}, clock)
    await filing.step()
    await filing.step()
    async with store.reading() as session:
        assert [each.stored for each in await files.list_of(session, report)] == [True]
