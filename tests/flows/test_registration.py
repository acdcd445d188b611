"""Hoa registers: consent, name, number, commune, code."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.flows.conftest import World, code_for, fill_in

pytestmark = [pytest.mark.every_channel, pytest.mark.official_too]


async def test_hoa_registers_with_a_code_from_her_sms(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.says("/taikhoan")
    card = await hoa.hears("Họ tên")
    assert "0912***678" in card.text
    assert "Xã Tân Biên" in card.text


async def test_wrong_old_and_spent_codes_are_refused_with_a_clear_sentence(here: World) -> None:
    hoa = here.newcomer(name="Lê Thị Hoa", phone="+84912345678")
    await fill_in(hoa, "Lê Thị Hoa", "0912 345 678", "Tân Biên")
    old = await code_for(hoa)
    wrong = f"{(int(old) + 1) % 1_000_000:06}"
    await hoa.says(wrong)
    await hoa.hears("Mã chưa đúng. Còn 4 lần thử")
    await hoa.says("mã của tôi là")
    await hoa.hears("Mã gồm đúng 6 chữ số")
    await hoa.presses("Gửi lại mã")
    await hoa.hears("Có thể gửi lại sau")
    here.passes(timedelta(seconds=61))
    await hoa.presses("Gửi lại mã")
    await hoa.hears("Mã xác thực")
    await until(lambda: len(hoa.sms) == 2)
    new = await code_for(hoa)
    if new != old:
        await hoa.says(old)
        await hoa.hears("Mã chưa đúng")
    here.passes(timedelta(minutes=6))
    await hoa.says(new)
    await hoa.hears("không còn dùng được")


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")
