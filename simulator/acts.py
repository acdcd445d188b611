"""What people do with their phones, and what the bots hear of it."""

import itertools
from typing import Any

from simulator import utf16
from simulator.accounts import Account
from simulator.bots import Bot, Press
from simulator.chats import Chat
from simulator.entities import TEXT_LIMIT, found_alone
from simulator.members import member_shape
from simulator.messages import Message
from simulator.posting import bots_in, edited, next_message_id, place, remove, show, tell_keyboard
from simulator.shapes import Json
from simulator.world import World

PRESS_IDS = itertools.count(4_400_000_000_000_000_000)
PAYLOAD_LIMIT = 64


class NotPossible(Exception):
    """A real phone would not let its owner do this."""


def chat_for(world: World, account: Account, bot: Bot, chat_id: int | None) -> Chat:
    if chat_id is None or chat_id == account.id:
        return world.private_chat(bot, account)
    chat = world.group(chat_id)
    if not chat.inside(account.id):
        raise NotPossible(f"{account.name} is not in {chat.title}")
    return chat


def ready(world: World, account: Account, bot: Bot, chat_id: int | None) -> Chat:
    """The chat, if this person can write into it now; the first message starts a private chat."""
    chat = chat_for(world, account, bot, chat_id)
    if account.deactivated:
        raise NotPossible(f"{account.name} has no account any more")
    if chat.blocked:
        raise NotPossible(f"{account.name} has blocked the bot")
    if chat.private and not chat.started:
        chat.started = True
        world.tell_person(account)
    if not chat.private and chat.status(account.id) == "restricted":
        raise NotPossible(f"{account.name} may not write in {chat.title}")
    return chat


def compose(world: World, account: Account, chat: Chat, content: Json, **more: Any) -> Message:
    """Writes a message into the chat, from a person; the bots are told separately."""
    message = Message(
        id=next_message_id(world, chat),
        chat_id=chat.id,
        sender=account.as_user(),
        chat=chat.as_json(),
        date=int(world.clock.now()),
        content=content,
        **more,
    )
    place(world, chat, message)
    put_keyboard_away(world, account, chat)
    return message


def put_keyboard_away(world: World, account: Account, chat: Chat) -> None:
    phone = chat.phone(account.id)
    once = phone.keyboard is not None and phone.keyboard.get("one_time_keyboard")
    if once or phone.force_reply is not None:
        phone.keyboard = None if once else phone.keyboard
        phone.force_reply = None
        tell_keyboard(world, chat, account.id, chat.bot_id or 0)


def tell_bots(world: World, chat: Chat, message: Message, kind: str = "message") -> None:
    fault = world.faults.strike(("duplicate",), kind, chat.id) if world.faults else None
    for bot in bots_in(world, chat):
        if chat.private or hears(bot, chat, message):
            kinds = "channel_post" if chat.type == "channel" else kind
            bot.updates.add(kinds, message.as_json(), chat.id, copies=2 if fault else 1)


def hears(bot: Bot, chat: Chat, message: Message) -> bool:
    """Privacy mode: in groups a bot hears commands, replies to it and mentions of it, unless it is an administrator."""
    if chat.type == "channel" or chat.status(bot.id) == "administrator":
        return True
    if message.kind == "service" or (message.reply_to is not None and message.reply_to.by_bot == bot.id):
        return True
    if message.text.startswith("/"):
        addressed = message.text.split()[0].partition("@")[2]
        return not addressed or addressed.lower() == bot.username.lower()
    return f"@{bot.username}".lower() in message.text.lower()


def start(world: World, account: Account, bot: Bot, payload: str | None = None) -> Message:
    """Presses Start, or opens a deep link; a chat that was blocked is unblocked, as in life."""
    if payload and (len(payload) > PAYLOAD_LIMIT or not payload.replace("_", "").replace("-", "").isalnum()):
        raise NotPossible("a deep link carries at most 64 letters of A-Z a-z 0-9 _ -")
    if world.private_chat(bot, account).blocked:
        unblock(world, account, bot)
    return say(world, account, bot, f"/start {payload}" if payload else "/start")


def say(
    world: World,
    account: Account,
    bot: Bot,
    text: str,
    *,
    chat_id: int | None = None,
    reply_to: int | None = None,
    forwarded_from: str | int | None = None,
    thread: int | None = None,
    entities: list[Json] | None = None,
) -> Message:
    """Sends a text; what is longer than a message is cut into several, as every client does. Gives the last of them."""
    text = text.strip()
    if not text:
        raise NotPossible("an empty message cannot be sent")
    chat = ready(world, account, bot, chat_id)
    if thread is not None and thread not in chat.topics:
        raise NotPossible(f"no topic {thread} in {chat.title}")
    target = chat.messages.get(reply_to) if reply_to is not None else None
    origin = origin_of(world, forwarded_from)
    for part in parts_of(text):
        found = entities if entities is not None else found_alone(part)
        content: Json = {"text": part, "entities": found} if found else {"text": part}
        message = compose(world, account, chat, content, reply_to=target, origin=origin, thread=thread)
        tell_bots(world, chat, message)
    return message


def parts_of(text: str) -> list[str]:
    parts = []
    while utf16.length(text) > TEXT_LIMIT:
        head = utf16.cut(text, 0, TEXT_LIMIT)
        head = head[:-1] if head.endswith("\ufffd") else head
        parts.append(head)
        text = text[len(head) :]
    return [*parts, text]


def origin_of(world: World, forwarded_from: str | int | None) -> Json | None:
    if forwarded_from is None:
        return None
    date = int(world.clock.now()) - 60
    if isinstance(forwarded_from, int):
        return {"type": "user", "date": date, "sender_user": world.account(forwarded_from).as_user()}
    return {"type": "hidden_user", "date": date, "sender_user_name": forwarded_from}


