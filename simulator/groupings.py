"""Groups, channels and forums as people make, join, leave and upgrade them, and let bots in or throw them out."""

from simulator.accounts import Account
from simulator.acts import membership_changed
from simulator.bots import Bot
from simulator.chats import Chat, Topic
from simulator.composing import NotPossible
from simulator.invitations import InviteLink
from simulator.posting import bots_in, service
from simulator.shapes import Json
from simulator.world import World

COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
TOPIC_NAME = 128
ASKING_SECONDS = 300  # how long a bot may write to somebody who has asked to be let in


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


def join_by_link(world: World, account: Account, url: str) -> Chat | None:
    """Opens an invite link: in at once, or, where the link says so, when an administrator has agreed (then None)."""
    chat = next((chat for chat in world.groups.values() if url in chat.links), None)
    if chat is None or chat.links[url].spent(world.clock.now()):
        raise NotPossible("this invite link has expired")
    if chat.status(account.id) == "kicked":
        raise NotPossible(f"{account.name} is banned from {chat.title}")
    link = chat.links[url]
    if chat.inside(account.id):
        return chat
    if link.asks:
        ask_in(world, chat, account, link)
        return None
    link.joined += 1
    join(world, chat, account)
    return chat


def ask_in(world: World, chat: Chat, account: Account, link: InviteLink) -> None:
    """Tells the bots that may invite; until it is settled they may write to whoever asks."""
    link.waiting.add(account.id)
    news = {
        "chat": chat.as_json(),
        "from": account.as_user(),
        "user_chat_id": account.id,
        "date": int(world.clock.now()),
        "invite_link": link.as_json(),
    }
    for bot in bots_in(world, chat):
        if chat.status(bot.id) == "administrator":
            world.private_chat(bot, account).open_until = world.clock.now() + ASKING_SECONDS
            bot.updates.add("chat_join_request", news, chat.id)


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


def open_topic(
    world: World,
    chat: Chat,
    sender: Json,
    name: str,
    *,
    color: int = COLORS[0],
    icon: str | None = None,
    by_bot: int | None = None,
) -> Topic:
    """A new topic of a forum; its number is that of the message that tells of it."""
    shown = {"name": name[:TOPIC_NAME], "icon_color": color} | ({"icon_custom_emoji_id": icon} if icon else {})
    made = service(world, chat, sender, {"forum_topic_created": shown}, by_bot=by_bot, begins_topic=True)
    topic = chat.topics[made.id] = Topic(made.id, name[:TOPIC_NAME], color, icon)
    world.tell_group(chat)
    return topic


def person_opens_topic(world: World, chat: Chat, account: Account, name: str) -> Topic:
    if not chat.forum:
        raise NotPossible(f"{chat.title} has no topics")
    if not chat.inside(account.id):
        raise NotPossible(f"{account.name} is not in {chat.title}")
    return open_topic(world, chat, account.as_user(), name, color=COLORS[len(chat.topics) % len(COLORS)])
