"""What a person does with Zalo in hand: writes, sends a picture, a sticker, a voice, or what no bot can take."""

from simulator.composing import NotPossible
from simulator.zalo import events
from simulator.zalo.bots import ZaloBot
from simulator.zalo.chats import ZaloChat
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.people import ZaloAccount
from simulator.zalo.world import Zalo


def say(zalo: Zalo, account: ZaloAccount, bot: ZaloBot, text: str) -> ZaloMessage:
    if not text:
        raise NotPossible("the text is empty")
    return send(zalo, account, bot, "text", text=text)


def send_picture(
    zalo: Zalo, account: ZaloAccount, bot: ZaloBot, data: bytes, *, mime: str = "image/jpeg", caption: str = ""
) -> ZaloMessage:
    picture, link = zalo.keep(data, mime)
    return send(zalo, account, bot, "image", text=caption, picture=picture.id, link=link)


def send_voice(zalo: Zalo, account: ZaloAccount, bot: ZaloBot, data: bytes) -> ZaloMessage:
    return send(zalo, account, bot, "voice", link=zalo.keep(data, "audio/aac")[1])


def send_sticker(zalo: Zalo, account: ZaloAccount, bot: ZaloBot, sticker: str) -> ZaloMessage:
    """`sticker` is the id of one, as stickers.zaloapp.com numbers them."""
    picture, link = zalo.keep(b"RIFF", "image/webp")
    return send(zalo, account, bot, "sticker", raw=sticker, picture=picture.id, link=link)


def send_unsupported(zalo: Zalo, account: ZaloAccount, bot: ZaloBot, name: str) -> ZaloMessage:
    """A PDF, a place, a contact: the bot hears that something came, and nothing of it."""
    return send(zalo, account, bot, "unsupported", raw=name)


def send(zalo: Zalo, account: ZaloAccount, bot: ZaloBot, kind: str, **content: str) -> ZaloMessage:
    chat = zalo.chat(bot, account)
    if chat.blocked:
        raise NotPossible(f"{account.name} has blocked this bot")
    now = zalo.clock.now()
    message = ZaloMessage(zalo.message_id(), now, out=True, kind=kind, **content)  # type: ignore[arg-type]
    speak(zalo, bot, chat, now)
    zalo.place(chat, message)
    told = events.event(account, message, zalo.manner)
    copies = 2 if zalo.faults and zalo.faults.strike(("duplicate",), "", account.number) else 1
    for _ in range(copies):
        bot.incoming.add(told, lost_after=None if bot.webhook else zalo.manner.lost_after)
    return message


def speak(zalo: Zalo, bot: ZaloBot, chat: ZaloChat, now: float) -> None:
    """From the first word on the bot may write back, as long as its plan has room for one more."""
    first, chat.spoken = not chat.spoken, now
    if zalo.manner.users is None or len(bot.users) < zalo.manner.users:
        bot.users.add(chat.account.number)
    if first:
        zalo.tell_person(chat.account)


def block(zalo: Zalo, account: ZaloAccount, bot: ZaloBot, *, blocked: bool = True) -> None:
    zalo.chat(bot, account).blocked = blocked
    zalo.tell_person(account)


def read(zalo: Zalo, account: ZaloAccount, bot: ZaloBot) -> None:
    zalo.chat(bot, account).unread = 0
    zalo.tell_person(account)
