"""One person on two messengers: one account, and an alert once, on the one that they prefer."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from simulator.person import Person, until
from tests.flows.alerts import CARD, approve, draft, follow, submit
from tests.flows.citizens import ZaloCitizen
from tests.flows.conftest import Leader, World, code_for, register, world
from tests.flows.reporting import files_a_report

PHONE = "0912 345 678"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, citizens="zalo_bot") as present:
        yield present


@pytest.fixture
async def hoa(here: World) -> Person:
    """Registered on Telegram, where she follows Tân Biên."""
    person = here.sim.person(name="Lê Thị Hoa", phone="+84912345678")
    await register(person, "Lê Thị Hoa", PHONE, "Tân Biên")
    await follow(person, "Tân Biên")
    return person


async def on_zalo(here: World, hoa: Person) -> ZaloCitizen:
    """Hoa, signed in on Zalo."""
    zalo = ZaloCitizen(here.sim, name="Hoa", phone="+84912345678")
    await sign_in(here, cast(Person, zalo), hoa)
    return zalo


async def sign_in(here: World, new: Person, hoa: Person) -> None:
    """With the code from the SMS to Hoa's number."""
    here.passes(timedelta(minutes=2))
    sent = len(hoa.sms)
    await new.says("/dangnhap")
    await new.hears("Số điện thoại của tài khoản")
    await new.says(PHONE)
    await new.hears("Mã xác thực")
    await until(here.sim.world, lambda: len(hoa.sms) > sent, 5, "no new SMS")
    await new.says(await code_for(hoa))
    await new.hears("Đã đăng nhập")


async def an_alert(lan: Leader, minh: Leader) -> None:
    await draft(lan.person)
    await submit(lan.person)
    await approve(minh)


async def test_who_signs_in_on_zalo_has_the_account_made_on_telegram(here: World, hoa: Person) -> None:
    code = await files_a_report(hoa)
    zalo = await on_zalo(here, hoa)
    await hoa.hears("vừa được đăng nhập ở một trò chuyện khác")
    await zalo.says("/cuatoi")
    assert code in (await zalo.hears("Phản ánh của tôi")).text


async def test_who_signs_in_on_telegram_has_the_account_made_on_zalo(here: World) -> None:
    zalo = await here.citizen("Lê Thị Hoa", PHONE)
    code = await files_a_report(zalo)
    phone = here.sim.person(name="Hoa", phone="+84912345678")
    await sign_in(here, phone, zalo)
    await phone.says("/cuatoi")
    assert code in " ".join((await phone.hears("Phản ánh của tôi")).titles)


async def test_an_alert_reaches_a_person_once_wherever_they_follow(
    here: World, hoa: Person, lan: Leader, minh: Leader
) -> None:
    zalo = await on_zalo(here, hoa)
    await follow(zalo, "Tân Châu")  # type: ignore[arg-type]
    await an_alert(lan, minh)
    await minh.person.hears("Đã phát xong", timeout=10)
    heard = [text for text in (*(m.text for m in hoa.heard), *(m.text for m in zalo.heard)) if CARD in str(text)]
    assert len(heard) == 1


async def test_who_has_blocked_us_on_one_messenger_is_told_on_the_other(
    here: World, hoa: Person, lan: Leader, minh: Leader
) -> None:
    zalo = await on_zalo(here, hoa)
    await follow(zalo, "Tân Châu")  # type: ignore[arg-type]
    await hoa.blocks()
    await an_alert(lan, minh)
    await zalo.hears(CARD, timeout=10)
    assert not [message for message in hoa.heard if CARD in message.text]
