"""Hoa's own data: all of it to take along, consents withdrawn at once, an account erased, a request with a due date."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from simulator.person import Person
from simulator.seen import Seen
from storage import audit, data_requests
from tests.flows.citizens import Read
from tests.flows.conftest import World
from tests.flows.reporting import PHOTO, files_a_report, opens, staff
from tests.flows.test_staff import admin

pytestmark = pytest.mark.every_channel

PHONE = "0912 345 678"


async def open_data(person: Person) -> None:
    await person.says("/taikhoan")
    await person.hears("Họ tên")
    await person.presses("Dữ liệu của tôi")
    await person.hears("Đồng ý đang có")


async def test_hoa_takes_everything_along(here: World) -> None:
    hoa = await here.citizen("Lê Thị <Hoa>", PHONE)
    await open_data(hoa)
    await hoa.presses("Tải (JSON)")
    kept = json.loads(await bytes_of(here, await hoa.hears("Toàn bộ dữ liệu")))
    assert kept["account"]["phone"] == "+84912345678"
    assert kept["account"]["name"] == "Lê Thị <Hoa>"
    assert [each["purpose"] for each in kept["consents"]] == ["account"]
    await hoa.presses("Xem, tải (trang)")
    page = (await bytes_of(here, await hoa.hears("Toàn bộ dữ liệu"))).decode()
    assert "Lê Thị &lt;Hoa&gt;" in page
    assert "<Hoa>" not in page


async def test_what_was_written_sent_and_answered_on_a_report_is_in_it_too(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    binh = await staff(here, "officer", "Bình", "UBND Xã Tân Biên")
    code = await files_a_report(hoa, photo=PHOTO)
    await opens(binh, f"Phản ánh mới {code}")
    await binh.presses("Yêu cầu bổ sung")
    await binh.hears("Cần người dân bổ sung điều gì")
    await binh.says("Cổng chợ phía nào ạ?")
    await hoa.hears("Cổng chợ phía nào ạ?")
    await open_data(hoa)
    await hoa.presses("Tải (JSON)")
    kept = json.loads(await bytes_of(here, await hoa.hears("Toàn bộ dữ liệu")))
    assert [each["state"] for each in kept["report_history"]] == ["submitted", "need_info"]
    assert kept["report_history"][1]["words"] == "Cổng chợ phía nào ạ?"
    ((report, kind),) = {(each["report"], each["kind"]) for each in kept["report_files"]}
    assert (report, kind) == (code, "photo")
    assert "_sealed" not in json.dumps(kept)


async def test_what_was_typed_into_a_form_and_not_sent_yet_is_in_it_as_well(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await hoa.says("/phananh")
    await hoa.hears("lĩnh vực nào")
    await hoa.says("1")
    await hoa.hears("Sự việc thế nào")
    await hoa.says("Ổ gà sâu trước <cổng> chợ Tân Biên, xe máy ngã hoài.")
    await hoa.hears("Gửi ảnh")
    await open_data(hoa)
    await hoa.presses("Tải (JSON)")
    (draft,) = json.loads(await bytes_of(here, await hoa.hears("Toàn bộ dữ liệu")))["unfinished_forms"]
    assert draft["form"] == "report"
    assert draft["answers"]["text"] == "Ổ gà sâu trước <cổng> chợ Tân Biên, xe máy ngã hoài."
    await hoa.presses("Xem, tải (trang)")
    page = (await bytes_of(here, await hoa.hears("Toàn bộ dữ liệu"))).decode()
    assert "text: Ổ gà sâu trước &lt;cổng&gt; chợ Tân Biên" in page


async def test_a_consent_withdrawn_counts_at_once_and_its_proof_stays(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await open_data(hoa)
    await hoa.presses("Rút đồng ý: tài khoản, phản ánh")
    await hoa.hears("Đã rút đồng ý")
    await open_data(hoa)
    async with here.app.store.reading() as session:
        (row,) = await session.rows("select purpose, notice, given_at, withdrawn_at from consents", {})
    assert row["withdrawn_at"] > row["given_at"]
    assert row["notice"]


async def test_erased_means_that_nothing_says_who_it_was(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await open_data(hoa)
    await hoa.presses("Xóa dữ liệu của tôi")
    await hoa.hears("Không thể lấy lại")
    await hoa.presses("Xóa vĩnh viễn")
    told = await hoa.hears("Đã xóa")
    assert "Vẫn giữ" in told.text
    async with here.app.store.reading() as session:
        (row,) = await session.rows("select * from people where erased_at is not null", {})
        assert not any(row[name] for name in row.keys() if name not in ("id", "created_at", "erased_at"))  # noqa: SIM118
        assert not await session.rows("select id from codes", {})
        assert (await audit.verify(session))[1] is None
    await hoa.says("/taikhoan")
    await hoa.hears("chưa có tài khoản")
    here.passes(timedelta(minutes=2))
    await hoa.says("/dangky")
    await hoa.hears("Có đồng ý không?")


async def test_erased_with_the_photos_of_the_reports_which_stay_in_nobodys_name(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    code = await files_a_report(hoa, photo=PHOTO)
    folder = here.settings.files.folder
    await until(lambda: bool(bytes_in(folder)))
    await open_data(hoa)
    await hoa.presses("Xóa dữ liệu của tôi")
    await hoa.hears("Không thể lấy lại")
    await hoa.presses("Xóa vĩnh viễn")
    told = await hoa.hears("Đã xóa")
    assert "1 phản ánh" in told.text
    await until(lambda: not bytes_in(folder))
    thao = await staff(here, "operator", "Thảo", "Tổng đài 1022")
    await thao.says("/xuly")
    await thao.hears("Toàn tỉnh")
    await thao.presses("Chờ tiếp nhận (1)")
    await thao.hears("trang 1")
    await thao.presses(code)
    card = await thao.hears("Người gửi: không có tên")
    assert "Hoa" not in card.text
    assert "tệp" not in card.text


async def test_staff_are_not_erased_while_they_hold_a_right(here: World) -> None:
    binh = await here.citizen("Bình", PHONE)
    await binh.starts(await here.invite("officer", "binh"))
    await binh.hears("Đã nhận vai trò")
    await open_data(binh)
    await binh.presses("Xóa dữ liệu của tôi")
    await binh.hears("Không thể lấy lại")
    await binh.presses("Xóa vĩnh viễn")
    await binh.hears("phải được thu hồi trước")


async def test_a_request_gets_a_due_date_in_working_days_and_stands_in_the_queue(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await open_data(hoa)
    await hoa.presses("Yêu cầu khác")
    await hoa.hears("10 ngày làm việc")
    await hoa.says("Xin cho biết cơ quan nào đã xem số điện thoại của tôi.")
    await hoa.hears("Sẽ trả lời trước")
    async with here.app.store.reading() as session:
        (request,) = await data_requests.list_open(session)
    assert timedelta(days=12) < request.due_at - request.created_at < timedelta(days=30)
    await chief.hears("yêu cầu mới về dữ liệu cá nhân")
    await chief.says("/dulieu")
    await chief.hears("cơ quan nào đã xem")
    await chief.presses("Trả lời")
    await chief.hears("Trả lời người dân thế nào")
    await chief.says("Chỉ UBND xã Tân Biên, ngày 20/11, để hỏi thêm về phản ánh của bà.")
    await hoa.hears("Chỉ UBND xã Tân Biên, ngày 20/11")
    await chief.hears("đã giải quyết")
    await chief.says("/dulieu")
    await chief.hears("Không có yêu cầu nào")


async def asks(hoa: Person, words: str) -> None:
    await open_data(hoa)
    await hoa.presses("Yêu cầu khác")
    await hoa.hears("10 ngày làm việc")
    await hoa.says(words)
    await hoa.hears("Sẽ trả lời trước")


async def test_a_request_that_comes_due_is_called_for_once_a_day_and_marked_when_it_is_late(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    await asks(await here.citizen("Lê Thị Hoa", PHONE), "Xin bản sao các phản ánh của tôi.")
    await here.app.rounds.upkeep.step()
    async with here.app.store.reading() as session:
        (request,) = await data_requests.list_open(session)
    here.passes(request.due_at - here.clock.now() - timedelta(days=2))
    await here.app.rounds.upkeep.step()
    await here.app.rounds.upkeep.step()
    await chief.hears("1 yêu cầu về dữ liệu cá nhân sắp hoặc đã quá hạn")
    assert sum("sắp hoặc đã quá hạn" in heard.text for heard in chief.heard) == 1
    here.passes(timedelta(days=2))
    await chief.says("/dulieu")
    assert "bản sao" in (await chief.hears("Quá hạn.")).text


async def test_of_two_admins_who_answer_one_does_and_a_citizen_cannot(here: World) -> None:
    first, second = await admin(here, "Quản trị Một"), await admin(here, "Quản trị Hai")
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await asks(hoa, "Xin bản sao các phản ánh của tôi.")
    for chief in (first, second):
        await chief.says("/dulieu")
        data = str((await chief.hears("Xin bản sao")).button("Trả lời").data)
        await chief.presses("Trả lời")
        await chief.hears("Trả lời người dân thế nào")
    await first.says("Đã gửi qua thư.")
    await first.hears("đã giải quyết")
    await second.says("Đã gửi lần nữa.")
    await second.hears("đã được giải quyết")
    await hoa.hears("Đã gửi qua thư.")
    assert not any("lần nữa" in heard.text for heard in hoa.heard)
    tu = here.sim.person(name="Trần Văn Tư")
    await tu.starts()
    await tu.forges(data)
    await tu.hears("chỉ dành cho quản trị")


async def test_the_consent_to_warnings_withdrawn_ends_them_at_once(here: World, tu: Person) -> None:
    async with here.app.store.reading() as session:
        assert await session.value("select count(*) from subscriptions", {})
    await tu.says("/taikhoan")
    await tu.hears("chưa có tài khoản")
    await tu.presses("Dữ liệu của tôi")
    await tu.hears("Đồng ý đang có")
    await tu.presses("Rút đồng ý: nhận cảnh báo")
    await tu.hears("Đã rút")
    async with here.app.store.reading() as session:
        assert not await session.value("select count(*) from subscriptions", {})
        (row,) = await session.rows("select withdrawn_at from consents where purpose = 'warnings'", {})
    assert row["withdrawn_at"]


async def test_admins_read_the_audit_and_nobody_else_does(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await chief.says("/nhatky")
    shown = await chief.hears("Nhật ký hệ thống")
    assert "account.registered" in shown.text
    assert "Hoa" not in shown.text
    await chief.presses("Nhân sự")
    shown = await chief.hears("staff.granted")
    assert "account.registered" not in shown.text
    await hoa.says("/nhatky")
    await hoa.hears("chỉ dành cho quản trị")


def bytes_in(folder: Path) -> list[Path]:
    """The files that are whole; one that is being written still has another name."""
    return [each for each in folder.rglob("*") if each.is_file() and each.suffix != ".part"]


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not happened():
            await asyncio.sleep(0.02)


async def bytes_of(here: World, message: Seen) -> bytes:
    """The file that came with a message, or that it gives the address of."""
    if isinstance(message, Read):
        return await message.fetched()
    assert message.media
    file = here.sim.world.files.get(message.media["file_id"])
    assert file
    return file.data
