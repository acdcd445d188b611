"""Consents: each person's own, withdrawn in all their chats at once, and asked for again before more is done."""

from pathlib import Path

import pytest

from services import privacy
from storage import consents
from tests.alerts.conftest import NOW, open_office
from tests.alerts.test_audience import begun, copied, fill_once
from tests.flows.desk import Desk, Visitor, desk
from tests.flows.test_numbers import HOA, NEW, registered, signs_in

WITHDRAW, WITHDRAWN = "data.withdraw:account:0", "từ bây giờ không nhận thêm phản ánh"
LACKING = "Đồng ý về tài khoản và phản ánh đã được rút"
LONG_ENOUGH = "Đường trước chợ ngập sâu từ hôm qua đến nay."


async def proofs(office: Desk) -> list[tuple[int, bool]]:
    """Whose consent to an account, and whether it stands, in the order in which they were given."""
    sql = "select person_id, withdrawn_at from consents where purpose = 'account' order by id"
    async with office.store.reading() as session:
        return [(row["person_id"], row["withdrawn_at"] is None) for row in await session.rows(sql, {})]


async def test_the_next_person_in_a_chat_gives_a_consent_of_their_own(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        hoa = await registered(office, "nhà", HOA)
        await hoa.sends("account.sign_out:-:0")
        tu = await registered(office, "nhà", NEW)
        (first, _), (second, _) = await proofs(office)
        assert first != second
        await tu.sends(WITHDRAW)
        assert await proofs(office) == [(first, True), (second, False)]


async def test_signing_in_elsewhere_agrees_to_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        hoa = await registered(office, "hoa", HOA)
        assert WITHDRAWN in await hoa.sends(WITHDRAW)
        await signs_in(office, "máy bảng", HOA)
        assert [stands for _, stands in await proofs(office)] == [False]
        assert LACKING in await office.visitor("máy bảng").says("/phananh")


@pytest.mark.parametrize("opening", ["/phananh", LONG_ENOUGH])
async def test_withdrawn_in_one_chat_nothing_is_filed_in_any_until_it_is_given_again(
    tmp_path: Path, opening: str
) -> None:
    async with desk(tmp_path) as office:
        hoa = await registered(office, "hoa", HOA)
        await signs_in(office, "máy bảng", HOA)
        tablet = office.visitor("máy bảng")
        await hoa.sends(WITHDRAW)
        for chat in (hoa, tablet):
            assert LACKING in await chat.says(opening)
        await agrees_again(tablet)
        for chat in (hoa, tablet):
            assert LACKING not in await chat.says(opening)
        assert [stands for _, stands in await proofs(office)] == [False, True]


async def test_a_report_begun_before_the_consent_was_withdrawn_is_not_filed(tmp_path: Path) -> None:
    async with desk(tmp_path) as office:
        hoa = await registered(office, "hoa", HOA)
        for said in ("/phananh", "1", LONG_ENOUGH, "bỏ qua", "Tân Biên"):
            await hoa.says(said)
        await hoa.sends(WITHDRAW)
        while "Gửi" not in " ".join(hoa.titles()):
            await hoa.says("bỏ qua")
        said = await hoa.presses("Gửi")
        async with office.store.reading() as session:
            assert (LACKING in said, await session.value("select count(*) from reports", {})) == (True, 0)


async def agrees_again(chat: Visitor) -> None:
    """By the button, and with the notice before their eyes."""
    await chat.sends("data.open:-:0")
    assert "Việc nhận cảnh báo được hỏi riêng" in await chat.presses("Đồng ý lại")
    assert "Đã ghi nhận đồng ý" in await chat.presses("Đồng ý")


async def test_the_consent_to_warnings_withdrawn_stops_those_that_wait(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        for name in ("hoa", "tu"):
            await office.subscriber(name)
        broadcast = await begun(office)
        async with office.store.transaction() as tx:
            await fill_once(office, tx, broadcast)
            assert await copied(tx) == ["hoa", "tu"]
            await privacy.withdraw(tx, await office.person(tx, "hoa"), consents.WARNINGS, now=NOW)
            waiting = await tx.rows(
                "select c.address from deliveries d join chats c on c.id = d.chat_id where d.state = 'pending'", {}
            )
        assert [row["address"] for row in waiting] == ["tu"]


async def test_of_which_alerts_somebody_was_told_and_what_rights_they_hold_is_in_their_own_data(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        await office.subscriber("hoa")
        broadcast = await begun(office)
        nam = await office.leader("nam")
        async with office.store.transaction() as tx:
            await fill_once(office, tx, broadcast)
            told, holds = [
                await privacy.collect(tx, person.id, person.chat)
                for person in (await office.person(tx, "hoa"), await office.person(tx, nam))
            ]
        assert [each["purpose"] for each in told["alerts_told"]] == [broadcast.purpose]
        assert [each["label"] for each in holds["rights"]] == ["nam_pheduyet"]
        assert (told["rights"], holds["alerts_told"]) == ([], [])
