"""A message takes its place in a chat, and whomever it concerns hears of it: phones, journal, counters, bots."""

from simulator.bots import Bot
from simulator.chats import Chat
from simulator.markup import Markup
from simulator.messages import Message
from simulator.shapes import Json
from simulator.view import force_reply_view, keyboard_view, message_view
from simulator.world import World


def next_message_id(world: World, chat: Chat) -> int:
    """Private chats share one count for each bot, as in life; a group has its own."""
    if chat.bot_id is None:
        chat.last_id += 1
        return chat.last_id
    bot = world.bots[chat.bot_id]
    bot.last_message_id += 1
    return bot.last_message_id


def people_in(world: World, chat: Chat) -> list[int]:
    if chat.private:
        return [chat.id] if chat.person is not None else []
    return [user for user in chat.members if user in world.people and chat.inside(user)]


def bots_in(world: World, chat: Chat) -> list[Bot]:
    if chat.bot_id is not None:
        return [world.bots[chat.bot_id]]
    return [world.bots[user] for user in chat.members if user in world.bots and chat.inside(user)]


def place(world: World, chat: Chat, message: Message) -> None:
    """Puts a message into the chat and onto the phones."""
    if chat.crowd is not None:
        return
    chat.messages[message.id] = message
    for person in people_in(world, chat):
        if message.sender.get("id") != person:
            chat.phone(person).unread += 1
        chat.phone(person).typing = None if message.by_bot else chat.phone(person).typing
    show(world, chat, message, "message")


def show(world: World, chat: Chat, message: Message, event: str) -> None:
    if world.hub.listeners:
        for person in people_in(world, chat):
            view = message_view(message, chat, person)
            world.hub.publish({"event": event, "person": person, "message": view})
    world.pulse.beat()


def post_from_bot(
    world: World,
    bot: Bot,
    chat: Chat,
    method: str,
    content: Json,
    *,
    markup: Markup,
    reply_to: Message | None = None,
    thread: int | None = None,
    silent: bool = False,
    protected: bool = False,
    album: str | None = None,
    origin: Json | None = None,
) -> Message:
    """Accepts a bot's message: from here on it is sent, whatever becomes of the answer."""
    message = Message(
        id=next_message_id(world, chat),
        chat_id=chat.id,
        sender={} if chat.type == "channel" else bot.as_user(),
        sender_chat=chat.as_json() if chat.type == "channel" else None,
        chat=chat.as_json(),
        date=int(world.clock.now()),
        content=content,
        by_bot=bot.id,
        markup=markup.inline,
        reply_to=reply_to,
        thread=thread,
        album=album,
        origin=origin,
        silent=silent,
        protected=protected,
    )
    count(world, bot, chat, method, message)
    place(world, chat, message)
    apply_keyboard(world, bot, chat, markup)
    return message


def count(world: World, bot: Bot, chat: Chat, method: str, message: Message) -> None:
    now = world.clock.now()
    world.journal.record(now, bot.id, chat.id, message.id, method, message.text or message.kind)
    world.stats.accept(method, now)
    if chat.crowd is not None:
        chat.crowd.receive(chat.id)


def apply_keyboard(world: World, bot: Bot, chat: Chat, markup: Markup) -> None:
    if markup.kind not in ("keyboard", "remove", "force_reply"):
        return
    for person in people_in(world, chat):
        phone = chat.phone(person)
        phone.keyboard = markup.body if markup.kind == "keyboard" else None
        phone.force_reply = markup.body if markup.kind == "force_reply" else None
        tell_keyboard(world, chat, person, bot.id)


def tell_keyboard(world: World, chat: Chat, person: int, bot_id: int) -> None:
    phone = chat.phone(person)
    shown = {"keyboard": keyboard_view(phone), "force_reply": force_reply_view(phone)}
    world.hub.publish({"event": "keyboard", "person": person, "chat": chat.id, "bot": bot_id, **shown})
    world.pulse.beat()


def edited(world: World, chat: Chat, message: Message, *, marked: bool = True) -> None:
    """A message has changed; a change of its buttons alone is not marked as an edit."""
    message.edits += 1
    if marked:
        message.edited = int(world.clock.now())
    show(world, chat, message, "edited")


def remove(world: World, chat: Chat, ids: list[int]) -> None:
    for message_id in ids:
        chat.messages.pop(message_id, None)
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
    for person in people_in(world, chat):
        world.hub.publish({"event": "deleted", "person": person, "chat": chat.id, "bot": chat.bot_id, "ids": ids})
    world.pulse.beat()


def tell_pins(world: World, chat: Chat) -> None:
    for person in people_in(world, chat):
        pins = chat.pinned[::-1]
        world.hub.publish({"event": "pinned", "person": person, "chat": chat.id, "bot": chat.bot_id, "pinned": pins})
    world.pulse.beat()


def service(
    world: World,
    chat: Chat,
    sender: Json,
    content: Json,
    *,
    by_bot: int | None = None,
    thread: int | None = None,
    begins_topic: bool = False,
) -> Message:
    """A line that Telegram itself writes into a chat (someone came, something was pinned); other bots are told."""
    message = Message(
        id=next_message_id(world, chat),
        chat_id=chat.id,
        sender=sender,
        chat=chat.as_json(),
        date=int(world.clock.now()),
        content=content,
        by_bot=by_bot,
    )
    message.thread = message.id if begins_topic else thread
    place(world, chat, message)
    for bot in bots_in(world, chat):
        if bot.id != by_bot or "pinned_message" in content:
            bot.updates.add("message", message.as_json(), chat.id)
    return message
