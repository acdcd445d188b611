"""Links, rights and the chats that hold them: how long a link lasts, what it binds, and whose account stays where."""

from pathlib import Path

import pyotp
import pytest

from channels.incoming import Command, Incoming
from domain.role import Person, Role
from services import authenticating, staffing
from services.authenticating import TotpVerdict
from storage import audit, chats, outbox, staff
from storage.engine import Session
from tests.flows.desk import Desk, Visitor, desk
from tests.flows.test_numbers import code_in, registered, signs_in

HOA = "+84912345678"
UNIT = "UBND xã Tân Biên"


async def link(office: Desk, role: Role, name: str = "lan") -> str:
    """As the command line makes it."""
    async with office.store.transaction() as tx:
        by = staffing.COMMAND_LINE
        return await staffing.invite(tx, role=role, unit=UNIT, name=name, by=by, now=office.now)


async def leader(office: Desk, address: str = "lan") -> Visitor:
    lan = office.visitor(address)
    assert "Đã nhận vai trò" in await lan.says(f"/start {await link(office, Role.APPROVER, address)}")
    return lan


@pytest.mark.parametrize(("hours", "told"), [(47.9, "Đã nhận vai trò"), (48, "đã dùng hoặc đã hết hạn")])
async def test_a_link_lasts_48_hours(tmp_path: Path, hours: float, told: str) -> None:
    async with desk(tmp_path) as office:
        token = await link(office, Role.OFFICER)
        office.passes(hours=hours)
        assert told in await office.visitor().says(f"/start {token}")


async def test_a_link_that_ended_with_its_admin_stays_ended_when_the_clock_is_set_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        for name in ("mot", "hai"):
            await office.visitor(name).says(f"/start {await link(office, Role.ADMIN, name)}")
        async with office.store.transaction() as tx:
            found = await chats.find(tx, "telegram", "mot")
            assert found
            mot = found[1]
            invited = await staffing.propose(tx, mot, role=Role.OFFICER, unit=UNIT, name="binh", now=office.now)
            await staffing.revoke(tx, mot.grants[0].id, by=staffing.COMMAND_LINE, now=office.now)
        office.passes(hours=-1)
        assert "đã dùng hoặc đã hết hạn" in await office.visitor("binh").says(f"/start {invited.token}")