def message_in(chat: Chat, message_id: int) -> Message:
    if message_id not in chat.messages:
        raise NotPossible(f"no message {message_id} in this chat")
    return chat.messages[message_id]


def edit(
    world: World, account: Account, bot: Bot, message_id: int, text: str, *, chat_id: int | None = None
) -> Message:
    chat = ready(world, account, bot, chat_id)
    message = message_in(chat, message_id)
    if message.sender.get("id") != account.id:
        raise NotPossible("only one's own messages can be edited")
    field = "text" if "text" in message.content else "caption"
    found = found_alone(text)
    message.content = {**message.content, field: text}
    message.content.pop("entities", None)
    if found and field == "text":
        message.content["entities"] = found
    edited(world, chat, message)
    tell_bots(world, chat, message, "edited_message")
    return message


def delete(world: World, account: Account, bot: Bot, message_id: int, *, chat_id: int | None = None) -> None:
    chat = chat_for(world, account, bot, chat_id)
    remove(world, chat, [message_in(chat, message_id).id])


def clear(world: World, account: Account, bot: Bot) -> None:
    chat = world.private_chat(bot, account)
    remove(world, chat, list(chat.messages))


def read(world: World, account: Account, bot: Bot, *, chat_id: int | None = None) -> None:
    chat_for(world, account, bot, chat_id).phone(account.id).unread = 0
    world.tell_person(account)


def press(world: World, account: Account, bot: Bot, message_id: int, data: str, *, chat_id: int | None = None) -> Press:
    """Presses a button that sends `data`; a message that is gone is named without its content, as Telegram does."""
    chat = chat_for(world, account, bot, chat_id)
    if account.deactivated or chat.blocked:
        raise NotPossible(f"{account.name} has no chat with the bot now")
    message = chat.messages.get(message_id)
    pressed = Press(str(next(PRESS_IDS)), world.clock.now(), account.id, chat.id, message_id, data)
    bot.presses[pressed.id] = pressed
    gone = {"chat": chat.as_json(), "message_id": message_id, "date": 0}
    body = {
        "id": pressed.id,
        "from": account.as_user(),
        "message": message.as_json() if message is not None else gone,
        "chat_instance": str(hash((bot.id, chat.id))),
        "data": data,
    }
    fault = world.faults.strike(("duplicate",), "callback_query", chat.id) if world.faults else None
    bot.updates.add("callback_query", body, chat.id, copies=2 if fault else 1)
    return pressed


def share_contact(
    world: World,
    account: Account,
    bot: Bot,
    *,
    of: Account | None = None,
    phone: str | None = None,
    first_name: str | None = None,
    user_id: int | None = None,
    chat_id: int | None = None,
) -> Message:
    """One's own contact, another person's, or a bare number. Telegram writes numbers without the plus sign."""
    chat = ready(world, account, bot, chat_id)
    if phone is None:
        of = of or account
        if of.phone is None:
            raise NotPossible(f"{of.name} has no phone number")
        phone, first_name, user_id = of.phone, of.first_name, of.id
    contact: Json = {"phone_number": phone.removeprefix("+"), "first_name": first_name or account.first_name}
    if user_id is not None:
        contact["user_id"] = user_id
    message = compose(world, account, chat, {"contact": contact})
    tell_bots(world, chat, message)
    return message


def share_location(
    world: World,
    account: Account,
    bot: Bot,
    latitude: float,
    longitude: float,
    *,
    accuracy: float | None = None,
    chat_id: int | None = None,
) -> Message:
    chat = ready(world, account, bot, chat_id)
    location: Json = {"latitude": latitude, "longitude": longitude}
    if accuracy is not None:
        location["horizontal_accuracy"] = accuracy
    message = compose(world, account, chat, {"location": location})
    tell_bots(world, chat, message)
    return message


def react(
    world: World, account: Account, bot: Bot, message_id: int, emoji: str | None, *, chat_id: int | None = None
) -> Message:
    chat = ready(world, account, bot, chat_id)
    message = message_in(chat, message_id)
    before = message.reactions.get(account.id)
    if emoji is None:
        message.reactions.pop(account.id, None)
    else:
        message.reactions[account.id] = emoji
    news = {
        "chat": chat.as_json(),
        "message_id": message.id,
        "user": account.as_user(),
        "date": int(world.clock.now()),
        "old_reaction": [{"type": "emoji", "emoji": before}] if before else [],
        "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
    }
    for listener in bots_in(world, chat):
        listener.updates.add("message_reaction", news, chat.id)
    show(world, chat, message, "reaction")
    return message


def block(world: World, account: Account, bot: Bot) -> None:
    chat = world.private_chat(bot, account)
    if not chat.blocked:
        chat.blocked = True
        membership_changed(world, account, bot, chat, "member", "kicked")


def unblock(world: World, account: Account, bot: Bot) -> None:
    chat = world.private_chat(bot, account)
    if chat.blocked:
        chat.blocked = False
        membership_changed(world, account, bot, chat, "kicked", "member")


def membership_changed(world: World, account: Account, bot: Bot, chat: Chat, before: str, after: str) -> None:
    """Tells the bot what it has become in this chat."""
    now_member = {**chat.members.get(bot.id, {}), "status": after}
    news = {
        "chat": chat.as_json(),
        "from": account.as_user(),
        "date": int(world.clock.now()),
        "old_chat_member": member_shape(bot.as_user(), {"status": before}),
        "new_chat_member": member_shape(bot.as_user(), now_member),
    }
    bot.updates.add("my_chat_member", news, chat.id)
    world.tell_person(account)


def deactivate(world: World, account: Account, *, gone: bool = True) -> None:
    account.deactivated = gone
    world.tell_person(account)
