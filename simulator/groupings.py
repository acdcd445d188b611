"""Groups, channels and forums as people make, join, leave and upgrade them, and let bots in or throw them out."""

from simulator.accounts import Account
from simulator.acts import membership_changed
from simulator.bots import Bot
from simulator.chats import Chat
from simulator.composing import tell_bots
from simulator.messages import Message
from simulator.posting import next_message_id, place, service
from simulator.shapes import Json
from simulator.world import World


def make(
    world: World,
    *,
    title: str,
    type: str = "supergroup",
    forum: bool = False,
    members: list[int] | None = None,
    bot: Bot | None = None,
    bot_status: str = "member",
    id: int | None = None,
) -> Chat:
    chat = Chat(id if id is not None else world.new_group_id(type), type, title=title, forum=forum)
    for place_in_list, person in enumerate(members or []):
        world.account(person)
        chat.members[person] = {"status": "creator" if place_in_list == 0 else "member"}
    world.add_group(chat)
    if bot is not None and bot_status != "none":
        admit_bot(world, chat, bot, bot_status)
    return chat


def owner(world: World, chat: Chat) -> Account:
    """Whoever is named as having done a thing to the group."""
    inside = (world.people[user] for user in chat.members if user in world.people)
    return next(inside, Account(777000, "Telegram"))


def admit_bot(world: World, chat: Chat, bot: Bot, status: str, rights: Json | None = None) -> None:
    before = chat.status(bot.id)
    chat.members[bot.id] = {"status": status, **(rights or {})}
    who = owner(world, chat)
    membership_changed(world, who, bot, chat, before, status)
    if before in ("left", "kicked") and chat.inside(bot.id) and chat.group:
        service(world, chat, who.as_user(), {"new_chat_members": [bot.as_user()]})
    world.tell_group(chat)


def join(world: World, chat: Chat, account: Account) -> None:
    if not chat.inside(account.id):
        chat.members[account.id] = {"status": "member"}
        if chat.group:
            service(world, chat, account.as_user(), {"new_chat_members": [account.as_user()]})
        world.tell_group(chat)


def leave(world: World, chat: Chat, account: Account) -> None:
    if chat.inside(account.id):
        if chat.group:
            service(world, chat, account.as_user(), {"left_chat_member": account.as_user()})
        chat.members[account.id] = {"status": "left"}
        world.tell_group(chat)


def upgrade(world: World, chat: Chat) -> Chat:
    """A group becomes a supergroup: a new id, both service messages, and refusals that name the new id from now on."""
    wide = Chat(world.new_group_id("supergroup"), "supergroup", title=chat.title, members=dict(chat.members))
    world.add_group(wide)
    who = owner(world, chat).as_user()
    service(world, chat, who, {"migrate_to_chat_id": wide.id})
    service(world, wide, who, {"migrate_from_chat_id": chat.id})
    chat.upgraded_to = wide.id
    return wide


def post(world: World, chat: Chat, text: str) -> Message:
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