async def test_a_link_binds_the_role_the_unit_and_the_label(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        await leader(office)
        async with office.store.reading() as session:
            found = await chats.find(session, "telegram", "lan")
        assert found
        (grant,) = found[1].grants
        assert (grant.role, grant.unit, grant.label) == (Role.APPROVER, UNIT, "lan_pheduyet")


async def test_a_unit_may_have_several_accounts(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        for name in ("lan", "minh"):
            await leader(office, name)
        async with office.store.reading() as session:
            assert len(await chats.list_with_role(session, Role.APPROVER)) == 2


async def test_a_link_of_the_command_line_needs_no_second_admin_and_is_audited_as_such(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        await leader(office)
        async with office.store.reading() as session:
            (invited,) = await audit.list_recent(session, act="staff.invited", most=9)
        assert invited.actor == staffing.COMMAND_LINE


async def test_the_chat_of_a_leader_does_not_sign_in_to_the_account_of_another(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        await registered(office, "hoa", HOA)
        lan = await leader(office)
        assert "đang giữ quyền cán bộ" in await signs_in(office, "lan", HOA)
        assert "chỉ dành cho" not in await lan.says("/duyet"), "the right stays where it was"
        assert "chưa có tài khoản" in await lan.says("/taikhoan")


async def test_nor_does_it_register_with_the_number_of_another(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        await registered(office, "hoa", HOA)
        lan = await leader(office)
        for said in ("/dangky", "Đồng ý", "Nguyễn Thị Lan", HOA, "Tân Biên", "bỏ qua", "1"):
            await lan.says(said)
        assert "đang giữ quyền cán bộ" in await lan.says(await code_in(office))
        assert "chưa có tài khoản" in await lan.says("/taikhoan")


async def test_another_chat_that_signs_in_to_the_account_of_a_leader_holds_no_right(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        await registered(office, "lan", HOA)
        lan = await leader(office)
        assert "Đã đăng nhập" in await signs_in(office, "máy bảng", HOA)
        tablet = office.visitor("máy bảng")
        assert "chỉ dành cho" in await tablet.says("/duyet")
        await tablet.sends("account.others_out:-:0")
        assert "chỉ dành cho" not in await lan.says("/duyet"), "a chat that holds a right is not signed out from afar"


async def test_a_leader_whose_right_is_gone_may_sign_in_where_they_like(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        await registered(office, "hoa", HOA)
        await leader(office)
        async with office.store.transaction() as tx:
            (grant,) = await staff.list_grants(tx)
            await staffing.revoke(tx, grant.grant.id, by=staffing.COMMAND_LINE, now=office.now)
        assert "Đã đăng nhập" in await signs_in(office, "lan", HOA)


async def test_each_recovery_code_takes_the_place_of_the_authenticator_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        await leader(office)
        lock = office.router.house.limits.authenticator
        async with office.store.transaction() as tx:
            person = (await person_in(tx, "lan")).id
            own = await staff.find_authenticator(tx, person)
            assert own
            first = pyotp.TOTP(own.secret).at(office.now)
            codes = (await authenticating.finish(tx, person, first, lock=lock, now=office.now)).recovery_codes
            typed = [codes[0], codes[0].lower().replace("-", " "), codes[1]]
            said = [await authenticating.check(tx, person, each, lock=lock, now=office.now) for each in typed]
        assert said == [TotpVerdict.RIGHT, TotpVerdict.WRONG, TotpVerdict.RIGHT]


async def seconded(office: Desk) -> tuple[list[Visitor], str]:
    """Two admins who have agreed to invite Minh as an approver, and the link."""
    admins = [office.visitor(name) for name in ("mot", "hai")]
    for admin in admins:
        await admin.says(f"/start {await link(office, Role.ADMIN, admin.address)}")
    async with office.store.transaction() as tx:
        one, two = [await person_in(tx, admin.address) for admin in admins]
        proposed = await staffing.propose(tx, one, role=Role.APPROVER, unit=UNIT, name="minh", now=office.now)
        _, token = await staffing.second(tx, proposed.proposal, two, now=office.now)
    return admins, token


@pytest.mark.parametrize(("days", "told"), [(6.9, "Liên kết mời"), (7.1, "đã hết hạn lúc 08:0")])
async def test_a_proposal_waits_a_week_for_the_second_admin(tmp_path: Path, days: float, told: str) -> None:
    async with desk(tmp_path) as office:
        one, two = await proposed(office)
        office.passes(days=days)
        assert told in await two.presses("Đồng ý mời")
        assert ("đã hết hạn" in await one.sends(two.data("Không đồng ý"))) is (days > 7)


async def test_a_proposal_says_until_when_it_waits_and_then_stands_in_no_list(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        one, two = await proposed(office)
        assert "Chờ đồng ý đến 08:0" in two.seen[-1].text
        assert "1 đề nghị chờ" in await one.says("/nhansu")
        office.passes(days=7)
        assert "0 đề nghị chờ" in await one.says("/nhansu")


async def proposed(office: Desk) -> tuple[Visitor, Visitor]:
    """Two admins: the first proposes an approver, the second looks at it."""
    one, two = office.visitor("mot"), office.visitor("hai")
    for admin in (one, two):
        await admin.says(f"/start {await link(office, Role.ADMIN, admin.address)}")
    await one.says("/nhansu")
    for act, words in ((one.presses, "Mời cán bộ"), (one.presses, "lãnh đạo"), (one.says, UNIT), (one.says, "minh")):
        said = await act(words)
    assert "chậm nhất 08:0" in said
    await two.says("/nhansu")
    await two.presses("⏳ minh")
    return one, two


async def person_in(tx: Session, address: str) -> Person:
    found = await chats.find(tx, "telegram", address)
    assert found
    return found[1]


async def test_neither_of_the_two_admins_becomes_what_they_let_another_be(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        admins, token = await seconded(office)
        for admin in admins:
            assert "không dùng được" in await admin.says(f"/start {token}")
            assert "chỉ dành cho" in await admin.says("/duyet")
        assert "Đã nhận vai trò" in await office.visitor("minh").says(f"/start {token}")


async def test_the_admins_hear_at_once_that_a_link_was_used(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        _, token = await seconded(office)
        facts = {
            "channel": "telegram",
            "chat": "ai đó",
            "sender": "ai đó",
            "private": True,
            "name": "",
            "language": "vi",
        }
        body = Command(name="start", arguments=token)
        await office.take(Incoming(**facts, message="1", forwarded=False, body=body))
        async with office.store.transaction() as tx:
            told = [letter.address for letter in await outbox.claim(tx, "telegram", now=office.now, most=99)]
        assert {"mot", "hai"} <= set(told)


async def test_a_double_tap_on_the_drills_does_what_one_does(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        chief = office.visitor("mot")
        await chief.says(f"/start {await link(office, Role.ADMIN, 'mot')}")
        await chief.says("/nhansu")
        await chief.presses("mot")
        join = chief.data("Thêm vào nhóm diễn tập")
        assert ["Thuộc nhóm" in await chief.sends(join) for _ in range(2)] == [True, True]
        leave = chief.data("Bỏ khỏi nhóm diễn tập")
        assert ["Không thuộc nhóm" in await chief.sends(leave) for _ in range(2)] == [True, True]
