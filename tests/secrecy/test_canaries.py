"""What people entrust to the bot is readable nowhere: not in the log at DEBUG, the database, its WAL, or a backup."""

import logging
import re
from pathlib import Path

import pytest

from bot import logs
from bot.commands import COMMANDS
from tests.flows.conftest import World, code_for, world
from tests.flows.test_account import open_edit
from tests.flows.test_privacy import open_data

PHONE, NAME = "0912 345 678", "Lê Thị Chim Hoàng Yến"
NEW_PHONE, WORDS = "0987 654 321", "Xin biết ai đã xem số của tôi, chuyện kín."


async def live(here: World, folder: Path) -> list[str]:
    """Registering, a wrong and a right code, a new number, a request, a leader; what must not be found afterwards."""
    hoa = await here.citizen(NAME, PHONE)
    codes = [await code_for(hoa)]
    machine = here.sim.person(name="Máy mới", phone="+84987654321")
    await open_edit(hoa, "Đổi số điện thoại")
    await hoa.says(NEW_PHONE)
    await hoa.hears("Mã xác thực")
    codes.append(await code_for(machine))
    await hoa.says("000001")
    await hoa.hears("Mã chưa đúng")
    await hoa.says(codes[1])
    await hoa.hears("Đã lưu")
    await open_data(hoa)
    await hoa.presses("Yêu cầu khác")
    await hoa.hears("10 ngày làm việc")
    await hoa.says(WORDS)
    await hoa.hears("Đã nhận yêu cầu")
    lan = await here.leader("Lan", "lan")
    to = {"to": str(folder / "copy.db")}
    await COMMANDS["backup"](here.app.store, to, here.clock.now(), here.app.telegram.username)
    phones = [form for number in ("912345678", "987654321") for form in (number, f"0{number}", f"84{number}")]
    spaced = [PHONE, NEW_PHONE]
    return [*phones, *spaced, NAME, "Hoàng Yến", WORDS, "chuyện kín", lan.totp.secret, *codes, here.sim.token]


async def test_no_canary_is_found_in_log_database_wal_or_backup(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = list(logging.getLogger().handlers)
    logs.set_up(level="debug", form="json")
    try:
        async with world(tmp_path, logs={"level": "debug"}) as here:
            canaries = await live(here, tmp_path)
            held = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    finally:
        logging.getLogger().handlers = before
        logging.getLogger().setLevel(logging.WARNING)
    out, err = capfd.readouterr()
    assert "starting" in err + out
    held["log"] = (out + err).encode()
    assert {"bot.db", "bot.db-wal", "copy.db", "log"} <= held.keys()
    assert [(name, canary) for name, body in held.items() for canary in canaries if found(canary, body)] == []


def found(canary: str, body: bytes) -> bool:
    """As a word of its own: six digits in the middle of a long row id are no code."""
    return re.search(rb"(?<!\d)" + re.escape(canary.encode()) + rb"(?!\d)", body) is not None
