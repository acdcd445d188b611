"""What people do with their phones, and what the bots hear of it."""

import itertools

from simulator.accounts import Account
from simulator.bots import Bot, Press
from simulator.chats import Chat
from simulator.composing import (
    NotPossible,
    chat_for,
    compose,
    message_in,
    origin_of,
    parts_of,
    post_in_channel,
    ready,
    tell_bots,
    topic_in,
)
from simulator.entities import found_alone
from simulator.members import member_shape
from simulator.messages import Message
from simulator.posting import bots_in, edited, remove, show
from simulator.shapes import Json
from simulator.world import World

PRESS_IDS = itertools.count(4_400_000_000_000_000_000)
PAYLOAD_LIMIT = 64


def start(world: World, account: Account, bot: Bot, payload: str | None = None) -> Message:
    """Presses Start, or opens a deep link; a chat that was blocked is unblocked, as in life."""
    if payload and (len(payload) > PAYLOAD_LIMIT or not payload.replace("_", "").replace("-", "").isalnum()):
        raise NotPossible("a deep link carries at most 64 letters of A-Z a-z 0-9 _ -")
    if world.private_chat(bot, account).blocked:
        unblock(world, account, bot)
    return say(world, account, bot, f"/start {payload}" if payload else "/start", shown="/start")


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
    shown: str | None = None,
) -> Message:
    """Sends a text; what is longer than a message is cut into several, as every client does. Gives the last of them."""
    text = text.strip()
    if not text:
        raise NotPossible("an empty message cannot be sent")
    chat = ready(world, account, bot, chat_id)
    topic_in(chat, thread)
    if chat.type == "channel":
        return post_in_channel(world, chat, text)
    target = chat.messages.get(reply_to) if reply_to is not None else None
    origin = origin_of(world, forwarded_from)
    for part in parts_of(text):
        found = entities if entities is not None else found_alone(part)
        content: Json = {"text": part, "entities": found} if found else {"text": part}
        message = compose(world, account, chat, content, reply_to=target, origin=origin, thread=thread, shown=shown)
        tell_bots(world, chat, message)
    return message


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
    thread: int | None = None,
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
    message = compose(world, account, chat, {"contact": contact}, thread=topic_in(chat, thread))
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
    thread: int | None = None,
) -> Message:
    chat = ready(world, account, bot, chat_id)
    location: Json = {"latitude": latitude, "longitude": longitude}
    if accuracy is not None:
        location["horizontal_accuracy"] = accuracy
    message = compose(world, account, chat, {"location": location}, thread=topic_in(chat, thread))
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
