"""The files of a report become ours: fetched from the channel, sealed, kept in a folder or an S3-compatible store."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from bot.filing import FIRST_PAUSE
from domain.attachment import FILE_BYTES_MOST
from storage import files, reports
from tests.flows.conftest import World, world
from tests.flows.reporting import PHOTO, TEXT, code_in, opens, staff

pytestmark = pytest.mark.every_channel

GIF = b"GIF89a\x10\x00\x10\x00"


async def test_a_photo_is_fetched_sealed_and_read_back(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.sends_photo(PHOTO + b"hole", caption=TEXT)
    await hoa.hears("lĩnh vực nào")
    await hoa.presses("Hạ tầng giao thông")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("Tân Biên")
    await hoa.hears("Xem lại phản ánh")
    await hoa.presses("Xác nhận gửi")
    code = code_in((await hoa.hears("Mã phản ánh")).text)
    kept = await _stored(here, code)
    assert await here.app.rounds.filing.read(kept) == PHOTO + b"hole"
    on_disk = await _only_file(here.settings.files.folder)
    assert b"hole" not in on_disk.read_bytes()
    assert on_disk.stat().st_mode & 0o077 == 0


async def _only_file(folder: Path) -> Path:
    """Once no copy is left of what came by a passing link."""
    for _ in range(200):
        found = [each for each in folder.rglob("*") if each.is_file()]
        if len(found) == 1:
            return found[0]
        await asyncio.sleep(0.02)
    raise AssertionError(f"{len(found)} files are kept")


@pytest.mark.only_telegram
async def test_a_file_above_the_limit_is_refused_by_name(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.sends_document(b"x" * (FILE_BYTES_MOST + 1), name="quay-phim.mp4", mime="video/mp4")
    refusal = await hoa.hears("lớn hơn 20 MB")
    assert "quay-phim.mp4" in refusal.text


async def test_a_channel_that_is_away_is_asked_again(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        here.sim.faults.add(kind="error", method="getFile", times=1)
        hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
        await hoa.sends_photo(PHOTO, caption=TEXT)
        await hoa.hears("lĩnh vực nào")
        await hoa.presses("Hạ tầng giao thông")
        await hoa.hears("Xảy ra ở đâu")
        await hoa.says("Tân Biên")
        await hoa.hears("Xem lại phản ánh")
        await hoa.presses("Xác nhận gửi")
        code = code_in((await hoa.hears("Mã phản ánh")).text)
        await asyncio.sleep(0.2)
        here.clock.offset += FIRST_PAUSE
        here.app.store.bell("filing").set()
        await _stored(here, code)


async def _stored(here: World, code: str) -> int:
    for _ in range(200):
        async with here.app.store.reading() as session:
            report = await reports.find_by_code(session, code)
            assert report
            kept = await files.list_of(session, report.id)
        if kept and all(each.stored for each in kept):
            return kept[0].id
        await asyncio.sleep(0.02)
    raise AssertionError("the file was not fetched")


@pytest.mark.only_telegram
async def test_an_officer_is_sent_every_file_of_a_report_with_its_caption(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh = await staff(here, "officer", "Bình", "UBND Xã Tân Biên")
    await hoa.sends_photo(PHOTO, caption=TEXT)
    await hoa.hears("lĩnh vực nào")
    await hoa.sends_video(b"moving", caption="lúc mưa")
    await hoa.hears("Đã nhận 2/5")
    await hoa.sends_document(b"a map", name="so-do.pdf", mime="application/pdf")
    await hoa.hears("Đã nhận 3/5")
    await hoa.presses("Hạ tầng giao thông")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("Tân Biên")
    await hoa.hears("Xem lại phản ánh")
    await hoa.presses("Xác nhận gửi")
    code = code_in((await hoa.hears("Mã phản ánh")).text)
    await opens(binh, f"Phản ánh mới {code}")
    await binh.presses("Xem tệp")
    kinds = [(await binh.hears("Kèm phản ánh")).kind for _ in range(3)]
    assert kinds == ["photo", "video", "document"]
    assert any("lúc mưa" in seen.text for seen in binh.heard)


@pytest.mark.only_telegram
async def test_what_telegram_has_lost_is_sent_from_our_own_store(here: World) -> None:
    originals = {"photo": GIF + b"hole", "video": b"moving", "document": b"a map"}
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh = await staff(here, "officer", "Bình", "UBND Xã Tân Biên")
    await hoa.sends_photo(originals["photo"], caption=TEXT)
    await hoa.hears("lĩnh vực nào")
    await hoa.sends_video(originals["video"])
    await hoa.hears("Đã nhận 2/5")
    await hoa.sends_document(originals["document"], name="so-do.pdf", mime="application/pdf")
    await hoa.hears("Đã nhận 3/5")
    await hoa.presses("Hạ tầng giao thông")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("Tân Biên")
    await hoa.hears("Xem lại phản ánh")
    await hoa.presses("Xác nhận gửi")
    code = code_in((await hoa.hears("Mã phản ánh")).text)
    await _stored(here, code)
    here.sim.world.files.by_id.clear()
    await opens(binh, f"Phản ánh mới {code}")
    await binh.presses("Xem tệp")
    while originals:
        sent = await binh.hears("Kèm phản ánh")
        assert sent.media
        assert await _bytes(here, sent.media["url"]) == originals.pop(str(sent.kind))


async def _bytes(here: World, path: str) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(f"{here.sim.url}{path}") as answer:
        return await answer.read()
