"""How a message of a person's comes about: may it be written, what becomes of the keyboard, which bots hear of it."""

from typing import Any

from simulator import utf16
from simulator.accounts import Account
from simulator.bots import Bot
from simulator.chats import Chat
from simulator.entities import TEXT_LIMIT
from simulator.messages import Message
from simulator.posting import bots_in, next_message_id, place, tell_keyboard
from simulator.shapes import Json
from simulator.world import World


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
    if chat.type == "channel" and chat.status(account.id) not in ("creator", "administrator"):
        raise NotPossible(f"only administrators post in {chat.title}")
    if not chat.private and chat.status(account.id) == "restricted":
        raise NotPossible(f"{account.name} may not write in {chat.title}")
    return chat


def topic_in(chat: Chat, thread: int | None) -> int | None:
    """The topic that is meant, if this chat has it and it is open."""
    if thread is None and chat.forum and chat.general.closed:
        raise NotPossible(f"the topic {chat.general.name} is closed")
    if thread is None:
        return None
    if thread not in chat.topics:
        raise NotPossible(f"no topic {thread} in {chat.title}")
    if chat.topics[thread].closed:
        raise NotPossible(f"the topic {chat.topics[thread].name} is closed")
    return thread


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


def post_in_channel(world: World, chat: Chat, text: str) -> Message:
    """A post in a channel, signed by the channel."""
    message = Message(
        id=next_message_id(world, chat),
        chat_id=chat.id,
        sender={},
        sender_chat=chat.as_json(),
        chat=chat.as_json(),
        date=int(world.clock.now()),
        content={"text": text},
    )
    place(world, chat, message)
    tell_bots(world, chat, message)
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


def message_in(chat: Chat, message_id: int) -> Message:
    if message_id not in chat.messages:
        raise NotPossible(f"no message {message_id} in this chat")
    return chat.messages[message_id]


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
