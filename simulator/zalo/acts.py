"""What a person does with Zalo in hand, towards a bot or an Official Account: `line` is either."""

from typing import Any

from simulator.composing import NotPossible
from simulator.shapes import Json
from simulator.zalo import events, oa_events
from simulator.zalo.chats import ZaloChat
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.oa import OfficialAccount
from simulator.zalo.people import ZaloAccount
from simulator.zalo.world import Line, Zalo

ASKING = ("oa.query.show", "oa.query.hide")


def say(zalo: Zalo, account: ZaloAccount, line: Line, text: str) -> ZaloMessage:
    if not text:
        raise NotPossible("the text is empty")
    return send(zalo, account, line, "text", text=text)


def send_picture(
    zalo: Zalo, account: ZaloAccount, line: Line, data: bytes, *, mime: str = "image/jpeg", caption: str = ""
) -> ZaloMessage:
    picture, link = zalo.keep(data, mime)
    return send(zalo, account, line, "image", text=caption, picture=picture, link=link)


def send_voice(zalo: Zalo, account: ZaloAccount, line: Line, data: bytes) -> ZaloMessage:
    return send(zalo, account, line, "voice", link=zalo.keep(data, "audio/aac")[1])


def send_sticker(zalo: Zalo, account: ZaloAccount, line: Line, sticker: str) -> ZaloMessage:
    """`sticker` is the id of one, as stickers.zaloapp.com numbers them."""
    return send(zalo, account, line, "sticker", raw=sticker, link=zalo.keep(b"RIFF", "image/webp")[1])


def send_unsupported(zalo: Zalo, account: ZaloAccount, line: Line, name: str) -> ZaloMessage:
    """A PDF, a place, a contact: a bot hears that something came, and nothing of it."""
    return send(zalo, account, line, "unsupported", raw=name)


def send_location(zalo: Zalo, account: ZaloAccount, line: Line, latitude: float, longitude: float) -> ZaloMessage:
    """A place; only the Official Account hears where."""
    kind = "location" if isinstance(line, OfficialAccount) else "unsupported"
    return send(zalo, account, line, kind, raw=f"{latitude},{longitude}")


def send(zalo: Zalo, account: ZaloAccount, line: Line, kind: str, **content: Any) -> ZaloMessage:
    chat = spoken(zalo, account, line)
    message = ZaloMessage(zalo.message_id(), chat.spoken, out=True, kind=kind, **content)
    zalo.place(chat, message)
    if isinstance(line, OfficialAccount):
        tell(zalo, line, chat, oa_events.message_event(line, chat, message))
    else:
        tell(zalo, line, chat, events.event(account, message, zalo.manner))
    return message


def spoken(zalo: Zalo, account: ZaloAccount, line: Line) -> ZaloChat:
    """The chat, in which the person has just done something: from the first word on there may be an answer."""
    chat = zalo.chat(line, account)
    if chat.blocked:
        raise NotPossible(f"{account.name} has blocked this chat")
    first, chat.spoken, chat.replies = not chat.spoken, zalo.clock.now(), 0
    if not isinstance(line, OfficialAccount) and (zalo.manner.users is None or len(line.users) < zalo.manner.users):
        line.users.add(account.number)
    if first:
        zalo.tell_person(account)
    return chat


def tell(zalo: Zalo, line: Line, chat: ZaloChat, told: Json) -> None:
    copies = 2 if zalo.faults and zalo.faults.strike(("duplicate",), "", chat.account.number) else 1
    for _ in range(copies):
        line.incoming.add(told, lost_after=None if line.webhook else zalo.manner.lost_after)


def press(zalo: Zalo, account: ZaloAccount, oa: OfficialAccount, title: str, *, message_id: str | None = None) -> Json:
    """Presses the newest button of that title; what asks the bot becomes an event, the rest opens something."""
    chat = zalo.chat(oa, account)
    for message in reversed(chat.messages):
        for button in message.buttons:
            if message_id in (None, message.id) and button["title"] == title:
                if button["type"] in ASKING:
                    ask(zalo, account, oa, button)
                return button
    raise NotPossible(f"there is no button {title!r}")


def ask(zalo: Zalo, account: ZaloAccount, oa: OfficialAccount, button: Json) -> None:
    chat = spoken(zalo, account, oa)
    message = ZaloMessage(zalo.message_id(), chat.spoken, out=True, text=str(button["payload"]))
    if button["type"] == "oa.query.show":
        zalo.place(chat, message)
    tell(zalo, oa, chat, oa_events.message_event(oa, chat, message, zalo.manner.press_event))


def follow(zalo: Zalo, account: ZaloAccount, oa: OfficialAccount, *, following: bool = True) -> None:
    chat = zalo.chat(oa, account)
    chat.following = following
    tell(zalo, oa, chat, oa_events.follow_event(oa, chat, zalo.clock.now()))
    zalo.tell_person(account)


def share_info(zalo: Zalo, account: ZaloAccount, oa: OfficialAccount, info: Json) -> None:
    """What the person fills in when `request_user_info` asks: name, phone, address."""
    chat = spoken(zalo, account, oa)
    told = {"name": account.name, "phone": (account.phone or "").lstrip("+"), "address": "", **info}
    oa.shared[account.number] = told
    tell(zalo, oa, chat, oa_events.info_event(oa, chat, told, chat.spoken))


def block(zalo: Zalo, account: ZaloAccount, line: Line, *, blocked: bool = True) -> None:
    zalo.chat(line, account).blocked = blocked
    zalo.tell_person(account)


def read(zalo: Zalo, account: ZaloAccount, line: Line) -> None:
    zalo.chat(line, account).unread = 0
    zalo.tell_person(account)
