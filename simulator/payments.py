"""Paying an invoice: the bot is asked first, has ten seconds to agree, and then play money changes hands."""

import itertools
from dataclasses import dataclass

from simulator.accounts import Account
from simulator.bots import Bot
from simulator.chats import Chat
from simulator.composing import NotPossible, chat_for, compose, message_in, tell_bots
from simulator.messages import Message
from simulator.shapes import Json
from simulator.world import World

ANSWER_SECONDS = 10
NUMBERS = itertools.count(7_700_000_000_000_000_000)
ASKED = {"need_name": "name", "need_phone_number": "phone_number", "need_email": "email"}


@dataclass(slots=True)
class Checkout:
    """Somebody who has pressed Pay."""

    id: str
    person: Account
    chat: Chat
    invoice: Json
    terms: Json
    time: float
    settled: bool = False

    def too_old(self, now: float) -> bool:
        return self.settled or now - self.time > ANSWER_SECONDS

    def facts(self) -> Json:
        """What both the question and the receipt say."""
        facts: Json = {name: self.invoice[name] for name in ("currency", "total_amount")}
        facts["invoice_payload"] = self.terms["payload"]
        known = {"name": self.person.name, "phone_number": self.person.phone, "email": self.person.email}
        order = {name: known[name] for need, name in ASKED.items() if self.terms.get(need) and known[name]}
        return facts | ({"order_info": order} if order else {})


@dataclass(slots=True)
class Payment:
    checkout: Checkout
    refunded: bool = False


def pay(world: World, account: Account, bot: Bot, message_id: int, *, chat_id: int | None = None) -> Checkout:
    """Presses Pay; the bot hears of it as a pre_checkout_query."""
    chat = chat_for(world, account, bot, chat_id)
    message = message_in(chat, message_id)
    if message.terms is None:
        raise NotPossible("this message is no invoice")
    now = world.clock.now()
    checkout = Checkout(str(next(NUMBERS)), account, chat, message.content["invoice"], message.terms, now)
    bot.checkouts[checkout.id] = checkout
    body = {"id": checkout.id, "from": account.as_user(), **checkout.facts()}
    bot.updates.add("pre_checkout_query", body, chat.id)
    return checkout


def settle(world: World, bot: Bot, checkout: Checkout, *, agreed: bool, reason: str) -> None:
    """The bot has answered: the receipt goes into the chat, or the reason onto the phone."""
    checkout.settled = True
    news = {"person": checkout.person.id, "chat": checkout.chat.id, "bot": bot.id, "paid": agreed}
    world.hub.publish({"event": "payment", **news, "reason": None if agreed else reason})
    world.pulse.beat()
    if agreed:
        receipt(world, bot, checkout)


def receipt(world: World, bot: Bot, checkout: Checkout) -> Message:
    charge = f"sim_{checkout.id}"
    bot.payments[charge] = Payment(checkout)
    body = checkout.facts() | {"telegram_payment_charge_id": charge, "provider_payment_charge_id": f"test_{charge}"}
    message = compose(world, checkout.person, checkout.chat, {"successful_payment": body})
    tell_bots(world, checkout.chat, message)
    return message
