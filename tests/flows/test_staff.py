"""Admins invite, second, revoke and let enrol anew; a right that is gone is gone from the next turn on."""

import re

from simulator.person import Person, until
from tests.flows.alerts import draft, submit
from tests.flows.conftest import Leader, World


async def admin(here: World, name: str) -> Person:
    person = here.sim.person(name=name)
    await person.starts(await here.invite("admin", name))
    await person.hears("Đã nhận vai trò quản trị")
    return person


async def propose(chief: Person, role: str, unit: str, name: str) -> None:
    await chief.says("/nhansu")
    await chief.hears("Nhân sự")
    await chief.presses("Mời cán bộ")
    await chief.hears("Vai trò?")
    await chief.presses(role)
    await chief.hears("Đơn vị?")
    await chief.says(unit)
    await chief.hears("Tên tài khoản?")
    await chief.says(name)


def token_in(text: str) -> str:
    found = re.search(r"/start (\S{32})", text)
    assert found
    return found[1]


async def test_an_officer_is_invited_by_one_admin_with_a_link_that_works_once(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    await propose(chief, "cán bộ xử lý", "UBND xã Tân Biên", "binh")
    token = token_in((await chief.hears("Liên kết mời")).text)
    binh, thief = here.sim.person(name="Bình"), here.sim.person(name="Kẻ Gian")
    await binh.says(f"/start {token}")
    await binh.hears("Đã nhận vai trò cán bộ xử lý")
    await thief.says(f"/start {token}")
    await thief.hears("đã dùng hoặc đã hết hạn")


async def test_the_only_admin_is_told_how_a_second_one_comes_to_be(here: World) -> None:
    one = await admin(here, "Quản trị Một")
    await propose(one, "lãnh đạo phê duyệt", "UBND tỉnh", "lan")
    assert "chưa có quản trị nào khác" in (await one.hears("cần quản trị thứ hai")).text
    two = await admin(here, "Quản trị Hai")
    await two.says("/nhansu")
    await two.hears("1 đề nghị chờ")
    await two.presses("⏳ lan")
    await two.hears("Người đề nghị")
    await two.presses("Đồng ý mời")
    await one.hears("Liên kết mời")


async def test_an_approver_needs_a_second_admin_who_is_not_the_first(here: World) -> None:
    one, two = await admin(here, "Quản trị Một"), await admin(here, "Quản trị Hai")
    await propose(one, "lãnh đạo phê duyệt", "UBND tỉnh", "lan")
    await one.hears("cần quản trị thứ hai")
    await one.says("/nhansu")
    await one.hears("1 đề nghị chờ")
    await one.presses("⏳ lan")
    card = await one.hears("Người đề nghị: Quản trị Một")
    assert card.find_button("Đồng ý mời") is None
    (data,) = [button.data for row in card.buttons for button in row if button.text == "Không đồng ý"]
    await one.forges(str(data).replace("decline", "second"), on=card)
    await one.hears("không tự đồng ý được")

    await two.hears("Cần quản trị thứ hai đồng ý")
    await two.presses("Xem đề nghị")
    await two.hears("Người đề nghị")
    await two.presses("Đồng ý mời")
    token = token_in((await two.hears("Liên kết mời")).text)
    assert token == token_in((await one.hears("Liên kết mời")).text)
    lan = here.sim.person(name="Lan")
    await lan.says(f"/start {token}")
    assert "lan_pheduyet" in (await lan.hears("Đã nhận vai trò")).text
    await one.says("/nhansu")
    await one.hears("3 quyền đang có")
    await one.presses("lan_pheduyet")
    await one.hears("Do Quản trị Một, Quản trị Hai cấp")


async def test_a_revoked_leader_loses_the_right_the_menu_and_what_was_begun(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    lan = await here.leader("Lan", "lan")
    await lan.person.says("/soancanhbao")
    await lan.person.hears("Loại tin?")
    assert "duyet" in lan.person.commands
    await chief.says("/nhansu")
    await chief.hears("Nhân sự")
    await chief.presses("lan_pheduyet")
    await chief.hears("Vai trò: lãnh đạo phê duyệt")
    await chief.presses("Thu hồi quyền")
    await chief.hears("Có hiệu lực ngay")
    await chief.presses("Thu hồi quyền")
    await chief.hears("Đã thu hồi quyền")
    await lan.person.hears("đã được thu hồi")
    await until_menu_lacks(lan.person, "duyet")
    await lan.person.says("Thật")
    await lan.person.hears("Chưa hiểu")
    await lan.person.says("/duyet")
    await lan.person.hears("chỉ dành cho")


async def test_what_a_revoked_leader_had_submitted_goes_back_and_the_others_are_told(
    here: World, lan: Leader, minh: Leader
) -> None:
    chief = await admin(here, "Quản trị Một")
    await draft(lan.person)
    await submit(lan.person)
    await minh.person.hears("Chờ phê duyệt")
    await chief.says("/nhansu")
    await chief.hears("Nhân sự")
    await chief.presses("lan_pheduyet")
    await chief.hears("Vai trò: lãnh đạo phê duyệt")
    await chief.presses("Thu hồi quyền")
    await chief.hears("Có hiệu lực ngay")
    await chief.presses("Thu hồi quyền")
    await chief.hears("Đã thu hồi quyền")
    await minh.person.hears("không còn quyền phê duyệt")
    async with here.app.store.reading() as session:
        assert await session.value("select state from alerts", {}) == "returned"
        assert await session.value("select count(*) from audit where act = 'alert.orphaned'", {}) == 1


async def test_the_last_admin_is_not_revoked(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    await chief.says("/nhansu")
    await chief.hears("Nhân sự")
    await chief.presses("Quản trị Một")
    await chief.hears("Vai trò: quản trị")
    await chief.presses("Thu hồi quyền")
    await chief.hears("Có hiệu lực ngay")
    await chief.presses("Thu hồi quyền")
    await chief.hears("quản trị cuối cùng")


async def test_an_authenticator_is_confirmed_and_enrolled_anew_only_by_an_admin(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    lan = await here.new_leader("Lan", "lan")
    await lan.person.presses("Đã quét, nhập mã")
    await lan.person.hears("để xác nhận")
    await lan.person.says(lan.fresh_code())
    recovery = await lan.person.hears("Mã dự phòng")
    assert len(re.findall(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b", recovery.text)) == 8
    await lan.person.hears("đã hoạt động")
    await lan.person.forges("totp.enrol:-:0")
    await lan.person.hears("Chỉ quản trị")
    await chief.says("/nhansu")
    await chief.hears("Nhân sự")
    await chief.presses("lan_pheduyet")
    await chief.hears("Vai trò")
    await chief.presses("Cho ghi danh lại mã")
    await chief.hears("Đã cho lan_pheduyet ghi danh lại")
    await lan.person.hears("Mã cũ không còn dùng được")
    await lan.person.presses("Ghi danh lại")
    secret = await lan.person.hears("ứng dụng xác thực (Google")
    assert lan.totp.secret not in secret.text.replace(" ", "")


async def test_an_admin_marks_a_chat_for_drills(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    await chief.says("/nhansu")
    await chief.hears("Nhân sự")
    await chief.presses("Quản trị Một")
    await chief.hears("Không thuộc nhóm")
    await chief.presses("Thêm vào nhóm diễn tập")
    await chief.hears("Thuộc nhóm nhận tin diễn tập")


async def test_a_citizen_sees_nothing_of_it(here: World) -> None:
    tu = here.sim.person(name="Tư")
    await tu.says("/nhansu")
    await tu.hears("chỉ dành cho quản trị")


async def until_menu_lacks(person: Person, command: str) -> None:
    await until(person.world, lambda: command not in person.commands, 5, f"/{command} stays in the menu")
