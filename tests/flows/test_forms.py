"""What every form promises: back, skip and cancel by word and by button, answers by button, number or name, each
answer changed from the summary, nothing lost between."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.incoming import Contact, File, Other, Place, Text
from domain.role import Role
from services import registering, staffing, verifying
from storage import chats
from tests.flows.desk import Desk, Visitor, desk

REGISTERED = ("/dangky", "Đồng ý", "Lê Thị Hoa", "0912345678", "Tân Biên", "bỏ qua", "Xác nhận, gửi mã cho tôi")
REPORT = ("/phananh", "Hạ tầng giao thông", "Ổ gà lớn trước cổng chợ.", "bỏ qua", "Chợ Tân Biên, xã Tân Biên")
FOLLOWING = ("/theodoi", "Tân Biên, Tân Châu", "xong", "Cấp 2 trở lên", "Bỏ qua")
DRAFT = (
    "/soancanhbao",
    "Thật",
    "Mưa lớn",
    "Cấp 2",
    "Mưa rất to đêm nay",
    "Ngập vùng trũng ven sông.",
    "Kê cao đồ đạc.",
    "Tân Biên",
    "xong",
    "Đài KTTV tỉnh",
    "Ngay khi duyệt",
    "Sau 6 giờ",
)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path) as present:
        yield present


async def walk(person: Visitor, words: tuple[str, ...]) -> str:
    """Type these words one after the other; what was said last."""
    heard = ""
    for word in words:
        heard = await person.says(word)
    return heard


async def registered(office: Desk, address: str = "1001") -> Visitor:
    """Somebody who has an account, without the steps to it."""
    hoa = office.visitor(address)
    await hoa.says("/start")
    async with office.store.transaction() as tx:
        found = await chats.find(tx, "telegram", address)
        assert found
        await registering.register(
            tx,
            found[1],
            name="Lê Thị Hoa",
            phone=f"+8491234{address}",
            mail=None,
            area="25486",
            channel="telegram",
            now=office.now,
        )
    return hoa


async def leader(office: Desk, address: str = "2001") -> Visitor:
    async with office.store.transaction() as tx:
        token = await staffing.invite(tx, role=Role.APPROVER, unit="UBND tỉnh", name="lan", by="test", now=office.now)
    lan = office.visitor(address)
    assert "Đã nhận vai trò" in await lan.says(f"/start {token}")
    return lan


async def anybody(office: Desk, address: str) -> Visitor:
    return office.visitor(address)


async def step_of(person: Visitor) -> str | None:
    """Which step the person's open form asks for."""
    async with person.desk.store.reading() as session:
        row = await session.row(
            "select f.step from forms f join chats c on c.id = f.chat_id where c.address = :address"
            " order by f.opened_at desc limit 1",
            {"address": person.address},
        )
    return row["step"] if row else None


async def code_of(office: Desk) -> str:
    """The code asked for last, derived as the letter to the gateway is."""
    async with office.store.reading() as session:
        request = await session.value("select max(id) from codes", {})
    return verifying.code_of(office.store.vault, request, digits=6)


WALKS = {
    "registration": (anybody, REGISTERED),
    "report": (registered, REPORT),
    "following": (anybody, FOLLOWING),
    "draft": (leader, DRAFT),
}


async def each_step(office: Desk, name: str) -> AsyncIterator[Visitor]:
    """Somebody new at each step of the form, from the first question to what follows the last answer."""
    who, words = WALKS[name]
    for steps in range(1, len(words) + 1):
        person = await who(office, str(3000 + steps))
        await walk(person, words[:steps])
        yield person


@pytest.mark.parametrize("name", WALKS)
async def test_back_from_every_step_asks_the_question_before(office: Desk, name: str) -> None:
    form = office.router.forms[name]
    async for person in each_step(office, name):
        here = await step_of(person)
        heard = await person.says("Quay lại")
        assert ("bước đầu tiên" in heard) == (here == form.steps[0].key), heard
        assert (await step_of(person) == here) == (here == form.steps[0].key)
        assert await person.says("quay lai")


@pytest.mark.parametrize("name", WALKS)
async def test_cancel_at_every_step_asks_first_where_something_would_be_lost(office: Desk, name: str) -> None:
    async for person in each_step(office, name):
        here = await step_of(person)
        heard = await person.says("hủy")
        if "Bỏ hết phần đã điền" in heard:
            await person.presses("Tiếp tục")
            assert await step_of(person) == here
            await person.says("huy")
            heard = await person.presses("Bỏ hết")
        assert "Đã hủy" in heard or "Đã bỏ" in heard
        assert await step_of(person) is None


@pytest.mark.parametrize("name", WALKS)
async def test_skipping_passes_an_optional_step_and_no_other(office: Desk, name: str) -> None:
    form = office.router.forms[name]
    async for person in each_step(office, name):
        here = await step_of(person)
        assert here
        heard = await person.says("Bỏ qua")
        optional = form.step(here).optional and here != "phone"  # without a mail server, a number is needed
        assert (await step_of(person) != here) == optional
        assert form.step(here).optional or "cần có câu trả lời" in heard


@pytest.mark.parametrize("name", WALKS)
async def test_every_step_answers_whatever_is_sent_to_it_and_stays(office: Desk, name: str) -> None:
    async for person in each_step(office, name):
        here = await step_of(person)
        for body in (
            Other(kind="sticker"),
            Text(text=""),
            Contact(phone="+84987654321", own=False),
            Place(latitude=48.85, longitude=2.35),
        ):
            await person.does(body)
            assert person.seen, f"silence after {body}"
            assert await step_of(person) == here, body
        await person.says("\u0623\u0628 \U0001f9e8" * 600)
        assert person.seen


