"""A citizen's side of a report: five steps in any order, what is said before it is filed, what may be done after."""

import pytest

from simulator.person import Person
from tests.flows.conftest import World, register
from tests.flows.reporting import PHOTO, TEXT, code_in, files_a_report, opens, staff

pytestmark = pytest.mark.every_channel

MOST_TURNS = 7
PIN = (11.5694, 105.925)
UNIT = "UBND Xã Tân Biên"


@pytest.mark.only_telegram
async def test_the_happy_path_with_a_photo_and_a_pin_takes_seven_turns(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    before = here.app.intake.turns
    await hoa.says("/phananh")
    await hoa.hears("Bước 1/4")
    await hoa.presses("Hạ tầng giao thông")
    await hoa.hears("Sự việc thế nào")
    await hoa.says(TEXT)
    await hoa.hears("Gửi ảnh")
    await hoa.sends_photo(PHOTO)
    await hoa.hears("Đã nhận 1/5")
    await hoa.shares_location(*PIN)
    await hoa.hears("Thuộc xã, phường nào")
    await hoa.presses("Xã Tân Biên")
    await hoa.hears("Xem lại phản ánh")
    await hoa.presses("Xác nhận gửi")
    await hoa.hears("Mã phản ánh")
    assert here.app.intake.turns - before <= MOST_TURNS


async def test_every_example_in_the_question_is_understood_when_it_is_typed(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    for typed, field in (("rác", "Môi trường, rác thải"), ("ngập", "Cấp nước"), ("điện", "Điện lực")):
        await hoa.says("/phananh")
        assert typed in (await hoa.hears("lĩnh vực nào")).text
        await hoa.says(typed)
        await hoa.hears("Sự việc thế nào")
        await hoa.says(f"Chuyện về {typed} ở đầu ấp ba.")
        await hoa.hears("Gửi ảnh")
        await hoa.presses("Bỏ qua")
        await hoa.hears("Xảy ra ở đâu")
        await hoa.says("Tân Biên")
        assert f"Lĩnh vực: {field}" in (await hoa.hears("Xem lại phản ánh")).text
        await hoa.presses("Xác nhận gửi")
        await hoa.hears("Mã phản ánh")


async def test_a_photo_with_words_opens_a_form_already_filled_in(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.sends_photo(PHOTO, caption=TEXT)
    await hoa.hears("lĩnh vực nào")
    await hoa.presses("Chiếu sáng công cộng")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("12 Nguyễn Trãi, Tân Biên")
    review = await hoa.hears("Xem lại phản ánh")
    assert TEXT in review.text
    assert "1 tệp" in review.text
    assert "12 Nguyễn Trãi" in review.text


@pytest.mark.only_telegram
async def test_files_that_came_are_not_lost_by_skipping_the_question_for_them(here: World) -> None:
    """Once one has come, it is kept whatever ends the question: its button is gone, and the word still typed."""
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.says("/phananh")
    await hoa.hears("Bước 1/4")
    await hoa.presses("Hạ tầng giao thông")
    await hoa.hears("Sự việc thế nào")
    await hoa.says(TEXT)
    assert "Bỏ qua" in str((await hoa.hears("Gửi ảnh")).titles)
    await hoa.sends_photo(PHOTO)
    assert "Bỏ qua" not in str((await hoa.hears("Đã nhận 1/5")).titles)
    await hoa.says("Bỏ qua")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("12 Nguyễn Trãi, Tân Biên")
    assert "1 tệp" in (await hoa.hears("Xem lại phản ánh")).text


@pytest.mark.only_telegram
async def test_each_item_of_an_album_joins_however_late_and_one_line_counts_them(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.sends_album([PHOTO + b"1", PHOTO + b"2", PHOTO + b"1", PHOTO + b"3"], caption=TEXT, gap=0.15)
    await hoa.hears("lĩnh vực nào")
    await hoa.hears("Đã nhận 3/5")
    assert sum("Đã nhận" in seen.text for seen in hoa.heard) == 1
    await hoa.presses("Chiếu sáng công cộng")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("Tân Biên")
    assert "3 tệp" in (await hoa.hears("Xem lại phản ánh")).text


@pytest.mark.only_telegram
async def test_a_part_of_an_album_that_comes_after_the_filing_joins_the_report(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    here.sim.faults.add(kind="late_album", times=1, seconds=4)
    await hoa.sends_album([PHOTO + b"1", PHOTO + b"2"], caption=TEXT)
    await hoa.hears("lĩnh vực nào")
    await hoa.presses("Chiếu sáng công cộng")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("Tân Biên")
    assert "1 tệp" in (await hoa.hears("Xem lại phản ánh")).text
    await hoa.presses("Xác nhận gửi")
    code = code_in((await hoa.hears("Mã phản ánh")).text)
    await hoa.hears(f"Đã thêm vào phản ánh {code}, hiện có 2 tệp")
    await hoa.says("/huy")
    await hoa.hears("Không có việc gì đang điền dở")


@pytest.mark.only_telegram
async def test_a_pin_sent_first_waits_until_the_rest_has_been_asked(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.says("/phananh")
    await hoa.hears("lĩnh vực nào")
    await hoa.shares_location(*PIN)
    await hoa.hears("Thuộc xã, phường nào")
    await hoa.presses("Xã Tân Biên")
    await hoa.hears("lĩnh vực nào")
    await hoa.presses("Chiếu sáng công cộng")
    await hoa.hears("Sự việc thế nào")
    await hoa.says(TEXT)
    await hoa.hears("Gửi ảnh")
    await hoa.presses("Bỏ qua")
    review = await hoa.hears("Xem lại phản ánh")
    assert "11.56940, 105.92500" in review.text


async def test_a_maps_link_is_a_pin_and_one_abroad_is_refused(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await to_the_place(hoa)
    await hoa.says("https://www.google.com/maps?q=48.85837,2.29448")
    await hoa.hears("nằm ngoài tỉnh")
    await hoa.says("https://maps.app.goo.gl/AbC123xyz")
    await hoa.hears("không cho biết vị trí")
    await hoa.says("https://www.google.com/maps?q=11.56940,105.92500")
    await hoa.hears("Thuộc xã, phường nào")


async def test_an_address_without_a_commune_is_kept_while_the_commune_is_asked_for(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await to_the_place(hoa)
    await hoa.says("Trước quán cà phê Gió Chiều")
    await hoa.hears("Gõ tên xã, phường nơi xảy ra")
    await hoa.says("Tân Biên")
    review = await hoa.hears("Xem lại phản ánh")
    assert "Xã Tân Biên · Trước quán cà phê Gió Chiều" in review.text


async def test_danger_to_life_is_sent_to_112_and_a_complaint_to_where_it_belongs(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.says("/phananh")
    await hoa.hears("lĩnh vực nào")
    await hoa.presses("Thiên tai")
    await hoa.hears("Sự việc thế nào")
    await hoa.says("Cháy nhà dân ở ấp 3, có người mắc kẹt, tôi sẽ tố cáo việc cứu chậm.")
    await hoa.hears("gọi ngay: 112")
    await hoa.hears("Khiếu nại, tố cáo được giải quyết theo luật riêng")
    await hoa.hears("Gửi ảnh")
    await hoa.presses("Bỏ qua")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("Tân Biên")
    await hoa.hears("Xem lại phản ánh")
    await hoa.presses("Xác nhận gửi")
    await hoa.hears("Mã phản ánh")


@pytest.mark.only_telegram
async def test_a_near_duplicate_is_followed_instead_and_only_that_one_can_be(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    tu = await here.citizen("Trần Văn Tư", "0987 654 321")
    binh = await staff(here, "officer", "Bình", UNIT)
    code = await files_a_report(hoa)
    other = await files_a_report(hoa, text="Rác đổ trộm bên kênh, bốc mùi cả tuần nay.")
    await binh.hears(f"Phản ánh mới {other}")
    await to_the_place(tu, text="Ổ gà rất lớn trước cổng chợ, xe máy ngã nhiều lần.")
    await tu.says("Tân Biên")
    review = await tu.hears("Có thể việc này đã được phản ánh")
    (button,) = [title for title in review.titles if "Theo dõi" in title]
    data = str(review.button(button).data)
    await tu.forges(data.replace(data.split(":")[1], "12345"))
    await tu.hears("không theo dõi được từ đây")
    await tu.presses(button)
    await tu.hears(f"Đang theo dõi phản ánh {code}")
    await binh.presses("Mở phản ánh", on=await binh.hears(f"Phản ánh mới {code}"))
    await binh.hears("Người gửi")
    await binh.presses("Tiếp nhận")
    told = await tu.hears(f"{code}: Đã tiếp nhận")
    assert TEXT not in told.text


async def test_a_public_report_is_followed_by_its_code_and_a_private_one_does_not_exist(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    tu = await here.citizen("Trần Văn Tư", "0987 654 321")
    private = await files_a_report(hoa)
    public = await files_a_report(hoa, text="Đèn đường hư ở ấp 3 đã hai tuần.", way="Gửi công khai")
    await tu.says("/cuatoi")
    await tu.hears("Chưa có phản ánh nào")
    await tu.presses("Theo dõi theo mã")
    await tu.hears("Gõ mã")
    await tu.says(private)
    await tu.hears("Không có phản ánh công khai nào")
    await tu.says(public.lower().replace("-", " "))
    card = await tu.hears(f"{public} · Chờ tiếp nhận")
    assert "Hoa" not in card.text


async def test_a_code_typed_by_itself_shows_ones_own_report_and_follows_a_public_one(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    tu = await here.citizen("Trần Văn Tư", "0987 654 321")
    private = await files_a_report(hoa)
    await hoa.says(private.lower())
    assert TEXT in (await hoa.hears("Diễn biến")).text
    await tu.says(private)
    await tu.hears("Không có phản ánh công khai nào")
    public = await files_a_report(hoa, text="Đèn đường hư ở ấp 3 đã hai tuần.", way="Gửi công khai")
    await tu.says(public)
    await tu.hears(f"Đang theo dõi phản ánh {public}")


@pytest.mark.only_telegram
async def test_somebody_elses_report_cannot_be_shown_withdrawn_or_rated(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    tu = await here.citizen("Trần Văn Tư", "0987 654 321")
    await files_a_report(hoa)
    assert hoa.last
    show = str(hoa.last.button("Xem phản ánh").data)
    for action in ("report.show", "report.gone", "report.add", "rate.satisfied", "report.files"):
        await tu.forges(show.replace("report.show", action))
        await tu.hears("Không thấy phản ánh này")


async def test_it_is_withdrawn_once_it_has_been_asked_for_twice(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    code = await files_a_report(hoa)
    await hoa.presses("Xem phản ánh")
    await hoa.hears(f"{code} · Chờ tiếp nhận")
    await hoa.presses("Rút phản ánh")
    await hoa.hears("không khôi phục được")
    await hoa.presses("Rút")
    await hoa.hears(f"{code}: Đã rút")


async def test_a_withdrawal_is_told_to_those_who_have_it_in_hand_and_to_nobody_else(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh = await staff(here, "officer", "Bình", UNIT)
    elsewhere = await staff(here, "officer", "Dũng", "Sở Y tế")
    code = await files_a_report(hoa)
    await opens(binh, f"Phản ánh mới {code}")
    await binh.presses("Tiếp nhận")
    await hoa.hears(f"{code}: Đã tiếp nhận")
    await hoa.presses("Xem phản ánh")
    await hoa.hears(f"{code} · Đã tiếp nhận")
    await hoa.presses("Rút phản ánh")
    await hoa.hears("không khôi phục được")
    await hoa.presses("Rút")
    told = await binh.hears(f"Người dân đã rút phản ánh {code}")
    await binh.presses("Mở phản ánh", on=told)
    await binh.hears(f"{code} · Đã rút")
    assert not any(code in seen.text for seen in elsewhere.heard)


async def to_the_place(person: Person, *, text: str = TEXT) -> None:
    await person.says("/phananh")
    await person.hears("lĩnh vực nào")
    await person.presses("Hạ tầng giao thông")
    await person.hears("Sự việc thế nào")
    await person.says(text)
    await person.hears("Gửi ảnh")
    await person.presses("Bỏ qua")
    await person.hears("Xảy ra ở đâu")


async def test_what_somebody_without_an_account_has_sent_is_there_once_they_have_registered(here: World) -> None:
    hoa = here.newcomer(name="Lê Thị Hoa", phone="+84912345678")
    await hoa.sends_photo(PHOTO, caption=TEXT)
    await hoa.hears("Có đồng ý không?")
    await register(hoa, "Lê Thị Hoa", "0912 345 678", "Tân Biên")
    await hoa.hears("lĩnh vực nào")
    await hoa.presses("Chiếu sáng công cộng")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("Tân Biên")
    review = await hoa.hears("Xem lại phản ánh")
    assert TEXT in review.text
    assert "1 tệp" in review.text


async def test_a_unit_without_anybody_leaves_its_reports_to_the_switchboard(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    thao = await staff(here, "operator", "Thảo", "operator")
    code = await files_a_report(hoa)
    await thao.hears(f"Phản ánh mới {code}")


async def test_a_follower_hears_where_it_stands_and_never_what_the_citizen_was_asked_or_said(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    tu = await here.citizen("Trần Văn Tư", "0987 654 321")
    binh = await staff(here, "officer", "Bình", UNIT)
    code = await files_a_report(hoa, way="Gửi công khai")
    await tu.says("/cuatoi")
    await tu.hears("Chưa có phản ánh nào")
    await tu.presses("Theo dõi theo mã")
    await tu.hears("Gõ mã")
    await tu.says(code)
    await tu.hears("Đang theo dõi")
    await opens(binh, f"Phản ánh mới {code}")
    await binh.presses("Yêu cầu bổ sung")
    await binh.hears("Cần người dân bổ sung điều gì")
    await binh.says("Nhà bà Hoa số mấy ạ?")
    await hoa.hears("Nhà bà Hoa số mấy ạ?")
    await hoa.presses("Trả lời")
    await hoa.hears("Bổ sung điều gì")
    await hoa.says("Số 12, cạnh quán nước.")
    await hoa.hears("Gửi thêm ảnh")
    await hoa.presses("Bỏ qua")
    await tu.hears("cần bổ sung thông tin")
    await tu.hears("chờ tiếp nhận")
    assert not any("Nhà bà Hoa" in seen.text or "quán nước" in seen.text for seen in tu.heard)


@pytest.mark.only_telegram
async def test_whoever_withdraws_sees_how_it_stands_now_in_place_of_the_card(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    code = await files_a_report(hoa)
    await hoa.presses("Xem phản ánh")
    card = await hoa.hears(f"{code} · Chờ tiếp nhận")
    await hoa.presses("Rút phản ánh")
    await hoa.hears("không khôi phục được")
    await hoa.presses("Rút")
    await hoa.hears(f"{code} · Đã rút")
    assert card.text.startswith(f"{code} · Đã rút")
    assert "Rút phản ánh" not in card.titles
