"""Hoa's account: signed in to from two chats, changed part by part, signed out; and one by e-mail alone."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from simulator.person import Person, until
from simulator.server import Simulator
from tests.flows.conftest import World, code_for, world

pytestmark = [pytest.mark.every_channel, pytest.mark.official_too]

PHONE = "0912 345 678"


async def sign_in(person: Person, phone: str) -> None:
    await person.says("/dangnhap")
    await person.hears("Số điện thoại của tài khoản")
    await person.says(phone)
    await person.hears("Mã xác thực")


async def second_chat(here: World) -> Person:
    """Hoa's tablet: another Telegram account, to which her number's SMS do not come."""
    return here.newcomer(name="Hoa máy bảng")


async def new_code(owner: Person, before: int) -> str:
    """The code that came after the first `before` SMS."""
    await until(owner.world, lambda: len(owner.sms) > before, 5, "no new SMS")
    return await code_for(owner)


async def test_hoa_signs_in_from_another_chat_and_the_old_one_is_told_and_can_throw_it_out(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    here.passes(timedelta(minutes=2))
    tablet = await second_chat(here)
    sent = len(hoa.sms)
    await sign_in(tablet, PHONE)
    await tablet.says(await new_code(hoa, sent))
    await tablet.hears("Đã đăng nhập")
    await tablet.says("/taikhoan")
    assert "Lê Thị Hoa" in (await tablet.hears("Họ tên")).text

    await hoa.hears("vừa được đăng nhập ở một trò chuyện khác")
    await hoa.presses("Đăng xuất các trò chuyện khác")
    await hoa.hears("Đã đăng xuất 1 trò chuyện khác")
    await tablet.hears("đã được đăng xuất từ một trò chuyện khác")
    await tablet.says("/taikhoan")
    await tablet.hears("chưa có tài khoản")


async def test_a_number_without_an_account_gets_a_code_like_any_other(here: World) -> None:
    stranger = here.newcomer(name="Người Lạ", phone="+84987654321")
    await sign_in(stranger, "0987654321")
    await stranger.says(await code_for(stranger))
    await stranger.hears("Số này chưa có tài khoản")


async def test_hoa_changes_her_name_and_commune(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await open_edit(hoa, "Sửa họ tên")
    await hoa.says("Lê Thị Thanh Hoa")
    await hoa.hears("Đã lưu")
    await open_edit(hoa, "Sửa xã/phường")
    await hoa.says("Xã Tân Châu")
    await hoa.hears("Đã lưu")
    await hoa.says("/taikhoan")
    card = await hoa.hears("Họ tên: Lê Thị Thanh Hoa")
    assert "Xã Tân Châu" in card.text


@pytest.mark.only_telegram
async def test_a_commune_made_of_two_districts_is_offered_with_both(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await open_edit(hoa, "Sửa xã/phường")
    await hoa.says("tan ninh")
    offered = await hoa.hears("Có nhiều nơi phù hợp")
    assert offered.find_button("Phường Tân Ninh (Huyện Châu Thành, Thành phố Tây Ninh)")


async def test_a_new_number_proves_itself_before_the_old_one_goes(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    new_phone = here.newcomer(name="Máy mới", phone="+84987654321")
    await open_edit(hoa, "Đổi số điện thoại")
    await hoa.says("0987 654 321")
    await hoa.hears("Mã xác thực")
    await hoa.says("/taikhoan")
    assert "0912***678" in (await hoa.hears("Họ tên")).text
    await hoa.says(await code_for(new_phone))
    await hoa.hears("Đã lưu")
    await hoa.says("/taikhoan")
    assert "0987***321" in (await hoa.hears("Điện thoại: 0987")).text


async def test_a_number_of_another_account_is_not_taken_over(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    tu = await here.citizen("Trần Văn Tư", "0987 654 321")
    here.passes(timedelta(minutes=2))
    sent = len(hoa.sms)
    await open_edit(tu, "Đổi số điện thoại")
    await tu.says(PHONE)
    await tu.hears("Mã xác thực")
    await tu.says(await new_code(hoa, sent))
    await tu.hears("đã thuộc một tài khoản khác")


async def test_somebody_without_a_phone_registers_and_signs_in_by_e_mail(tmp_path: Path) -> None:
    async with Simulator(port=0, smtp_port=0) as post:
        smtp = {"host": "127.0.0.1", "port": post.smtp_port, "security": "none"}
        async with world(tmp_path, smtp=smtp) as here:
            ba = here.newcomer(name="Bà Bảy")
            await ba.says("/dangky")
            await ba.hears("Có đồng ý không?")
            await ba.presses("Đồng ý")
            await ba.hears("Họ và tên")
            await ba.says("Nguyễn Thị Bảy")
            await ba.hears("Không có điện thoại?")
            await ba.says("bỏ qua")
            await ba.hears("Địa chỉ thư điện tử?")
            await ba.says("bay@tayninh.example")
            await ba.hears("xã, phường nào")
            await ba.says("Tân Biên")
            await ba.hears("Xem lại trước khi nhận mã")
            await ba.presses("Xác nhận, gửi mã cho tôi")
            await ba.hears("mã")
            letters = post.world.mail
            await until(post.world, lambda: list(letters), 5, "no mail")
            found = re.search(r"\b(\d{6})\b", next(iter(letters)).text)
            assert found
            await ba.says(found[1])
            await ba.hears("Đã đăng ký xong")


async def test_hoa_signs_out_and_her_chat_is_nobodys(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await hoa.says("/taikhoan")
    await hoa.hears("Họ tên")
    await hoa.presses("Đăng xuất")
    await hoa.hears("Đã đăng xuất")
    await hoa.says("/taikhoan")
    await hoa.hears("chưa có tài khoản")


async def test_quiet_hours_are_kept_for_the_chat(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", PHONE)
    await open_edit(hoa, "Giờ yên lặng")
    await hoa.says("21h30 đến 6h")
    await hoa.hears("Đã lưu. Giờ yên lặng: 21:30–06:00")
    await open_edit(hoa, "Giờ yên lặng")
    await hoa.hears("21:30 đến 06:00")
    question = await hoa.hears("Không muốn có tiếng báo")
    assert "Bước" not in question.text
    await hoa.presses("Không đặt")
    await hoa.hears("Đã lưu. Giờ yên lặng: Không đặt")


async def test_a_contact_proves_the_number_where_the_configuration_says_so(tmp_path: Path) -> None:
    async with world(tmp_path, otp={"contact_is_proof": True}) as here:
        hoa = here.newcomer(name="Lê Thị Hoa", phone="+84912345678")
        await hoa.says("/dangky")
        await hoa.hears("Có đồng ý không?")
        await hoa.presses("Đồng ý")
        await hoa.hears("Họ và tên")
        await hoa.says("Lê Thị Hoa")
        await hoa.hears("Số điện thoại di động")
        await hoa.shares_contact()
        await hoa.hears("xã, phường nào")
        await hoa.says("Tân Biên")
        await hoa.hears("Thư điện tử")
        await hoa.presses("Bỏ qua")
        await hoa.hears("Xem lại trước khi nhận mã")
        await hoa.presses("Xác nhận, gửi mã cho tôi")
        await hoa.hears("Đã đăng ký xong")
        assert hoa.sms == []


async def open_edit(person: Person, what: str) -> None:
    await person.says("/taikhoan")
    await person.hears("Họ tên")
    await person.presses(what)
    await person.hears()
