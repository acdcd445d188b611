"""Two leaders at one draft, and what is made out of a drill."""

from bot.commands import mark_test_group
from tests.flows.alerts import CARD, approve, draft, preview, submit
from tests.flows.conftest import Leader, World


async def open_draft(leader: Leader) -> None:
    await leader.person.says("/quanlycanhbao")
    await leader.person.hears("Cảnh báo gần đây")
    await leader.person.presses("Mưa lớn")
    await leader.person.hears("bản thứ 1")


async def retitle(leader: Leader, title: str) -> None:
    """Up to the summary, from which the draft is kept."""
    await leader.person.presses("Sửa")
    await leader.person.hears("Xem lại trước khi xem")
    await leader.person.presses("✎ Tiêu đề")
    await leader.person.hears("Tiêu đề (tối đa")
    await leader.person.says(title)
    await leader.person.hears("Xem lại trước khi xem")


async def test_of_two_who_edit_one_draft_the_later_overwrites_nothing(lan: Leader, minh: Leader) -> None:
    await draft(lan.person)
    await open_draft(lan)
    await open_draft(minh)
    await retitle(lan, "Bản của Lan")
    await retitle(minh, "Bản của Minh")
    await preview(lan.person)
    await minh.person.presses("Xem trước bản gửi đi")
    await minh.person.hears("đã thay đổi sau khi ông/bà xem")


async def test_what_is_pending_is_not_opened_for_editing(lan: Leader, minh: Leader) -> None:
    await draft(lan.person)
    edit = lan.person.heard[-1].button("Sửa").data
    assert edit
    await submit(lan.person)
    await lan.person.forges(edit)
    await lan.person.hears("đã thay đổi sau khi ông/bà xem")


async def test_a_copy_of_a_drill_stays_a_drill(here: World, lan: Leader, minh: Leader) -> None:
    binh = here.sim.person(name="Bình")
    await binh.says("/start")
    await binh.hears("Tổng đài 1022")
    group = {"channel": "telegram", "address": str(binh.id), "member": True}
    await mark_test_group(here.app.store, group, here.clock.now(), here.app.telegram.username)
    await draft(lan.person, kind="Diễn tập")
    await submit(lan.person)
    await approve(minh)
    await binh.hears(CARD)
    await lan.person.says("/quanlycanhbao")
    await lan.person.hears("Cảnh báo gần đây")
    await lan.person.presses("Mưa lớn")
    await lan.person.hears("bản thứ")
    await lan.person.presses("Soạn từ tin này")
    await lan.person.hears("Số bản tin")
    await lan.person.says("13")
    await lan.person.hears("Bản tin phát lúc nào")
    await lan.person.presses("Vừa xong")
    await lan.person.hears("Thời gian bắt đầu?")
    await lan.person.presses("Ngay khi duyệt")
    await lan.person.hears("Thời gian kết thúc?")
    await lan.person.presses("Sau 6 giờ")
    await lan.person.hears("Xem lại trước khi xem")
    assert not any("Loại tin" in title for title in lan.person.heard[-1].titles)
    await preview(lan.person)
    assert any(each.text.startswith("🟦 DIỄN TẬP") for each in lan.person.heard[-3:])
