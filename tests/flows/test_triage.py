"""Reports at the desk: the switchboard, the unit and its leader, with the citizen told of every move."""

from tests.flows.conftest import World
from tests.flows.reporting import concludes, files_a_report, opens, staff

UNIT = "UBND Xã Tân Biên"


async def test_from_a_phone_to_the_agency_and_back(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    thao = await staff(here, "operator", "Thảo", "operator")
    binh = await staff(here, "officer", "Bình", UNIT)
    chau = await staff(here, "approver", "Châu", "Tân Biên")
    code = await files_a_report(hoa)

    await thao.says("/xuly")
    await thao.hears("Toàn tỉnh")
    await thao.presses("Chờ tiếp nhận (1)")
    await thao.hears("trang 1")
    await thao.presses(code)
    card = await thao.hears("Người gửi: Lê Thị Hoa")
    assert code in card.text
    await thao.presses("Tiếp nhận")
    await hoa.hears("Đã tiếp nhận")
    await thao.hears(f"{code} · Đã tiếp nhận")
    await thao.presses("Chuyển xử lý")
    await thao.hears("đến đơn vị nào")
    await thao.presses(UNIT)
    await hoa.hears(f"Đã chuyển xử lý đến {UNIT}")

    await opens(binh, "được chuyển đến đơn vị")
    await binh.presses("Nhận xử lý")
    await hoa.hears("đang xử lý")
    await binh.hears(f"{code} · Đang xử lý")
    await concludes(binh, "Đã vá ổ gà sáng nay.")
    await hoa.hears("chờ lãnh đạo đơn vị duyệt")

    await opens(chau, "có kết quả chờ duyệt")
    assert "Đã vá ổ gà sáng nay." in chau.last.text
    await chau.presses("Duyệt kết quả")
    result = await hoa.hears("Kết quả: Đã khắc phục")
    assert "Đã vá ổ gà sáng nay." in result.text
    await hoa.presses("Hài lòng")
    await hoa.hears("Đã đóng")


async def test_a_question_is_answered_on_the_report_and_the_clock_stands_still(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh = await staff(here, "officer", "Bình", UNIT)
    code = await files_a_report(hoa)
    await opens(binh, f"Phản ánh mới {code}")
    await binh.presses("Yêu cầu bổ sung")
    await binh.hears("Cần người dân bổ sung điều gì")
    await binh.says("Chợ nào, cổng phía nào ạ?")
    await binh.hears("Đã ghi vào phản ánh")
    await hoa.hears("Chợ nào, cổng phía nào ạ?")
    await hoa.presses("Trả lời")
    await hoa.hears("Bổ sung điều gì")
    await hoa.says("Chợ Tân Biên, cổng chính.")
    await hoa.hears("Gửi thêm ảnh")
    await hoa.presses("Bỏ qua")
    await hoa.hears("chờ tiếp nhận")
    await opens(binh, f"Người dân bổ sung vào phản ánh {code}: Chợ Tân Biên")
    assert "Chợ Tân Biên, cổng chính." in binh.last.text


async def test_two_officers_press_at_once_and_one_is_shown_how_it_stands(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh, an = await staff(here, "officer", "Bình", UNIT), await staff(here, "officer", "An", UNIT)
    code = await files_a_report(hoa)
    for officer in (binh, an):
        await opens(officer, f"Phản ánh mới {code}")
    first, second = await binh.presses("Tiếp nhận"), await an.presses("Tiếp nhận")
    for officer in (binh, an):
        await officer.hears(f"{code} · Đã tiếp nhận")
    answers = {(await press.answer()).text for press in (first, second)}
    assert len(answers) == 2
    await hoa.hears("Đã tiếp nhận")
    assert sum("Đã tiếp nhận" in heard.text for heard in hoa.heard) == 1


async def test_another_units_officer_does_not_see_it_even_with_a_forged_button(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh = await staff(here, "officer", "Bình", UNIT)
    stranger = await staff(here, "officer", "Người lạ", "Sở Y tế")
    code = await files_a_report(hoa)
    await opens(binh, f"Phản ánh mới {code}")
    data = binh.last.button("Tiếp nhận").data
    await stranger.forges(str(data))
    await stranger.hears("thuộc đơn vị khác")
    await stranger.says("/xuly")
    await stranger.hears("Không có phản ánh nào đang chờ")
    await hoa.forges(str(data))
    await hoa.hears("cán bộ")


async def test_a_dissatisfied_citizen_asks_for_reopening_and_the_switchboard_decides(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    thao = await staff(here, "operator", "Thảo", "Tổng đài 1022")
    binh = await staff(here, "officer", "Bình", UNIT)
    chau = await staff(here, "approver", "Châu", UNIT)
    code = await files_a_report(hoa, way="Gửi ẩn danh")
    await opens(binh, f"Phản ánh mới {code}")
    card = binh.last
    assert "Người gửi: ẩn danh" in card.text
    assert "Hoa" not in card.text
    assert "0912" not in card.text
    await binh.presses("Tiếp nhận")
    await binh.hears("Đã tiếp nhận")
    await binh.presses("Nhận xử lý")
    await binh.hears("Đang xử lý")
    await concludes(binh, "Đã vá.")
    await opens(chau, "có kết quả chờ duyệt")
    await chau.presses("Trả lại kết quả")
    await chau.hears("Kết quả cần sửa gì")
    await chau.says("Ghi rõ vá lúc nào.")
    await opens(binh, "Ghi rõ vá lúc nào.")
    await concludes(binh, "Đã vá lúc 9 giờ sáng.")
    await opens(chau, "có kết quả chờ duyệt")
    await chau.presses("Duyệt kết quả")
    await hoa.hears("Kết quả: Đã khắc phục")
    assert not any("Ghi rõ vá lúc nào" in heard.text for heard in hoa.heard)
    await hoa.presses("Không hài lòng")
    await hoa.hears("Chưa hài lòng ở điểm nào")
    await hoa.says("Mưa một trận lại bong.")
    await hoa.hears("đã ghi nhận đề nghị xử lý lại")
    await opens(thao, "Mưa một trận lại bong.")
    await thao.presses("Cho xử lý lại")
    await hoa.hears("Đang xử lý lại")
    await binh.hears("được mở lại để xử lý")


async def test_an_officer_cannot_approve_their_own_result_with_a_forged_button(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh = await staff(here, "officer", "Bình", UNIT)
    code = await files_a_report(hoa)
    await opens(binh, f"Phản ánh mới {code}")
    await binh.presses("Tiếp nhận")
    await binh.hears("Đã tiếp nhận")
    await binh.presses("Nhận xử lý")
    card = await binh.hears("Đang xử lý")
    conclude = str(card.button("Cập nhật kết quả").data)
    await binh.forges(conclude.replace("conclude", "approve"))
    await binh.hears("không chuyển được như vậy")
    assert not any("Đã xử lý" in heard.text for heard in hoa.heard)
