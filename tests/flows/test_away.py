"""Telegram away, the SMS gateway away, the disk full, the program stopped: it is said so, tried again, nothing lost."""

from pathlib import Path

from bot.app import running
from bot.upkeep import Upkeep
from simulator.server import Simulator
from tests.flows.conftest import World, settings_for
from tests.flows.desk import Desk, desk


async def test_telegram_away_for_a_while_loses_no_answer(here: World) -> None:
    hoa = here.sim.person(name="Hoa")
    here.sim.faults.add("error", method="sendMessage", times=2, status=502)
    await hoa.says("/help")
    await hoa.hears("Trợ giúp", timeout=15)


async def test_a_gateway_that_refuses_is_told_of(here: World) -> None:
    hoa = here.sim.person(name="Hoa", phone="+84912345678")
    here.sim.faults.add("sms", status=403)
    for said, heard in (
        ("/dangky", "Có đồng ý không?"),
        ("Đồng ý", "Họ và tên"),
        ("Lê Thị Hoa", "Số điện thoại"),
        ("0912345678", "xã, phường nào"),
        ("Tân Biên", "Thư điện tử"),
        ("bỏ qua", "Xem lại trước khi nhận mã"),
        ("1", "Mã xác thực"),
    ):
        await hoa.says(said)
        await hoa.hears(heard)
    await hoa.hears("Chưa gửi được tin nhắn mã xác thực", timeout=10)


async def test_a_full_disk_delays_an_update_and_loses_nothing(here: World) -> None:
    hoa = here.sim.person(name="Hoa")
    await hoa.says("/start")
    await hoa.hears("xin chào")
    await _leave_room(here, pages=0)
    for _ in range(40):
        await hoa.says("/help " + "x" * 3000)
    await _leave_room(here, pages=10_000)
    await hoa.says("/theodoi")
    await hoa.hears("Muốn nhận cảnh báo", timeout=20)
    assert sum("Trợ giúp" in heard.text for heard in hoa.heard) == 40


async def test_a_form_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with Simulator(port=0) as sim:
        settings, hoa = settings_for(sim, tmp_path), sim.person(name="Hoa")
        async with running(settings):
            await hoa.says("/dangky")
            await hoa.hears("Có đồng ý không?")
            await hoa.presses("Đồng ý")
            await hoa.hears("Họ và tên")
        async with running(settings):
            await hoa.says("Lê Thị Hoa")
            await hoa.hears("Số điện thoại")


async def test_a_form_left_alone_is_recalled_once_and_gone_after_a_day(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        hoa = office.visitor()
        await hoa.says("/theodoi")
        assert await upkeep(office, minutes=29) == []
        assert "đang điền dở" in (await upkeep(office, minutes=2))[0]
        assert await upkeep(office, hours=1) == []
        assert "quá 24 giờ" in (await upkeep(office, hours=23))[0]
        assert "Không có việc gì đang điền dở" in await hoa.says("/huy")


async def upkeep(office: Desk, **passed: float) -> list[str]:
    """What the visitor is told when the clock looks again after so long."""

    class At:
        def now(self) -> object:
            return office.now

    office.passes(**passed)
    await Upkeep(office.store, At(), office.router.house).step()  # type: ignore[arg-type]
    return [letter.text for letter in await office.sent_to("telegram", "1001") if hasattr(letter, "text")]


async def _leave_room(here: World, *, pages: int) -> None:
    async with here.app.store.transaction() as tx:
        used = await tx.value("pragma page_count", {})
        await tx.value(f"pragma max_page_count = {used + pages}", {})
