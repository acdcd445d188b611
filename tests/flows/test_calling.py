"""A citizen's phone number is on no card: reading it is an act of those who work on the report, and is written down."""

import json

from simulator.person import Person
from storage import audit
from storage.audit import Entry
from tests.flows.alerts import told
from tests.flows.conftest import Leader, World
from tests.flows.reporting import files_a_report, opens, staff
from tests.flows.test_privacy import bytes_of, open_data

UNIT = "UBND Xã Tân Biên"
NUMBER = "0912 345 678"


async def read_entries(here: World) -> list[Entry]:
    async with here.app.store.reading() as session:
        return await audit.list_recent(session, act="data.phone_read", most=10)


async def data_of_the_press(here: World, officer: Person) -> str:
    """What *Xem số* sends, as a forger would have copied it."""
    await officer.presses("Xem số điện thoại")
    await officer.hears("được ghi vào nhật ký")
    assert officer.last
    return str(officer.last.button("Xem số").data)


async def test_the_number_is_shown_once_the_officer_has_said_so_and_the_reading_is_written_down(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", NUMBER)
    binh = await staff(here, "officer", "Bình", UNIT)
    code = await files_a_report(hoa)
    await opens(binh, f"Phản ánh mới {code}")
    assert binh.last
    assert "Người gửi: Lê Thị Hoa" in binh.last.text
    assert NUMBER not in binh.last.text
    await data_of_the_press(here, binh)
    assert await read_entries(here) == []
    await binh.presses("Xem số")
    shown = await binh.hears(NUMBER)
    assert shown.protected
    (entry,) = await read_entries(here)
    assert entry.facts == {"report": code, "unit": UNIT}
    assert "912345678" not in json.dumps([entry.subject, entry.actor, entry.facts])


async def test_hoa_finds_in_her_own_data_that_her_number_was_read(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", NUMBER)
    binh = await staff(here, "officer", "Bình", UNIT)
    code = await files_a_report(hoa)
    await opens(binh, f"Phản ánh mới {code}")
    await data_of_the_press(here, binh)
    await binh.presses("Xem số")
    await binh.hears(NUMBER)
    await open_data(hoa)
    await hoa.presses("Tải (JSON)")
    kept = json.loads(await bytes_of(here, await hoa.hears("Toàn bộ dữ liệu")))
    assert [(each["report"], each["unit"]) for each in kept["phone_reads"]] == [(code, UNIT)]


async def test_neither_another_unit_nor_a_citizen_nor_a_leader_reads_it_by_a_forged_press(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", NUMBER)
    binh = await staff(here, "officer", "Bình", UNIT)
    stranger = await staff(here, "officer", "Người lạ", "Sở Y tế")
    chau = await staff(here, "approver", "Châu", UNIT)
    tu = here.sim.person(name="Trần Văn Tư")
    await tu.starts()
    code = await files_a_report(hoa)
    await opens(binh, f"Phản ánh mới {code}")
    data = await data_of_the_press(here, binh)
    for forger, answer in ((stranger, "thuộc đơn vị khác"), (chau, "Chỉ cán bộ đang xử lý"), (tu, "cán bộ")):
        await forger.forges(data)
        await forger.hears(answer)
        assert not any(NUMBER in heard.text for heard in forger.heard)
    assert await read_entries(here) == []


async def test_an_officer_who_was_revoked_after_the_question_reads_nothing(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", NUMBER)
    binh = await staff(here, "officer", "Bình", UNIT)
    code = await files_a_report(hoa)
    await opens(binh, f"Phản ánh mới {code}")
    await data_of_the_press(here, binh)
    async with here.app.store.transaction() as tx:
        await tx.change("update grants set revoked_at = 1, revoked_by = 'x'", {})
    await binh.presses("Xem số")
    await binh.hears("cán bộ")
    assert await read_entries(here) == []


async def test_the_number_of_an_anonymous_report_is_nobodys_to_read(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", NUMBER)
    binh = await staff(here, "officer", "Bình", UNIT)
    code = await files_a_report(hoa, way="Gửi ẩn danh")
    await opens(binh, f"Phản ánh mới {code}")
    assert binh.last
    assert not any("số điện thoại" in title for title in binh.last.titles)
    await binh.forges(str(binh.last.button("Tiếp nhận").data).replace("desk.accept", "desk.number"))
    await binh.hears("ẩn danh: không ai được xem số")
    assert await read_entries(here) == []


async def test_when_the_report_is_over_there_is_no_reason_to_call_any_more(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", NUMBER)
    thao = await staff(here, "operator", "Thảo", "Tổng đài 1022")
    code = await files_a_report(hoa)
    async with here.app.store.transaction() as tx:
        await tx.change("update reports set state = 'closed'", {})
        (row,) = await tx.rows("select id, version from reports where code = :code", {"code": code})
    await thao.forges(f"desk.show:{row['id']}:0")
    assert "☎️ Xem số điện thoại" not in (await thao.hears("Người gửi: Lê Thị Hoa")).titles
    await thao.forges(f"desk.number:{row['id']}:{row['version']}")
    await thao.hears("Phản ánh đã kết thúc")


async def test_a_stale_question_shows_how_the_report_stands_now(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", NUMBER)
    binh = await staff(here, "officer", "Bình", UNIT)
    an = await staff(here, "officer", "An", UNIT)
    code = await files_a_report(hoa)
    for officer in (binh, an):
        await opens(officer, f"Phản ánh mới {code}")
    await data_of_the_press(here, binh)
    await an.presses("Tiếp nhận")
    await an.hears("Đã tiếp nhận")
    await binh.presses("Xem số")
    await binh.hears(f"{code} · Đã tiếp nhận")
    assert await read_entries(here) == []


async def test_a_caller_without_an_account_is_shown_as_such_and_has_no_number(
    here: World, lan: Leader, minh: Leader, tu: Person
) -> None:
    thao = await staff(here, "operator", "Thảo", "Tổng đài 1022")
    await told(lan, minh, tu)
    await tu.presses("Tôi cần trợ giúp")
    await tu.hears("Đang ở đâu?")
    await tu.says("Nhà văn hóa Tân Biên")
    await tu.hears("đã nhận yêu cầu trợ giúp")
    await opens(thao, "Phản ánh mới")
    assert thao.last
    assert "Người gửi: không có tên (chưa đăng ký, hoặc đã xóa dữ liệu)" in thao.last.text
    assert "☎️ Xem số điện thoại" not in thao.last.titles
    await thao.forges(str(thao.last.button("Tiếp nhận").data).replace("desk.accept", "desk.number"))
    await thao.hears("chưa để lại số điện thoại")
