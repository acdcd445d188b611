"""What people entrust to the bot is readable nowhere: not in the log at DEBUG, the database, its WAL, or a backup.

Every story that is told in a `world` is watched for it (`watching.py`); here are one that has all kinds of secrets, and
the proofs that a leak of any kind is found.
"""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import structlog

from bot.commands import COMMANDS
from tests.flows.conftest import World, code_for, world
from tests.flows.reporting import PHOTO, files_a_report
from tests.flows.test_account import open_edit
from tests.flows.test_privacy import open_data
from tests.secrecy.watching import entrusted

PHONE, NAME = "0912 345 678", "Lê Thị Chim Hoàng Yến"
NEW_PHONE, WORDS = "0987 654 321", "Xin biết ai đã xem số của tôi, chuyện kín."
REPORT = "Hàng xóm đánh vợ hằng đêm, xin đừng nói tôi báo."


async def live(here: World, folder: Path) -> set[str]:
    """Registering, a wrong and a right code, a new number, a report, a request, a leader, a backup; what was secret."""
    hoa = await here.citizen(NAME, PHONE)
    codes = {await code_for(hoa)}
    machine = here.sim.person(name="Máy mới", phone="+84987654321")
    await open_edit(hoa, "Đổi số điện thoại")
    await hoa.says(NEW_PHONE)
    await hoa.hears("Mã xác thực")
    await hoa.says("000001")
    await hoa.hears("Mã chưa đúng")
    codes.add(await code_for(machine))
    await hoa.says(await code_for(machine))
    await hoa.hears("Đã lưu")
    await files_a_report(hoa, text=REPORT, photo=PHOTO)
    await open_data(hoa)
    await hoa.presses("Yêu cầu khác")
    await hoa.hears("10 ngày làm việc")
    await hoa.says(WORDS)
    await hoa.hears("Đã nhận yêu cầu")
    lan = await here.leader("Lan", "lan")
    to = {"to": str(folder / "copy.db")}
    await COMMANDS["backup"](here.app.store, to, here.clock.now(), here.app.telegram.username)
    return {NAME, REPORT, WORDS, "912345678", "987654321", PHONE[1:], lan.totp.secret, here.sim.token, *codes}


async def test_a_story_with_every_kind_of_secret_shows_none_of_them_anywhere(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        secret = await live(here, tmp_path)
        assert secret <= await entrusted(here.app, here.sim)
        assert (tmp_path / "bot.db-wal").stat().st_size
        assert (tmp_path / "copy.db").stat().st_size


async def told_to_the_log(here: World, folder: Path) -> None:
    structlog.get_logger().debug("registered", who=NAME)


async def told_by_a_library(here: World, folder: Path) -> None:
    logging.getLogger("some.library").debug("executing %s", NAME)


async def kept_in_clear(here: World, folder: Path) -> None:
    async with here.app.store.transaction() as tx:
        await tx.change("update chats set menu = :name", {"name": NAME})


async def written_beside(here: World, folder: Path) -> None:
    (folder / "export.csv").write_text(f"1;+84912345678;{here.clock.now()}", "utf-8")


Leak = Callable[[World, Path], Awaitable[None]]


@pytest.mark.parametrize(
    "leak", [told_to_the_log, told_by_a_library, kept_in_clear, written_beside], ids=lambda leak: leak.__name__
)
async def test_a_leak_fails_the_story_that_it_happened_in(tmp_path: Path, leak: Leak) -> None:
    with pytest.raises(AssertionError, match=r"Hoàng Yến|912345678"):
        async with world(tmp_path) as here:
            await here.citizen(NAME, PHONE)
            await leak(here, tmp_path)


async def test_a_code_in_the_log_fails_the_story_too(tmp_path: Path) -> None:
    code = ""
    with pytest.raises(AssertionError) as failed:
        async with world(tmp_path) as here:
            code = await code_for(await here.citizen(NAME, PHONE))
            structlog.get_logger().info("sent", code=code)
    assert f"('log', '{code}')" in str(failed.value)
