"""What people hear of alerts, when they hear it, and what they can answer."""

from datetime import timedelta

import pytest

from bot.commands import mark_test_group
from simulator.person import Person
from storage import broadcasts, chats, deliveries
from tests.flows.alerts import CARD, approve, draft, follow, look, submit, told
from tests.flows.conftest import Leader, World, register

pytestmark = [pytest.mark.every_channel, pytest.mark.official_too]


async def test_people_say_that_they_are_safe_and_the_leader_sees_where(here: World, lan: Leader, minh: Leader) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await follow(hoa, "Tân Biên")
    await told(lan, minh, hoa)
    press = await hoa.presses("Tôi an toàn")
    assert "an toàn" in str((await press.answer()).text)
    await minh.person.says("/quanlycanhbao")
    await minh.person.hears("Cảnh báo gần đây")
    await minh.person.presses("Mưa lớn")
    facts = await minh.person.hears("Người dân trả lời")
    assert "Xã Tân Biên: 1 an toàn" in facts.text


async def test_whoever_needs_help_is_an_urgent_report_at_the_switchboard_at_once(
    here: World, lan: Leader, minh: Leader, tu: Person
) -> None:
    operator = here.sim.person(name="Tổng đài viên")
    await operator.starts(await here.invite("operator", "truc", "operator"))
    await operator.hears("Đã nhận vai trò")
    await told(lan, minh, tu)
    await tu.presses("Tôi cần trợ giúp")
    await tu.hears("Đang ở đâu?")
    await tu.shares_location(11.5694, 105.925)
    await tu.hears("đã nhận yêu cầu trợ giúp")
    await operator.hears("Phản ánh mới")
    await operator.presses("Mở phản ánh")
    await operator.hears("CẦN TRỢ GIÚP theo cảnh báo")
    await minh.person.says("/quanlycanhbao")
    await minh.person.hears("Cảnh báo gần đây")
    await minh.person.presses("Mưa lớn")
    facts = await minh.person.hears("Người dân trả lời")
    assert "1 cần trợ giúp" in facts.text


async def test_a_call_for_help_in_a_drill_says_that_it_is_one(here: World, lan: Leader, minh: Leader) -> None:
    operator = here.sim.person(name="Tổng đài viên")
    await operator.starts(await here.invite("operator", "truc", "operator"))
    await operator.hears("Đã nhận vai trò")
    binh = here.sim.person(name="Bình")
    await binh.says("/start")
    await binh.hears("Tổng đài 1022")
    group = {"channel": "telegram", "address": str(binh.id), "member": True}
    await mark_test_group(here.app.store, group, here.clock.now(), here.app.telegram.username)
    await draft(lan.person, kind="Diễn tập")
    await submit(lan.person)
    await approve(minh)
    await binh.hears(CARD)
    await binh.presses("Tôi cần trợ giúp")
    await binh.hears("Đang ở đâu?")
    await binh.says("Nhà văn hóa Tân Biên")
    await binh.hears("đã nhận yêu cầu trợ giúp")
    await operator.hears("Phản ánh mới")
    await operator.presses("Mở phản ánh")
    await operator.hears("DIỄN TẬP – KHÔNG PHẢI TIN THẬT")


async def test_a_code_tells_whether_an_alert_is_ours(here: World, lan: Leader, minh: Leader, tu: Person) -> None:
    await told(lan, minh, tu)
    code = next(line for line in tu.heard[-1].text.split("\n") if "mã" in line).rpartition(" ")[2]
    await tu.says(f"/canhbao {code}")
    await tu.hears("là cảnh báo thật")
    await tu.hears(CARD)
    await tu.presses("Ảnh để chuyển tiếp")
    picture = await tu.hears("ảnh để chuyển tiếp")
    assert picture.media is not None
    scanned = here.newcomer(name="Quét Mã")
    await scanned.starts(code)
    await scanned.hears("là cảnh báo thật")
    await tu.says("/canhbao CB-2222-22")
    await tu.hears("CB-2222-22")


async def test_one_tap_under_an_alert_ends_the_following(lan: Leader, minh: Leader, tu: Person) -> None:
    await told(lan, minh, tu)
    await tu.presses("Ngừng nhận tin")
    await tu.hears("Đã ngừng nhận cảnh báo")
    await draft(lan.person, title="Lần hai")
    await lan.person.hears("Không có người nào nhận được")


async def test_at_night_a_lesser_alert_waits_for_the_morning_and_comes_softly(
    here: World, lan: Leader, minh: Leader, tu: Person
) -> None:
    at_eleven(here)
    async with here.app.store.transaction() as tx:
        found = await chats.find(tx, here.citizens, str(tu.id))
        assert found is not None
        await chats.keep_quiet(tx, found[0].id, (22 * 60, 4 * 60))
    await draft(lan.person, level="Cấp 2")
    await submit(lan.person)
    await approve(minh)
    await tu.hears_nothing(within=1.5)
    here.passes(timedelta(hours=5, minutes=5))
    card = await tu.hears(CARD)
    assert card.silent or here.citizens != "telegram", "only Telegram brings messages without a sound"


async def test_a_grave_alert_sounds_at_night_too(here: World, lan: Leader, minh: Leader, tu: Person) -> None:
    at_eleven(here)
    async with here.app.store.transaction() as tx:
        found = await chats.find(tx, here.citizens, str(tu.id))
        assert found is not None
        await chats.keep_quiet(tx, found[0].id, (22 * 60, 4 * 60))
    await draft(lan.person, level="Cấp 4")
    await submit(lan.person)
    await look(minh)
    await minh.person.presses("Phê duyệt")
    await minh.person.hears("gõ lại số người nhận")
    await minh.person.says("1")
    await minh.person.hears("mã 6 số")
    await minh.person.says(minh.fresh_code())
    assert not (await tu.hears(CARD)).silent


