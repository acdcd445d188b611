"""An Official Account over real HTTP: buttons where they fit, windows known before sending, codes by template."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from channels.ability import ZALO_OA
from channels.fate import Fate, NotSent
from channels.message import Say
from services.speaking import tell
from simulator.person import Person
from simulator.zalo.person import ZaloPerson
from storage import chats
from tests.flows.alerts import approve, draft, follow
from tests.flows.conftest import World, fill_in
from tests.flows.official import ALERT_TEMPLATE, CODE_TEMPLATE, office


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with office(tmp_path) as present:
        yield present


def on_zalo(here: World, name: str = "Lê Thị Hoa", phone: str = "+84912345678") -> ZaloPerson:
    return here.sim.zalo_person(name=name, phone=phone).on_oa()


async def test_whoever_writes_is_answered_with_buttons_that_work(here: World) -> None:
    hoa = on_zalo(here)
    await hoa.says("/dangky")
    await hoa.hears("Có đồng ý không?")
    await hoa.presses("Đồng ý")
    await hoa.hears("Họ và tên")


async def test_more_than_five_choices_are_numbers(here: World) -> None:
    hoa = on_zalo(here)
    await hoa.says("xin chào")
    menu = await hoa.hears("1. ")
    assert menu.buttons == []
    await hoa.says("2")
    await hoa.hears("")


async def test_a_typed_payload_is_no_key_to_anything(here: World) -> None:
    """It gives what pressing the button would have given them."""
    hoa = on_zalo(here)
    await hoa.says("#1022:alert.approve:1:1")
    await hoa.hears("")


async def test_what_comes_unsigned_is_nothing(here: World) -> None:
    here.sim.zalo.oa.secret = "another's"
    hoa = on_zalo(here)
    await hoa.says("xin chào")
    await hoa.hears_nothing(within=0.3)
    async with here.app.store.reading() as session:
        assert await session.value("select count(*) from inbox", {}) == 0


async def test_an_app_that_asks_for_it_is_proved_to_on_every_call(tmp_path: Path) -> None:
    async with office(tmp_path, appsecret_proof=True) as here:
        here.sim.zalo.manner.change({"proof": True})
        hoa = on_zalo(here)
        await hoa.says("/dangky")
        await hoa.hears("Có đồng ý không?")


async def test_leaving_and_following_again_are_noted(here: World) -> None:
    hoa = on_zalo(here)
    await hoa.says("xin chào")
    await hoa.hears("1. ")
    await hoa.unfollows()
    await blocked(here, 1)
    await hoa.follows()
    await blocked(here, 0)


async def blocked(here: World, count: int) -> None:
    for _ in range(200):
        async with here.app.store.reading() as session:
            if await session.value("select count(*) from chats where blocked_at is not null", {}) == count:
                return
        await asyncio.sleep(0.02)
    raise AssertionError("it was not noted")


async def sends(here: World, who: ZaloPerson, times: int = 1) -> Fate | None:
    """What becomes of so many messages that nobody asked for; the first refusal, if any."""
    assert here.app.zalo_oa
    for _ in range(times):
        try:
            await here.app.zalo_oa.channel.send(who.account.user_id, Say(text="Có tin mới."))
        except NotSent as no:
            return no.fate
    return None


async def test_the_ninth_answer_is_not_sent_when_nobody_pays(here: World) -> None:
    hoa = on_zalo(here)
    await hoa.says("xin chào")
    await hoa.hears("1. ")
    assert ZALO_OA.free_replies == 8
    assert await sends(here, hoa, 7) is None
    assert await sends(here, hoa) is Fate.SHUT
    assert here.sim.zalo.oa.sent == {}


async def test_what_zalo_would_not_take_yet_uses_no_answer_up(here: World) -> None:
    hoa = on_zalo(here)
    await hoa.says("xin chào")
    await hoa.hears("1. ")
    here.sim.zalo.faults.add("flood", method="message/cs", times=9)
    assert {await sends(here, hoa) for _ in range(9)} == {Fate.THROTTLED}
    assert await sends(here, hoa, 7) is None
    assert here.sim.zalo.oa.sent == {}


async def test_a_new_word_opens_the_window_again(here: World) -> None:
    hoa = on_zalo(here)
    await hoa.says("xin chào")
    await hoa.hears("1. ")
    await sends(here, hoa, 8)
    await hoa.says("xin chào")
    await hoa.hears("1. ")
    assert await sends(here, hoa) is None


async def test_after_two_days_nothing_is_sent_when_nobody_pays(here: World) -> None:
    hoa = on_zalo(here)
    await hoa.says("xin chào")
    await hoa.hears("1. ")
    here.passes(timedelta(hours=48, minutes=1))
    assert await sends(here, hoa) is Fate.SHUT


async def test_what_a_closed_window_keeps_out_is_said_in_another_chat(here: World) -> None:
    hoa = on_zalo(here)
    await hoa.says("xin chào")
    await hoa.hears("1. ")
    at_home = await here.citizen("Lê Thị Hoa", "0912 345 678")
    news = Say(text="Phản ánh của bạn đã xong.")
    async with here.app.store.transaction() as tx:
        chat, _ = await chats.find(tx, "zalo_oa", hoa.account.user_id) or (None, None)
        _, person = await chats.find(tx, "telegram", str(at_home.id)) or (None, None)
        assert chat
        assert person
        await chats.belong(tx, chat.id, person.id)
    here.passes(timedelta(days=3))
    async with here.app.store.transaction() as tx:
        await tell(tx, chat, news, now=here.clock.now())
    await at_home.hears("đã xong")
    assert [each.text for each in hoa.heard if "đã xong" in each.text] == []


async def test_a_province_that_pays_reaches_people_for_a_week(tmp_path: Path) -> None:
    async with office(tmp_path, paid_messages=True) as here:
        hoa = on_zalo(here)
        await hoa.says("xin chào")
        await hoa.hears("1. ")
        assert await sends(here, hoa, 9) is None
        assert sum(here.sim.zalo.oa.sent.values()) == 2
        here.passes(timedelta(days=7, minutes=1))
        assert await sends(here, hoa) is Fate.SHUT


async def test_a_code_comes_by_template(tmp_path: Path) -> None:
    async with office(tmp_path, sms={"provider": ["zns", "http"]}, code_template=CODE_TEMPLATE) as here:
        hoa = here.sim.zalo_person(name="Lê Thị Hoa", phone="+84912345678")
        on_telegram = here.sim.person(name="Lê Thị Hoa", phone="+84912345678")
        await fill_in(on_telegram, "Lê Thị Hoa", "0912 345 678", "Tân Biên")
        assert "gửi bằng Zalo hoặc SMS đến" in on_telegram.heard[-1].text
        letter = await hoa.on_oa().gets_zns("Mã xác thực")
        await on_telegram.says(letter.data["otp"])
        await on_telegram.hears("Đã đăng ký xong")
        assert on_telegram.sms == []


async def test_whoever_has_no_zalo_gets_an_sms(tmp_path: Path) -> None:
    async with office(tmp_path, sms={"provider": ["zns", "http"]}, code_template=CODE_TEMPLATE) as here:
        tu = here.sim.person(name="Trần Văn Tư", phone="+84987654321")
        await fill_in(tu, "Trần Văn Tư", "0987 654 321", "Tân Biên")
        for _ in range(200):
            if tu.sms:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("no SMS came")


async def test_an_alert_reaches_who_is_outside_the_window_by_template(tmp_path: Path) -> None:
    async with office(
        tmp_path, sms={"provider": ["zns", "http"]}, code_template=CODE_TEMPLATE, alert_template=ALERT_TEMPLATE
    ) as here:
        hoa = await registered(here)
        here.passes(timedelta(days=3))
        assert here.app.zalo_oa
        channel = here.app.zalo_oa.channel
        prepared = channel.prepare(Say(text="<b>Bão số 9</b> cấp 3\nXã Tân Biên"))
        await channel.tell(hoa.account.user_id, prepared)
        letter = await hoa.gets_zns("Cảnh báo")
        assert letter.data == {"headline": "Bão số 9 cấp 3"}
        assert letter.template == ALERT_TEMPLATE


async def test_a_broadcast_takes_the_way_that_is_open_and_says_before_what_it_may_cost(tmp_path: Path) -> None:
    async with office(
        tmp_path, sms={"provider": ["zns", "http"]}, code_template=CODE_TEMPLATE, alert_template=ALERT_TEMPLATE
    ) as here:
        hoa = await registered(here)
        await follow(cast(Person, Numbered(hoa)), "Tân Biên")
        lan, minh = await here.leader("Nguyễn Thị Lan", "lan"), await here.leader("Phạm Quang Minh", "minh")
        here.passes(timedelta(days=3))
        await draft(lan.person)
        reach = await lan.person.hears("người")
        assert "Chi phí: nhiều nhất 200 đồng" in reach.text
        await lan.person.presses("Trình phê duyệt")
        await approve(minh)
        letter = await hoa.gets_zns("Cảnh báo")
        assert "Mưa" in letter.data["headline"]


class Numbered:
    """Somebody on the account for whom a choice is a button, or a number where there are too many for buttons."""

    def __init__(self, person: ZaloPerson) -> None:
        self.says, self.hears = person.says, person.hears
        self._person = person

    async def presses(self, title: str) -> None:
        await press_or_number(self._person, title)


async def registered(here: World) -> ZaloPerson:
    """Hoa, by the account's own buttons and the code that came by template."""
    hoa = on_zalo(here)
    await hoa.says("/dangky")
    for asked, answer in (("Có đồng ý không?", None), ("Họ và tên", "Lê Thị Hoa"), ("Số điện thoại", "0912 345 678")):
        await hoa.hears(asked)
        await (hoa.presses("Đồng ý") if answer is None else hoa.says(answer))
    await hoa.hears("xã, phường nào")
    await hoa.says("Tân Biên")
    await hoa.hears("Thư điện tử")
    await hoa.presses("Bỏ qua")
    await hoa.hears("Xem lại")
    await press_or_number(hoa, "Xác nhận, gửi mã cho tôi")
    await hoa.says((await hoa.gets_zns("Mã xác thực")).data["otp"])
    await hoa.hears("Đã đăng ký xong")
    return hoa


async def press_or_number(who: ZaloPerson, title: str) -> None:
    """As a person would: the button, or the number where there were too many for buttons."""
    last = who.heard[-1]
    if title in [button["title"] for button in last.buttons]:
        await who.presses(title)
    else:
        found = re.search(rf"(\d+)[.\]] (?:\S+ )?{re.escape(title)}", last.text)
        assert found, last.text
        await who.says(found[1])
