"""An invoice from its sending to its receipt, with the bot's word in between."""

from typing import Any

import pytest

from simulator import payments
from simulator.composing import NotPossible
from simulator.person import Person
from simulator.server import Simulator
from tests.simulator.samples import Api

INVOICE = {
    "title": "Lệ phí",
    "description": "Cấp bản sao",
    "payload": "hs-12",
    "currency": "XTR",
    "prices": [{"label": "Bản sao", "amount": 15}],
}


@pytest.fixture
async def hoa(sim: Simulator) -> Person:
    hoa = sim.person(name="Hoa", phone="+84901234567")
    await hoa.says("/start")
    return hoa


async def sent(api: Api, hoa: Person, **facts: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await api("sendInvoice", chat_id=hoa.id, **INVOICE | facts)
    return answer


async def test_who_pays_gets_a_receipt_when_the_bot_has_agreed(sim: Simulator, api: Api, hoa: Person) -> None:
    invoice = (await sent(api, hoa, need_phone_number=True))["result"]
    assert invoice["invoice"]["total_amount"] == 15
    payments.pay(sim.world, hoa.account, sim.world.bot(), invoice["message_id"])
    query = (await api("getUpdates", offset=-1))["result"][0]["pre_checkout_query"]
    assert (query["invoice_payload"], query["order_info"]) == ("hs-12", {"phone_number": "+84901234567"})
    assert (await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True))["ok"]
    receipt = (await api("getUpdates", offset=-1))["result"][0]["message"]["successful_payment"]
    assert (receipt["total_amount"], receipt["currency"]) == (15, "XTR")
    charge = {"user_id": hoa.id, "telegram_payment_charge_id": receipt["telegram_payment_charge_id"]}
    assert (await api("refundStarPayment", **charge))["ok"]
    assert (await api("refundStarPayment", **charge))["description"] == "Bad Request: CHARGE_ALREADY_REFUNDED"


async def test_a_bot_that_does_not_agree_in_ten_seconds_is_too_late(sim: Simulator, api: Api, hoa: Person) -> None:
    invoice = (await sent(api, hoa))["result"]
    paying = payments.pay(sim.world, hoa.account, sim.world.bot(), invoice["message_id"])
    sim.clock.advance(11)
    late = await api("answerPreCheckoutQuery", pre_checkout_query_id=paying.id, ok=True)
    assert late["description"].startswith("Bad Request: query is too old")
    with pytest.raises(NotPossible, match="no invoice"):
        payments.pay(sim.world, hoa.account, sim.world.bot(), hoa.chat[0].id)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": ""}, 'parameter "title" is required'),
        ({"currency": "dong"}, "CURRENCY_INVALID"),
        ({"currency": "VND"}, "PAYMENT_PROVIDER_INVALID"),
        ({"prices": []}, "there must be at least one price"),
        ({"prices": [{"label": "a", "amount": 1}, {"label": "b", "amount": 2}]}, "STARS_INVOICE_INVALID"),
        ({"prices": [{"label": "a", "amount": 0}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "Xem", "callback_data": "x"}]]}}, "BUTTON_TYPE_INVALID"),
    ],
)
async def test_a_wrong_invoice_is_refused(api: Api, hoa: Person, facts: dict[str, Any], sentence: str) -> None:
    assert (await sent(api, hoa, **facts))["description"] == f"Bad Request: {sentence}"


async def test_only_an_invoice_has_a_pay_button(api: Api, hoa: Person) -> None:
    markup = {"inline_keyboard": [[{"text": "Trả", "pay": True}]]}
    refused = await api("sendMessage", chat_id=hoa.id, text="x", reply_markup=markup)
    assert refused["description"] == "Bad Request: BUTTON_TYPE_INVALID"
    assert (await sent(api, hoa, reply_markup=markup))["ok"]
