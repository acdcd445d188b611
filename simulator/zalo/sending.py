"""From a bot to a person: may it, and is there anything left of its plan; then the phone, the journal, the counters."""

from dataclasses import dataclass

from simulator.shapes import Json
from simulator.zalo.bots import ZaloBot, month_of
from simulator.zalo.chats import ZaloChat
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.refusals import ZaloRefusal
from simulator.zalo.world import Member, Zalo


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody on a phone, or a number in a crowd."""

    number: int
    chat: ZaloChat | None = None
    member: Member | None = None


def recipient(zalo: Zalo, bot: ZaloBot, chat_id: str, *, counted: bool = True) -> Recipient:
    """Who is meant, if this bot may write there now."""
    found = zalo.find(chat_id)
    if found is None:
        raise ZaloRefusal(404, "no such chat")
    if isinstance(found, Member):
        if found.crowd.state(found.number) != "active":
            found.crowd.refused += 1
            raise ZaloRefusal(zalo.manner.unspoken)
        to = Recipient(found.number, member=found)
    else:
        chat = zalo.chat(bot, found)
        if not chat.spoken or chat.blocked:
            raise ZaloRefusal(zalo.manner.unspoken)
        to = Recipient(found.number, chat=chat)
    if counted:
        check_plan(zalo, bot, to.number)
    return to


def check_plan(zalo: Zalo, bot: ZaloBot, number: int) -> None:
    manner = zalo.manner
    if manner.users is not None and number not in bot.users and len(bot.users) >= manner.users:
        raise ZaloRefusal(429, "users of the plan")
    if manner.messages is not None and bot.sent.get(month_of(zalo.clock.now()), 0) >= manner.messages:
        raise ZaloRefusal(429, "messages of the month")


def send(zalo: Zalo, bot: ZaloBot, chat_id: str, message: ZaloMessage, method: str) -> Json:
    return accept(zalo, bot, recipient(zalo, bot, chat_id), message, method)


def accept(zalo: Zalo, bot: ZaloBot, to: Recipient, message: ZaloMessage, method: str) -> Json:
    month = month_of(message.time)
    bot.sent[month] = bot.sent.get(month, 0) + 1
    bot.users.add(to.number)
    note(zalo, int(bot.id), to, message, method)
    if to.chat is not None:
        zalo.place(to.chat, message)
    return {"message_id": message.id, "date": int(message.time * 1000)}


def note(zalo: Zalo, sender: int, to: Recipient, message: ZaloMessage, method: str) -> None:
    """The journal names a message by the first 60 bits of its id."""
    zalo.journal.record(message.time, sender, to.number, int(message.id[:15], 16), method, message.raw or message.kind)
    zalo.stats.accept(method, message.time)
    if to.member is not None:
        to.member.crowd.receive(to.number)
