"""Template messages of Zalo to a phone number, and whom they do not reach."""

import pytest

from simulator.server import Simulator
from simulator.shapes import Json
from tests.simulator.zalo_oa import OaApi

OTP = {"otp": "123456"}


@pytest.fixture
def template(sim: Simulator) -> str:
    return sim.zalo.templates.put("7895417", "Mã xác thực 1022 Tây Ninh của ông/bà: <otp>").id


@pytest.mark.parametrize("phone", ["84901234567", "0901234567", "901234567"])
async def test_a_template_reaches_the_number_however_it_is_written(
    sim: Simulator, oa: OaApi, template: str, phone: str
) -> None:
    hoa = sim.zalo_person(name="Hoa", phone="+84901234567")
    answer = await oa.zns(phone, template, OTP, tracking_id="reg-1")
    letter = await hoa.gets_zns("123456")
    assert (answer["error"], answer["data"]["msg_id"]) == (0, letter.msg_id)
    assert (letter.text, letter.price, letter.tracking_id) == (
        "Mã xác thực 1022 Tây Ninh của ông/bà: 123456",
        150,
        "reg-1",
    )


async def test_the_letter_stands_in_the_chat_with_the_account(sim: Simulator, oa: OaApi, template: str) -> None:
    hoa = sim.zalo_person(name="Hoa", phone="+84901234567").on_oa()
    await oa.zns("84901234567", template, OTP)
    assert (await hoa.hears("123456")).kind == "zns"


@pytest.mark.parametrize(
    ("phone", "template_id", "data", "code"),
    [
        ("12345", "7895417", OTP, -108),
        ("+84901234567", "7895417", OTP, -108),
        ("84901234567", "1", OTP, -109),
        ("84901234567", "7895417", {}, -111),
        ("84901234567", "7895417", {"code": "123456"}, -112),
        ("84901234567", "7895417", {"otp": ""}, -112),
        ("84911111111", "7895417", OTP, -118),
    ],
)
async def test_a_letter_that_zalo_does_not_take(
    sim: Simulator, oa: OaApi, template: str, phone: str, template_id: str, data: Json, code: int
) -> None:
    hoa = sim.zalo_person(name="Hoa", phone="+84901234567")
    assert (await oa.zns(phone, template_id, data))["error"] == code
    assert hoa.letters == []


async def test_who_takes_no_letters_gets_none(sim: Simulator, oa: OaApi, template: str) -> None:
    sim.zalo_person(name="Hoa", phone="+84901234567", takes_zns=False)
    assert (await oa.zns("84901234567", template, OTP))["error"] == -114


async def test_a_balance_that_is_used_up_refuses(sim: Simulator, oa: OaApi, template: str) -> None:
    sim.zalo.manner.change({"zns_messages": 1})
    sim.zalo_person(name="Hoa", phone="+84901234567")
    assert [(await oa.zns("84901234567", template, OTP))["error"] for _ in range(2)] == [0, -115]


async def test_development_costs_nothing(sim: Simulator, oa: OaApi, template: str) -> None:
    sim.zalo.manner.change({"zns_messages": 0})
    hoa = sim.zalo_person(name="Hoa", phone="+84901234567")
    assert (await oa.zns("84901234567", template, OTP, mode="development"))["error"] == 0
    assert (await hoa.gets_zns()).price == 0


async def test_an_expired_token_is_refused_with_the_number_of_zns(sim: Simulator, oa: OaApi, template: str) -> None:
    sim.zalo.oa.keys.expire()
    assert (await oa.zns("84901234567", template, OTP))["error"] == -124
