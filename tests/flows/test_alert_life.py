"""The life of an alert, as leaders and subscribers live it in chat."""

import time
from datetime import timedelta

from bot.commands import mark_test_group
from simulator.person import Person
from tests.flows.alerts import CARD, approve, draft, follow, look, preview, submit, told
from tests.flows.conftest import Leader, World


async def test_an_update_takes_the_place_of_what_it_refers_to(
    here: World, lan: Leader, minh: Leader, tu: Person
) -> None:
    await told(lan, minh, tu)
    late = here.sim.person(name="Người Đến Sau")

    await lan.person.says("/quanlycanhbao")
    await lan.person.hears("Cảnh báo gần đây")
    await lan.person.presses("Mưa lớn")
    facts = await lan.person.hears("Đang có hiệu lực")
    assert "Kênh: Telegram 1" in facts.text
    assert max(len(row) for row in facts.buttons) == 2
    await lan.person.presses("Tin nối tiếp")
    await lan.person.hears("Tin nối tiếp")
    await lan.person.presses("Đính chính")
    await lan.person.hears("Nguy cơ")
    await lan.person.says("Mưa 50 mm, không ngập.")
    await lan.person.hears("Xem lại trước khi xem")
    await preview(lan.person)
    await submit(lan.person)
    pressed_at = time.monotonic()
    await approve(minh)

    correction = await tu.hears("ĐÍNH CHÍNH")
    assert time.monotonic() - pressed_at < 5
    assert "Mưa 50 mm, không ngập." in correction.text
    assert correction.reply_to is not None
    await follow(late, "Tân Biên")
    await late.hears("ĐÍNH CHÍNH")
    assert not any("100–150" in each.text for each in late.heard)


async def test_whoever_was_told_hears_that_it_is_cancelled(here: World, lan: Leader, minh: Leader, tu: Person) -> None:
    await told(lan, minh, tu)
    other = here.sim.person(name="Không Theo Dõi Gì")
    await other.says("/start")

    await lan.person.says("/quanlycanhbao")
    await lan.person.hears("Cảnh báo gần đây")
    await lan.person.presses("Mưa lớn")
    await lan.person.hears("Đang có hiệu lực")
    await lan.person.presses("Hủy cảnh báo")
    await lan.person.hears("Lý do hủy")
    await lan.person.says("Nhầm khu vực")
    await lan.person.hears("đã hủy")

    void = await tu.hears("ĐÃ HỦY")
    assert "Nhầm khu vực" in void.text
    assert void.reply_to is not None
    await tu.says("/canhbao")
    await tu.hears("không có cảnh báo nào")
    await other.hears("Tổng đài 1022")
    await other.hears_nothing()


async def test_a_returned_alert_is_mended_and_shows_what_changed(lan: Leader, minh: Leader, tu: Person) -> None:
    await draft(lan.person)
    await submit(lan.person)
    await look(minh)
    await minh.person.presses("Trả lại để sửa")
    await minh.person.hears("Lý do trả lại")
    await minh.person.says("Thiếu giờ")
    await lan.person.hears("được trả lại để sửa. Lý do: Thiếu giờ")

    await lan.person.says("/quanlycanhbao")
    await lan.person.hears("Cảnh báo gần đây")
    await lan.person.presses("Trả lại để sửa")
    await lan.person.hears("Trả lại để sửa")
    await lan.person.presses("Sửa")
    await lan.person.hears("Xem lại trước khi xem")
    await lan.person.presses("✎ Tiêu đề")
    await lan.person.hears("Tiêu đề (tối đa")
    await lan.person.says("Mưa rất to từ 20 giờ")
    await lan.person.hears("Xem lại trước khi xem")
    await preview(lan.person)
    await submit(lan.person)

    await minh.person.hears("Chờ phê duyệt")
    await minh.person.presses("Xem và quyết định")
    facts = await minh.person.hears("bản thứ 2")
    assert "Tiêu đề: Mưa rất to đêm nay → Mưa rất to từ 20 giờ" in facts.text


async def test_a_button_from_before_an_edit_approves_nothing(lan: Leader, minh: Leader, tu: Person) -> None:
    await draft(lan.person)
    await submit(lan.person)
    await look(minh)
    approve_it = minh.person.last.button("Phê duyệt").data
    await minh.person.presses("Trả lại để sửa")
    await minh.person.hears("Lý do trả lại")
    await minh.person.says("Xem lại")
    await minh.person.hears("được trả lại")
    await minh.person.forges(approve_it)
    await minh.person.hears("đã thay đổi sau khi")
    await tu.hears_nothing()


async def test_a_grave_alert_wants_the_number_of_people_typed_back(
    here: World, lan: Leader, minh: Leader, tu: Person
) -> None:
    await draft(lan.person, level="Cấp 4")
    await submit(lan.person)
    await look(minh)
    await minh.person.presses("Phê duyệt")
    await minh.person.hears("gõ lại số người nhận (1)")
    await minh.person.says("100")
    await minh.person.hears("không khớp")
    await minh.person.says("1")
    await minh.person.hears("mã 6 số")
    await minh.person.says(minh.fresh_code())
    await tu.hears("🔴 CẢNH BÁO Mưa lớn – cấp 4 (rủi ro rất lớn)")


async def test_a_used_code_is_never_accepted_again(lan: Leader, minh: Leader, tu: Person) -> None:
    code = minh.code()
    for title, answer in (("Lần một", "Đã phê duyệt"), ("Lần hai", "Mã này đã dùng rồi")):
        await draft(lan.person, title=title)
        await submit(lan.person)
        await look(minh)
        await minh.person.presses("Phê duyệt")
        await minh.person.hears("mã 6 số")
        await minh.person.says(code)
        await minh.person.hears(answer)


