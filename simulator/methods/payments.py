"""Invoices: sent, paid after the bot has agreed, and, in Stars, given back. No card and no money anywhere."""

import re
from typing import Any

from simulator.methods.call import Call, method
from simulator.methods.sending import SENDING, send
from simulator.payments import settle
from simulator.posting import service
from simulator.refusals import QUERY_TOO_OLD, bad
from simulator.shapes import Json

STARS = "XTR"
CURRENCY = re.compile(r"[A-Z]{3}")
TITLE_LIMIT = 32
DESCRIPTION_LIMIT = 255
PAYLOAD_BYTES = 128
GOODS = "title description payload provider_token currency prices start_parameter "
NEEDS = "need_name need_phone_number need_email "
ASIDE = "direct_messages_topic_id message_effect_id suggested_post_parameters"
UNUSED = (
    " max_tip_amount suggested_tip_amounts provider_data photo_url photo_size photo_width photo_height "
    "need_shipping_address send_phone_number_to_provider send_email_to_provider is_flexible"
)


def required(call: Call, name: str, most: int) -> str:
    value = call.params.text(name)
    if not value:
        raise bad(f'parameter "{name}" is required')
    if len(value) > most:
        raise bad(f"INVOICE_{name.upper()}_INVALID" if name == "payload" else f"invoice {name} is too long")
    return value


def read_total(call: Call, currency: str) -> int:
    prices = call.params.array("prices", "LabeledPrice")
    if not prices:
        raise bad("there must be at least one price")
    if not all(isinstance(price, dict) and "label" in price and "amount" in price for price in prices):
        raise bad("can't parse labeled prices")
    if currency == STARS and len(prices) != 1:
        raise bad("STARS_INVOICE_INVALID")
    total = sum(int(price["amount"]) for price in prices)
    if total <= 0:
        raise bad("CURRENCY_TOTAL_AMOUNT_INVALID")
    return total


def read_invoice(call: Call) -> tuple[Json, Json]:
    """What the phone shows, and what only the bot and its receipts know."""
    title, description = required(call, "title", TITLE_LIMIT), required(call, "description", DESCRIPTION_LIMIT)
    payload, currency = required(call, "payload", PAYLOAD_BYTES), call.params.text("currency")
    if not CURRENCY.fullmatch(currency):
        raise bad("CURRENCY_INVALID")
    if currency != STARS and ":" not in call.params.text("provider_token"):
        raise bad("PAYMENT_PROVIDER_INVALID")
    invoice = {
        "title": title,
        "description": description,
        "start_parameter": call.params.text("start_parameter"),
        "currency": currency,
        "total_amount": read_total(call, currency),
    }
    return invoice, {"payload": payload} | {need: call.params.flag(need) for need in NEEDS.split()}


@method("sendInvoice", SENDING + GOODS + NEEDS, ignores=ASIDE + UNUSED)
async def send_invoice(call: Call) -> Any:
    invoice, terms = read_invoice(call)
    sent = await send(call, {"invoice": invoice})
    chat = call.world.find_chat(call.bot, call.params.text("chat_id"))
    if sent["message_id"] in chat.messages:
        chat.messages[sent["message_id"]].terms = terms
    return sent


@method("answerPreCheckoutQuery", "pre_checkout_query_id ok error_message")
async def answer_pre_checkout_query(call: Call) -> Any:
    checkout = call.bot.checkouts.get(call.params.text("pre_checkout_query_id"))
    if checkout is None or checkout.too_old(call.world.clock.now()):
        raise bad(QUERY_TOO_OLD)
    settle(call.world, call.bot, checkout, agreed=call.params.flag("ok"), reason=call.params.text("error_message"))
    return True


@method("refundStarPayment", "user_id telegram_payment_charge_id")
async def refund_star_payment(call: Call) -> Any:
    charge = call.params.text("telegram_payment_charge_id")
    payment = call.bot.payments.get(charge)
    if payment is None or payment.checkout.person.id != call.user_id():
        raise bad("CHARGE_ID_INVALID")
    checkout = payment.checkout
    if checkout.invoice["currency"] != STARS:
        raise bad("CHARGE_ID_INVALID")
    if payment.refunded:
        raise bad("CHARGE_ALREADY_REFUNDED")
    payment.refunded = True
    body = checkout.facts() | {"telegram_payment_charge_id": charge}
    service(call.world, checkout.chat, call.bot.as_user(), {"refunded_payment": body}, by_bot=call.bot.id)
    return True
