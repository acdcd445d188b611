"""A backup that comes back while an alert was being told: it stands still until released, then reaches the rest."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.restoring import restore
from channels.fate import Fate, NotSent
from domain.refused import Refused
from domain.role import Role
from handlers.router import Router
from services import staffing
from storage import key_check
from storage.vault import Vault
from tests.alerts.conftest import NOW, open_office
from tests.alerts.telling import Telling, make_telling
from tests.flows.desk import Desk

VAULT = Vault(b"k" * 32)


async def no_name() -> str:
    return "bot"


async def half_told(folder: Path) -> Path:
    """A backup made when Tư had been told and Hoa had not; in the database itself both have been."""
    async with open_office(folder) as office:
        telling = await make_telling(office, "tu", "hoa")
        telling.wire.fates["hoa"] = [NotSent(Fate.THROTTLED, "later", retry_after=60)]
        await telling.approved()
        await telling.goes_on()
        assert telling.told == ["tu"]
        async with office.store.transaction() as tx:
            await key_check.check(tx)
        await COMMANDS["backup"](office.store, {"to": str(folder / "copy.db")}, NOW, no_name)
    return folder / "copy.db"


async def test_an_alert_that_was_being_told_waits_for_its_release_and_then_reaches_the_rest(tmp_path: Path) -> None:
    copy = await half_told(tmp_path)
    assert (await restore(tmp_path / "bot.db", copy, VAULT)).endswith("broadcasts held: 1")
    async with open_office(tmp_path) as office:
        telling = Telling(office)
        await telling.goes_on()
        telling.restart()
        await telling.goes_on()
        assert telling.told == [], "held, also after a restart"
        assert await COMMANDS["broadcasts.release"](office.store, {}, NOW, no_name) == 1
        await telling.goes_on(NOW.replace(minute=5))
        assert telling.told == ["hoa"]
        async with office.store.reading() as session:
            assert await session.value("select count(*) from audit where act = 'broadcasts.released'", {}) == 1


async def test_an_admin_sees_in_the_chat_what_is_held_and_lets_it_go_on(tmp_path: Path) -> None:
    copy = await half_told(tmp_path)
    await restore(tmp_path / "bot.db", copy, VAULT)
    async with open_office(tmp_path) as office:
        async with office.store.transaction() as tx:
            token = await staffing.invite(tx, role=Role.ADMIN, unit="1022", name="mot", by="a test", now=NOW)
        desk = Desk(store=office.store, router=Router(office.house), now=NOW)
        chief, tu = desk.visitor("mot"), desk.visitor("tu")
        await chief.says(f"/start {token}")
        await chief.says("/nhansu")
        assert "<b>1</b> thông tin cảnh báo đang bị giữ" in await chief.presses("bị giữ sau khi khôi phục")
        assert "chỉ dành cho quản trị" in await tu.sends(chief.data("Phát tiếp"))
        assert "Đã cho phát tiếp 1" in await chief.presses("Phát tiếp")
        telling = Telling(office)
        await telling.goes_on(NOW.replace(minute=5))
        assert telling.told == ["hoa"]


async def test_what_is_approved_after_a_restore_is_told_at_once(tmp_path: Path) -> None:
    copy = await half_told(tmp_path)
    await restore(tmp_path / "bot.db", copy, VAULT)
    async with open_office(tmp_path) as office:
        telling = Telling(office)
        await telling.approved(title="Sau khi khôi phục")
        await telling.goes_on()
        assert sorted(telling.told) == ["hoa", "tu"]


async def test_a_backup_sealed_with_another_key_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    copy = await half_told(tmp_path)
    before = (tmp_path / "bot.db").read_bytes()
    with pytest.raises(Refused, match=r"backup\.other_key"):
        await restore(tmp_path / "bot.db", copy, Vault(b"x" * 32))
    assert (tmp_path / "bot.db").read_bytes() == before
    assert list(tmp_path.glob("*.restoring*")) == []


async def test_a_disk_too_small_for_it_changes_nothing_and_is_left_as_it_was(tmp_path: Path) -> None:
    copy = await half_told(tmp_path)
    before = (tmp_path / "bot.db").read_bytes()
    with files_of_at_most(copy.stat().st_size // 2), pytest.raises(OSError, match="too large"):
        await restore(tmp_path / "bot.db", copy, VAULT)
    assert (tmp_path / "bot.db").read_bytes() == before
    assert list(tmp_path.glob("*.restoring*")) == []


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """In bytes: what the system says of a longer one is what it says of a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
