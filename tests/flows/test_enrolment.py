"""An authenticator approves nothing before its enrolment is finished, by a first code that the app itself shows."""

import re
from pathlib import Path

import pyotp
import pytest

from domain.refused import Refused
from services import authenticating
from simulator.person import Person
from storage import staff
from tests.flows.alerts import CARD, draft, look, submit
from tests.flows.conftest import Leader, World
from tests.flows.desk import Desk, Visitor, desk
from tests.flows.test_rights import leader as invited
from tests.flows.test_rights import person_in

RECOVERY = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b")


async def test_a_first_approval_waits_for_the_enrolment_and_goes_on_with_the_next_code(
    here: World, lan: Leader, tu: Person
) -> None:
    minh = await here.new_leader("Phạm Quang Minh", "minh")
    await to_the_first_code(lan, minh)
    await minh.person.says(minh.code())
    assert len(RECOVERY.findall((await minh.person.hears("Mã dự phòng")).text)) == 8
    await minh.person.hears("đợi ứng dụng hiện mã kế tiếp")
    await minh.person.hears("đúng bản vừa xem")
    await minh.person.says(minh.code())
    await minh.person.hears("đã dùng rồi")
    await minh.person.says(minh.fresh_code())
    await minh.person.hears("Đã phê duyệt")
    await tu.hears(CARD)


async def test_why_the_enrolment_comes_first_is_said_above_its_question(here: World, lan: Leader) -> None:
    minh = await here.new_leader("Phạm Quang Minh", "minh")
    await to_the_first_code(lan, minh)
    why, question = minh.person.heard[-2:]
    assert "Trước khi phê duyệt" in why.text
    assert "mà ứng dụng đang hiện" in question.text


async def test_whoever_has_lost_the_picture_is_shown_another_and_the_approval_still_waits(
    here: World, lan: Leader
) -> None:
    minh = await here.new_leader("Phạm Quang Minh", "minh")
    await to_the_first_code(lan, minh)
    await minh.person.presses("Hiện mã QR mới")
    shown = await minh.person.hears("ứng dụng xác thực (Google")
    await minh.person.says(minh.code())
    await minh.person.hears("Mã chưa đúng")
    minh.totp = pyotp.TOTP(shown.text.split("\n")[1].replace(" ", ""))
    await minh.person.says(minh.code())
    await minh.person.hears("Mã dự phòng")
    await minh.person.hears("đúng bản vừa xem")


async def test_an_approval_of_a_leader_who_was_reset_begins_with_a_new_picture(
    here: World, lan: Leader, minh: Leader
) -> None:
    async with here.app.store.transaction() as tx:
        await staff.forget_authenticator(tx, (await person_in(tx, str(minh.person.id))).id)
    await to_the_first_code(lan, minh)
    await minh.person.hears("ứng dụng xác thực (Google")


async def test_a_recovery_code_is_no_first_code(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        lan = await invited(office)
        async with office.store.transaction() as tx:
            person = (await person_in(tx, lan.address)).id
            own = await staff.find_authenticator(tx, person)
            assert own
            await staff.keep_recovery_codes(tx, person, own.secret, ["ABCDEFGHJK"])
        await lan.presses("Đã quét")
        assert "Mã gồm đúng 6 chữ số" in await lan.says("ABCDE-FGHJK")
        assert not await confirmed(office, lan)


async def test_the_recovery_codes_are_handed_out_once_to_be_neither_forwarded_nor_saved(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        lan = await invited(office)
        await lan.presses("Đã quét")
        scanned = lan.data("Đã quét")
        await finish(office, lan)
        assert lan.seen[0].protect
        assert "đã được ghi danh" in await lan.sends(scanned)
        assert RECOVERY.search(await lan.says(await code_of(office, lan))) is None


async def test_a_code_approves_nothing_while_the_enrolment_is_open(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        lan, lock = await invited(office), office.router.house.limits.authenticator
        code = await code_of(office, lan)
        async with office.store.transaction() as tx:
            person = (await person_in(tx, lan.address)).id
            with pytest.raises(Refused, match=r"totp\.unconfirmed"):
                await authenticating.check(tx, person, code, lock=lock, now=office.now)
        assert not await confirmed(office, lan)


async def test_what_was_confirmed_in_another_chat_meanwhile_is_not_asked_for_for_ever(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        lan = await invited(office)
        await lan.presses("Đã quét")
        async with office.store.transaction() as tx:
            await staff.confirm(tx, (await person_in(tx, lan.address)).id, now=office.now)
        said = await lan.says(await code_of(office, lan))
        assert "đã hoạt động" in said
        assert RECOVERY.search(said) is None


async def finish(office: Desk, lan: Visitor) -> None:
    await lan.presses("Đã quét")
    assert "đã hoạt động" in await lan.says(await code_of(office, lan))


async def code_of(office: Desk, lan: Visitor) -> str:
    """What the app shows now."""
    async with office.store.reading() as session:
        own = await staff.find_authenticator(session, (await person_in(session, lan.address)).id)
    assert own
    return pyotp.TOTP(own.secret).at(office.now)


async def confirmed(office: Desk, lan: Visitor) -> bool:
    async with office.store.reading() as session:
        return await authenticating.is_confirmed(session, (await person_in(session, lan.address)).id)


async def to_the_first_code(lan: Leader, minh: Leader) -> None:
    """Lan has submitted an alert, and Minh wants to approve it."""
    await draft(lan.person)
    await submit(lan.person)
    await look(minh)
    await minh.person.presses("Phê duyệt")
    await minh.person.hears("mà ứng dụng đang hiện, để xác nhận")