async def test_an_answer_half_given_is_never_taken_for_a_whole_one(office: Desk) -> None:
    """Back from a choice of communes that was begun, and forward again: it is asked for, not passed over."""
    lan = await leader(office)
    await walk(lan, DRAFT[:8])
    assert await step_of(lan) == "areas"
    await lan.presses("Quay lại")
    await lan.says("Kê cao đồ đạc, ở trong nhà.")
    assert await step_of(lan) == "areas"
    assert "Đã chọn <b>1</b>: Xã Tân Biên" in "\n".join(each.text for each in lan.seen)


async def test_a_commune_to_choose_from_is_never_taken_for_an_answer(office: Desk) -> None:
    hoa = await registered(office)
    await walk(hoa, REPORT[:4])
    heard = await hoa.says("Hòa")
    assert "Thuộc xã, phường nào" in heard
    await hoa.presses("Quay lại")
    await hoa.says("bỏ qua")
    assert await step_of(hoa) == "place"


async def test_photos_sent_before_going_back_are_still_there(office: Desk) -> None:
    hoa = await registered(office)
    await walk(hoa, REPORT[:3])
    await hoa.does(photo("a"))
    await hoa.does(photo("b"))
    await hoa.says("quay lại")
    heard = await hoa.says("Ổ gà lớn ở cổng sau chợ.")
    assert "Đã nhận <b>2/5</b>" in heard


@pytest.mark.parametrize(
    ("label", "new", "shown"),
    [
        ("Lĩnh vực", "Đất đai", "Đất đai"),
        ("Nội dung", "Nước máy mất ba ngày nay.", "Nước máy mất ba ngày nay."),
        ("Địa điểm", "Tân Châu", "Xã Tân Châu"),
        ("Địa điểm", "Ngã ba Bàu Cỏ, Tân Châu", "Ngã ba Bàu Cỏ"),
    ],
)
async def test_each_answer_of_a_report_can_be_changed_from_the_summary(
    office: Desk, label: str, new: str, shown: str
) -> None:
    hoa = await registered(office)
    await walk(hoa, REPORT)
    await hoa.presses(f"✎ {label}")
    heard = await hoa.says(new)
    assert "Xem lại phản ánh" in heard
    assert shown in heard


async def test_back_from_a_change_returns_to_the_summary_with_the_answer_as_it_was(office: Desk) -> None:
    hoa = await registered(office)
    summary = await walk(hoa, REPORT)
    await hoa.presses("✎ Nội dung")
    heard = await hoa.presses("Quay lại")
    assert summary.endswith(heard)


async def test_the_areas_of_the_whole_province_can_be_changed(office: Desk) -> None:
    tu = office.visitor()
    await walk(tu, ("/theodoi", "Toàn tỉnh", "Cấp 1 trở lên", "Bỏ qua"))
    heard = await tu.presses("✎ Khu vực")
    assert "toàn tỉnh Tây Ninh" in heard
    await tu.says("Tân Biên")
    heard = await tu.presses("✅ Xong")
    assert "Khu vực:</b> Xã Tân Biên" in heard


async def test_hundreds_of_names_are_refused_before_any_is_looked_up(office: Desk) -> None:
    tu = office.visitor()
    await tu.says("/theodoi")
    assert "tối đa 20" in await tu.says("a," * 2000)


async def test_the_wrong_number_is_changed_while_signing_in(office: Desk) -> None:
    """A form without a summary goes on to the next step instead."""
    await registered(office)
    elsewhere = office.visitor("1002")
    await walk(elsewhere, ("/dangnhap", "0987654321"))
    await elsewhere.presses("Sửa số điện thoại")
    assert await step_of(elsewhere) == "phone"
    heard = await elsewhere.says("0912 341 001")
    assert "0912 341 001" in heard
    assert "Đã đăng nhập" in await elsewhere.says(await code_of(office))


async def test_answers_are_taken_by_button_by_number_and_by_name_with_or_without_marks(office: Desk) -> None:
    hoa = await registered(office)
    for answer in ("2", "２", "chieu sang", "công cộng", "chieu sang cong cong", "CHIẾU SÁNG CÔNG CỘNG", None):
        await hoa.says("/phananh")
        await (hoa.presses("Chiếu sáng công cộng") if answer is None else hoa.says(answer))
        assert await step_of(hoa) == "text", answer
        await hoa.says("/huy")


async def test_the_form_left_for_another_is_named_when_that_one_ends(office: Desk) -> None:
    hoa = await registered(office)
    await walk(hoa, REPORT[:2])
    await walk(hoa, FOLLOWING)
    heard = await hoa.presses("Đăng ký nhận cảnh báo")
    assert "Đã đăng ký nhận cảnh báo" in heard
    assert "Gửi phản ánh</b> vẫn đang điền dở" in heard


async def test_a_command_in_the_middle_keeps_the_draft(office: Desk) -> None:
    hoa = await registered(office)
    await walk(hoa, REPORT[:3])
    for command in ("/help", "/canhbao", "/taikhoan", "/start x"):
        assert "vẫn đang điền dở" in await hoa.says(command)
    await hoa.presses("Tiếp tục")
    assert "Xảy ra ở đâu" in await hoa.says("bỏ qua")


async def test_the_button_of_an_earlier_form_does_not_fit_a_later_one(office: Desk) -> None:
    hoa = await registered(office)
    await walk(hoa, REPORT[:2])
    old = hoa.data("Hủy")
    await hoa.says("/huy")
    await hoa.says("/phananh")
    await hoa.sends(old)
    assert hoa.toasts[0].text == "Nút này thuộc bước cũ."
    assert await step_of(hoa) == "field"


def photo(unique: str) -> File:
    return File(kind="photo", file=f"id-{unique}", unique=unique, size=1000, name=None, caption="")
