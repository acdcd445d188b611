"""Numbers that will not do, contacts, and numbers that change: what people are told, and which number opens what."""

from pathlib import Path

import pytest

from channels.incoming import Contact
from domain.phone import show_phone
from services import verifying
from tests.flows.desk import Desk, Visitor, desk

HOA, NEW = "+84912345678", "+84987654321"
REGISTERING = ("/dangky", "Đồng ý", "Lê Thị Hoa")


async def code_in(office: Desk) -> str:
    """The code that was asked for last."""
    async with office.store.reading() as session:
        request = await session.value("select max(id) from codes", {})
    return verifying.code_of(office.store.vault, request, digits=6)


async def registered(office: Desk, address: str, phone: str) -> Visitor:
    person = office.visitor(address)
    for said in (*REGISTERING, phone, "Tân Biên", "bỏ qua", "1"):
        await person.says(said)
    assert "Đã đăng ký xong" in await person.says(await code_in(office))
    office.passes(days=2)
    return person


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0169 234 5678", "nay là <b>0392 345 678</b>"),
        ("01234567890", "vui lòng gõ số mới"),
        ("0276 3822 233", "Vui lòng cho số di động; nếu không có, gọi 1022"),
        ("+1 415 555 2671", "Vui lòng cho số Việt Nam; nếu không có, gọi 1022"),
        ("0912 345", "Ví dụ đúng: 0912 345 678"),
    ],
)
async def test_whoever_gives_a_number_that_will_not_do_is_told_what_to_do(
    tmp_path: Path, typed: str, told: str
) -> None:
    async with desk(tmp_path) as office:
        for opening in (REGISTERING, ("/dangnhap",)):
            hoa = office.visitor(opening[-1])
            for said in opening:
                await hoa.says(said)
            assert told in await hoa.says(typed)
        async with office.store.reading() as session:
            assert await session.value("select count(*) from codes", {}) == 0


async def test_the_same_is_told_to_whoever_changes_their_number(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        hoa = await registered(office, "hoa", HOA)
        await hoa.sends("account.edit:phone:0")
        assert "nay là <b>0392 345 678</b>" in await hoa.says("0169 234 5678")
        assert "Vui lòng cho số di động" in await hoa.says("0276 3822 233")
        assert "Vui lòng cho số Việt Nam" in await hoa.says("+1 415 555 2671")
        assert "Mã xác thực" in await hoa.says(NEW)


async def test_the_old_number_opens_the_account_until_the_new_one_has_proved_itself(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        hoa = await registered(office, "hoa", HOA)
        await hoa.sends("account.edit:phone:0")
        await hoa.says(NEW)
        code = await code_in(office)
        assert "Đã đăng nhập" in await signs_in(office, "máy bảng", HOA)
        office.passes(seconds=61)
        assert "chưa có tài khoản" in await signs_in(office, "máy khác", NEW)
        assert "Đã lưu" in await hoa.says(code)
        office.passes(days=2)
        assert "chưa có tài khoản" in await signs_in(office, "kẻ giữ số cũ", HOA)
        assert "Đã đăng nhập" in await signs_in(office, "máy khác", NEW)


async def signs_in(office: Desk, address: str, phone: str) -> str:
    person = office.visitor(address)
    await person.says("/dangnhap")
    await person.says(show_phone(phone))
    return await person.says(await code_in(office))


async def test_a_contact_of_ones_own_fills_the_number_in_and_a_code_proves_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        hoa = office.visitor()
        await hoa.says("/dangnhap")
        assert "liên hệ của người khác" in await hoa.does(Contact(phone=HOA, own=False))
        assert "<b>0912 345 678</b>" in await hoa.does(Contact(phone=HOA, own=True))
        assert "chưa có tài khoản" in await hoa.says(await code_in(office))


async def test_d11_a_number_with_an_account_and_one_without_are_answered_in_the_same_words(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        await registered(office, "hoa", HOA)
        answers = []
        for address, phone in (("a", HOA), ("b", NEW)):
            thief = office.visitor(address)
            await thief.says("/dangnhap")
            asked = (await thief.says(phone)).replace(show_phone(phone), "…")
            wrong = f"{(int(await code_in(office)) + 1) % 10**6:06}"
            answers.append([asked, *[(await thief.says(wrong)).replace(show_phone(phone), "…") for _ in range(6)]])
        assert answers[0] == answers[1]


async def test_a_registration_left_open_does_not_write_over_the_account_signed_in_to_meanwhile(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        await registered(office, "hoa", HOA)
        tablet = office.visitor("máy bảng")
        for said in ("/dangky", "Đồng ý", "Kẻ Gian", NEW, "Tân Biên", "bỏ qua", "1"):
            await tablet.says(said)
        code = await code_in(office)
        office.passes(seconds=61)
        assert "Đã đăng nhập" in await signs_in(office, "máy bảng", HOA)
        await tablet.says(code)
        card = await tablet.says("/taikhoan")
        assert "Lê Thị Hoa" in card
        assert "0912***678" in card
