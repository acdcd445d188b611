"""Whatever arrives gets a clear answer, and nothing is lost or changed by it."""

import random
import string
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.incoming import Command, Edited, Other
from domain.role import Role
from services import staffing
from tests.flows.conftest import World
from tests.flows.desk import Desk, Visitor, desk

FORGED = 1_500
HOSTILE = (
    "",
    ":",
    "::",
    "a:b:c",
    "form.pick:x:01",
    "report.show:9223372036854775808:0",
    "alert.review:-1:0",
    "\x00:\x00:0",
)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path) as present:
        yield present


async def leader(office: Desk) -> Visitor:
    async with office.store.transaction() as tx:
        token = await staffing.invite(tx, role=Role.APPROVER, unit="UBND tỉnh", name="lan", by="test", now=office.now)
    lan = office.visitor("2001")
    await lan.says(f"/start {token}")
    return lan


async def rows(office: Desk) -> dict[str, int]:
    async with office.store.reading() as session:
        return {
            table: await session.value(f"select count(*) from {table}", {})
            for table in ("reports", "alerts", "broadcasts", "grants", "subscriptions", "people")
        }


async def test_forged_buttons_are_all_answered_and_change_nothing(office: Desk) -> None:
    """Every action that exists, with subjects and versions that nobody wrote, and bytes that are no button at all."""
    dice, stranger = random.Random(1022), office.visitor("3001")
    await stranger.says("/start")
    before, actions = await rows(office), sorted(office.router.routes.presses)
    letters = string.ascii_letters + string.digits + "_-"
    for number in range(FORGED):
        subject = dice.choice(["-", "1", str(dice.getrandbits(63)), str(2**64), "".join(dice.choices(letters, k=9))])
        data = f"{dice.choice(actions)}:{subject}:{dice.choice([0, 1, dice.getrandbits(33)])}"
        await stranger.sends(data if number >= len(HOSTILE) else HOSTILE[number])
        assert stranger.seen or stranger.toasts, data
        if number % 50 == 0:
            await stranger.says(dice.choice(["/dangky", "/theodoi", "/huy", "Đồng ý"]))
    assert await rows(office) == before


async def test_forged_buttons_of_a_form_never_pass_over_its_questions(office: Desk) -> None:
    """The right version, and a step that is not asked yet: consent cannot be stepped over, nor the code."""
    hoa = office.visitor("3002")
    await hoa.says("/dangky")
    version = hoa.data("Đồng ý").rpartition(":")[2]
    for step in ("code", "review", "mail", "phone", "nothing"):
        heard = await hoa.sends(f"form.edit:{step}:{version}")
        assert "không còn dùng được" in heard
    assert "Họ và tên" in await hoa.presses("Đồng ý")


async def test_a_citizen_presses_a_leaders_button_in_vain(office: Desk) -> None:
    stranger = office.visitor("3003")
    for action in ("alert.approve", "alert.review", "alert.cancel", "alert.submit", "alert.edit"):
        assert "chỉ dành cho lãnh đạo" in await stranger.sends(f"{action}:1:1")


async def test_a_button_from_last_week_shows_what_is_asked_now(office: Desk) -> None:
    hoa = office.visitor("3004")
    await hoa.says("/dangky")
    old = hoa.data("Đồng ý")
    await hoa.presses("Đồng ý")
    office.passes(days=7)
    heard = await hoa.sends(old)
    assert "Họ và tên" in heard
    assert hoa.toasts[0].text == "Nút này thuộc bước cũ."


async def test_two_taps_on_the_same_button_take_one_step(office: Desk) -> None:
    hoa = office.visitor("3005")
    await hoa.says("/dangky")
    yes = hoa.data("Đồng ý")
    assert "Họ và tên" in await hoa.sends(yes)
    assert "Họ và tên" in await hoa.sends(yes)


async def test_what_no_conversation_takes_is_answered(office: Desk) -> None:
    hoa = office.visitor("3006")
    assert "chưa đọc được" in await hoa.does(Other(kind="sticker"))
    assert "sửa lại thì không được tính" in await hoa.does(Edited())
    assert "Không có lệnh /xyz" in await hoa.says("/xyz")
    assert "Chưa hiểu ý" in await hoa.says("")
    assert await hoa.says("\u202e\u200b")
    assert await hoa.says("a" * 10_000)


async def test_a_forwarded_message_is_no_decision_of_a_leader(office: Desk) -> None:
    lan = await leader(office)
    assert "trò chuyện riêng" in await lan.says("/soancanhbao", forwarded=True)
    await lan.says("/soancanhbao")
    assert "Tin chuyển tiếp không được tính" in await lan.says("Thật", forwarded=True)


async def test_in_a_group_nothing_of_anyones_is_shown(office: Desk) -> None:
    assert "trò chuyện riêng" in await office.visitor("-1001").does(Command(name="taikhoan"), private=False)


async def test_a_person_whose_phone_speaks_english_is_answered_in_english(office: Desk) -> None:
    john = office.visitor("3007", language="en-GB")
    for said in (
        "/start",
        "/help",
        "/dangky",
        "John",
        "/huy",
        "/theodoi",
        "nowhere",
        "cancel",
        "/canhbao",
        "/xyz",
        "hm",
    ):
        heard = (await john.says(said)).replace("Tây Ninh", "")
        assert not set(heard) & set("ơưđạảấầẩậắằẳặẹẻẽếềểệỉịọỏốồổộớờởợụủứừửựỳỵỷỹ"), heard


async def test_bad_input_over_the_wire(here: World) -> None:
    hoa = here.sim.person(name="Lê Thị Hoa")
    await hoa.starts()
    await hoa.hears("xin chào")
    await hoa.sends_sticker(b"webp")
    await hoa.hears("chưa đọc được")
    said = await hoa.says("ừm")
    await hoa.hears("Chưa hiểu ý")
    await hoa.edits(said, "à")
    await hoa.hears("sửa lại thì không được tính")
    await hoa.says("/khongco")
    await hoa.hears("Không có lệnh /khongco")
    await hoa.says("/dangky")
    await hoa.hears("Có đồng ý không?")
    press = await hoa.forges("form.edit:code:1")
    await press.answer()
    await hoa.blocks()
    await hoa.unblocks()
    await hoa.says("/dangky")
    await hoa.hears("mời tiếp tục")


async def test_a_poison_update_blocks_nobody_and_is_owned_up_to(here: World) -> None:
    """A handler with a bug: the person hears a number to quote, and everything goes on."""

    async def broken(turn: object, arguments: str) -> None:
        raise ZeroDivisionError

    here.app.router.routes.command("poison")(broken)
    hoa, tu = here.sim.person(name="Hoa"), here.sim.person(name="Tư")
    await hoa.says("/poison")
    await tu.says("/help")
    await tu.hears("Trợ giúp")
    await hoa.hears("Rất tiếc, có lỗi")
    await hoa.says("/help")
    await hoa.hears("Trợ giúp")
    async with here.app.store.reading() as session:
        assert await session.value("select count(*) from inbox where state = 'quarantined'", {}) == 1