async def test_whoever_approves_what_starts_at_once_hears_that_it_is_told_now(
    lan: Leader, minh: Leader, tu: Person
) -> None:
    await told(lan, minh, tu)
    assert any("Đang phát ngay" in each.text for each in minh.person.heard)


async def test_an_alert_for_later_waits_for_its_start(here: World, lan: Leader, minh: Leader, tu: Person) -> None:
    await draft(lan.person, start="sau 3 tiếng")
    await submit(lan.person)
    await approve(minh)
    await tu.hears_nothing()
    await minh.person.says("/quanlycanhbao")
    await minh.person.hears("Cảnh báo gần đây")
    assert any("Đã duyệt, chờ phát" in title for title in minh.person.last.titles)
    here.passes(timedelta(hours=3))
    await tu.hears(CARD)


async def test_after_its_end_nobody_is_told(here: World, lan: Leader, minh: Leader, tu: Person) -> None:
    await told(lan, minh, tu)
    here.passes(timedelta(hours=7))
    await minh.person.hears("đã hết hiệu lực", timeout=8)
    late = here.sim.person(name="Người Đến Sau")
    await follow(late, "Tân Biên")
    await late.hears_nothing()


async def test_a_request_that_nobody_decides_is_recalled_and_lapses(
    here: World, lan: Leader, minh: Leader, tu: Person
) -> None:
    await draft(lan.person)
    await submit(lan.person)
    await minh.person.hears("Chờ phê duyệt")
    here.passes(timedelta(minutes=16))
    await minh.person.hears("Vẫn chờ phê duyệt")
    here.passes(timedelta(hours=4))
    await minh.person.hears("đã quá hạn")
    await minh.person.says("/duyet")
    await minh.person.hears("Không có cảnh báo nào chờ phê duyệt")


async def test_a_drill_reaches_the_test_group_alone_and_says_so_first(
    here: World, lan: Leader, minh: Leader, tu: Person
) -> None:
    binh = here.sim.person(name="Bình")
    await binh.says("/start")
    await binh.hears("Tổng đài 1022")
    group = {"channel": "telegram", "address": str(binh.id), "member": True}
    await mark_test_group(here.app.store, group, here.clock.now(), here.app.telegram.username)

    await draft(lan.person, kind="Diễn tập", level="Cấp 3")
    await submit(lan.person)
    await approve(minh)
    drill = await binh.hears(CARD)
    assert drill.text.startswith("🟦 DIỄN TẬP – KHÔNG PHẢI TIN THẬT")
    await tu.hears_nothing()


async def test_a_drill_without_a_test_group_is_refused(lan: Leader, minh: Leader, tu: Person) -> None:
    await draft(lan.person, kind="Diễn tập", level="Cấp 3")
    await submit(lan.person)
    await look(minh)
    await minh.person.presses("Phê duyệt")
    await minh.person.hears("mã 6 số")
    await minh.person.says(minh.fresh_code())
    await minh.person.hears("Không có ai đăng ký nhận")
    await tu.hears_nothing()


async def test_an_alert_is_copied_and_kept_as_a_template(lan: Leader, minh: Leader, tu: Person) -> None:
    await told(lan, minh, tu)
    await minh.person.says("/quanlycanhbao")
    await minh.person.hears("Cảnh báo gần đây")
    await minh.person.presses("Mưa lớn")
    await minh.person.hears("bản thứ")
    await minh.person.presses("Lưu làm mẫu")
    await minh.person.hears("Tên của mẫu")
    await minh.person.says("Mưa lớn phía bắc")
    await minh.person.hears("Đã lưu mẫu")
    await lan.person.says("/soancanhbao")
    await lan.person.hears("dùng một mẫu")
    await lan.person.presses("Mưa lớn phía bắc")
    await lan.person.hears("Số bản tin")
    await lan.person.says("13")
    await lan.person.hears("Bản tin phát lúc nào")
    await lan.person.presses("Vừa xong")
    await lan.person.hears("Thời gian bắt đầu")
    await lan.person.presses("Chọn ngày giờ")
    await lan.person.hears("Chọn ngày")


async def test_an_alert_may_bear_a_picture(here: World, lan: Leader, minh: Leader, tu: Person) -> None:
    await draft(lan.person, picture=b"\xff\xd8\xff\xe0 a map of the flood")
    await submit(lan.person)
    await approve(minh)
    card = await tu.hears(CARD)
    assert card.media is not None


async def test_an_unfinished_draft_is_not_written_over(lan: Leader, minh: Leader, tu: Person) -> None:
    await told(lan, minh, tu)
    await lan.person.says("/soancanhbao")
    await lan.person.hears("Loại tin?")
    await lan.person.presses("Thật")
    await lan.person.hears("Loại thiên tai, sự cố?")
    await lan.person.says("/quanlycanhbao")
    await lan.person.hears("Cảnh báo gần đây")
    await lan.person.presses("Mưa lớn")
    await lan.person.hears("bản thứ")
    await lan.person.presses("Soạn từ tin này")
    await lan.person.hears("Đang có một bản soạn dở")
    await lan.person.presses("Bỏ hết")
    await lan.person.hears("Đã bỏ phần soạn dở")


async def test_an_approved_alert_is_downloaded_as_cap(lan: Leader, minh: Leader, tu: Person) -> None:
    await told(lan, minh, tu)
    await minh.person.says("/quanlycanhbao")
    await minh.person.hears("Cảnh báo gần đây")
    await minh.person.presses("Mưa lớn")
    await minh.person.hears("bản thứ")
    await minh.person.presses("Tải CAP")
    document = await minh.person.hears("Thông điệp CAP 1.2")
    assert document.media is not None
    assert document.media["name"].endswith(".cap.xml")