async def test_whoever_pauses_is_told_when_they_go_on(here: World, lan: Leader, minh: Leader, tu: Person) -> None:
    await tu.says("/theodoi")
    await tu.hears("Đang nhận cảnh báo")
    await tu.presses("Tạm ngừng")
    await tu.hears("đến khi nào")
    await tu.presses("3 ngày")
    await tu.hears("Tạm ngừng nhận cảnh báo đến")
    await draft(lan.person)
    await submit(lan.person)
    await approve(minh)
    await tu.hears_nothing(within=1.5)
    await tu.presses("Nhận lại ngay")
    await tu.hears(CARD)


async def test_whoever_follows_some_hazards_hears_of_no_other(
    here: World, lan: Leader, minh: Leader, tu: Person
) -> None:
    picky = here.newcomer(name="Chỉ Nghe Bão")
    await picky.says("/theodoi")
    await picky.hears("Muốn nhận cảnh báo")
    await picky.says("Tân Biên")
    await picky.hears("Đã chọn")
    await picky.presses("✅ Xong")
    await picky.hears("cấp độ rủi ro nào")
    await picky.presses("Cấp 1 trở lên")
    await picky.hears("loại thiên tai, sự cố nào")
    await picky.presses("Bão")
    await picky.hears("loại thiên tai, sự cố nào")
    await picky.presses("✅ Xong")
    await picky.hears("Xem lại")
    await picky.presses("Đăng ký nhận cảnh báo")
    await picky.hears("Đã đăng ký")
    await told(lan, minh, tu)
    await picky.hears_nothing()


def at_eleven(here: World) -> None:
    """It is eleven at night in the province."""
    local = here.clock.now().astimezone(here.app.house.province.zone)
    here.passes(local.replace(hour=23, minute=0) - local + timedelta(days=1))


async def test_whoever_registers_after_being_told_is_not_told_again(here: World, lan: Leader, minh: Leader) -> None:
    hoa = here.newcomer(name="Lê Thị Hoa", phone="+84912345678")
    await follow(hoa, "Tân Biên")
    await told(lan, minh, hoa)
    await register(hoa, "Lê Thị Hoa", "0912 345 678", "Tân Biên")
    await follow_again(hoa)
    await hoa.hears_nothing(within=1.5)
    assert sum(CARD in each.text for each in hoa.heard) == 1


async def follow_again(person: Person) -> None:
    """Change what is followed to the very same."""
    await person.says("/theodoi")
    await person.hears("Đang nhận cảnh báo")
    await person.presses("Thay đổi")
    await person.hears("Muốn nhận cảnh báo")
    await person.says("Tân Biên")
    await person.hears("Đã chọn")
    await person.presses("✅ Xong")
    await person.hears("cấp độ rủi ro nào")
    await person.presses("Cấp 1 trở lên")
    await person.hears("loại thiên tai, sự cố nào")
    await person.presses("Bỏ qua")
    await person.hears("Xem lại")
    await person.presses("Đăng ký nhận cảnh báo")
    await person.hears("Đã đăng ký nhận cảnh báo")


async def test_areas_are_chosen_by_former_district_one_by_one_or_all_at_once(here: World) -> None:
    nam = here.newcomer(name="Nam")
    await nam.says("/theodoi")
    await nam.hears("Muốn nhận cảnh báo")
    await nam.presses("Chọn theo huyện cũ")
    await nam.hears("chọn đúng nơi")
    await nam.presses("Huyện Tân Biên")
    await nam.hears("chọn đúng nơi")
    await nam.presses("Xã Tân Biên")
    await nam.hears("Đã chọn 1")
    await nam.presses("Xã Trà Vong")
    await nam.hears("Đã chọn 2")
    await nam.presses("← Về danh sách")
    await nam.hears("Đã chọn 2")
    await nam.presses("Chọn theo huyện cũ")
    await nam.hears("chọn đúng nơi")
    await nam.presses("Huyện Tân Biên")
    await nam.hears("chọn đúng nơi")
    await nam.presses("✚ Tất cả")
    await nam.hears("Đã chọn 6")


async def test_whoever_stops_does_not_hear_what_waited_for_the_end_of_a_pause(
    here: World, lan: Leader, minh: Leader, tu: Person
) -> None:
    await tu.says("/theodoi")
    await tu.hears("Đang nhận cảnh báo")
    await tu.presses("Tạm ngừng")
    await tu.hears("đến khi nào")
    await tu.presses("Đến 6 giờ sáng")
    await tu.hears("Tạm ngừng nhận cảnh báo đến")
    await told(lan, minh)
    await tu.says("/theodoi")
    await tu.hears("Đang nhận cảnh báo")
    await tu.presses("Ngừng nhận tin")
    await tu.hears("Đã ngừng nhận cảnh báo")
    async with here.app.store.reading() as session:
        (live,) = await broadcasts.list_live(session, now=here.clock.now())
        assert await deliveries.count_by_state(session, live.id) == {"stopped": 1}


async def test_doubtful_names_are_asked_one_after_the_other_and_none_is_dropped(here: World) -> None:
    nam = here.newcomer(name="Nam")
    await nam.says("/theodoi")
    await nam.hears("Muốn nhận cảnh báo")
    await nam.says("Tân Bình, Xã Tân Biên, Tân Lập")
    asked = await nam.hears("“Tân Bình” là nơi nào?")
    assert "còn 1 tên nữa" in asked.text
    assert "✅ Xong" not in asked.titles
    await nam.says("1")
    asked = await nam.hears("“Tân Lập” là nơi nào?")
    await nam.says("1")
    asked = await nam.hears("Đã chọn 3")
    assert "✅ Xong" in asked.titles
