"""Forum topics: made, renamed, closed, opened again and deleted."""

from typing import Any

from simulator.chats import Chat, Topic
from simulator.groupings import COLORS, TOPIC_NAME, open_topic
from simulator.methods.call import Call, method
from simulator.posting import remove, service
from simulator.refusals import bad
from simulator.shapes import Json


def forum(call: Call) -> Chat:
    chat = call.world.writable_chat(call.bot, call.params.text("chat_id"))
    if not chat.forum:
        raise bad("the chat is not a forum")
    if chat.status(call.bot.id) != "administrator":
        raise bad("not enough rights to create a topic")
    return chat


def topic_of(call: Call) -> tuple[Chat, Topic]:
    chat = forum(call)
    topic = chat.topics.get(call.params.integer("message_thread_id"))
    if topic is None:
        raise bad("message thread not found")
    return chat, topic


def say(call: Call, chat: Chat, topic: Topic, content: Json) -> bool:
    service(call.world, chat, call.bot.as_user(), content, by_bot=call.bot.id, thread=topic.id)
    call.world.tell_group(chat)
    return True


@method("createForumTopic", "chat_id name icon_color icon_custom_emoji_id")
async def create_forum_topic(call: Call) -> Any:
    chat = forum(call)
    name = call.params.text("name").strip()
    if not name:
        raise bad("name must be non-empty")
    color = call.params.integer("icon_color", COLORS[0])
    if color not in COLORS:
        raise bad("invalid icon color specified")
    icon = call.params.text("icon_custom_emoji_id") or None
    topic = open_topic(call.world, chat, call.bot.as_user(), name, color=color, icon=icon, by_bot=call.bot.id)
    shown = {"message_thread_id": topic.id, "name": topic.name, "icon_color": color}
    return shown | ({"icon_custom_emoji_id": icon} if icon else {})


@method("editForumTopic", "chat_id message_thread_id name icon_custom_emoji_id")
async def edit_forum_topic(call: Call) -> Any:
    chat, topic = topic_of(call)
    name, icon = call.params.text("name").strip(), call.params.text("icon_custom_emoji_id")
    if name in ("", topic.name) and icon in ("", topic.icon_emoji):
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name = name[:TOPIC_NAME] or topic.name
    topic.icon_emoji = icon or topic.icon_emoji
    return say(call, chat, topic, {"forum_topic_edited": {"name": topic.name}})


@method("closeForumTopic", "chat_id message_thread_id")
async def close_forum_topic(call: Call) -> Any:
    chat, topic = topic_of(call)
    if topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = True
    return say(call, chat, topic, {"forum_topic_closed": {}})


@method("reopenForumTopic", "chat_id message_thread_id")
async def reopen_forum_topic(call: Call) -> Any:
    chat, topic = topic_of(call)
    if not topic.closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = False
    return say(call, chat, topic, {"forum_topic_reopened": {}})


@method("deleteForumTopic", "chat_id message_thread_id")
async def delete_forum_topic(call: Call) -> Any:
    chat, topic = topic_of(call)
    del chat.topics[topic.id]
    remove(call.world, chat, [message.id for message in chat.messages.values() if message.thread == topic.id])
    call.world.tell_group(chat)
    return True


def say_in_general(call: Call, chat: Chat, content: Json) -> bool:
    service(call.world, chat, call.bot.as_user(), content, by_bot=call.bot.id)
    call.world.tell_group(chat)
    return True


@method("editGeneralForumTopic", "chat_id name")
async def edit_general_forum_topic(call: Call) -> Any:
    chat, name = forum(call), call.params.text("name").strip()
    if not name:
        raise bad("name must be non-empty")
    if name == chat.general.name:
        raise bad("TOPIC_NOT_MODIFIED")
    chat.general.name = name[:TOPIC_NAME]
    return say_in_general(call, chat, {"forum_topic_edited": {"name": chat.general.name}})


@method("closeGeneralForumTopic", "chat_id")
async def close_general_forum_topic(call: Call) -> Any:
    return turn_general(call, "closed", True, "forum_topic_closed")


@method("reopenGeneralForumTopic", "chat_id")
async def reopen_general_forum_topic(call: Call) -> Any:
    forum(call).general.hidden = False
    return turn_general(call, "closed", False, "forum_topic_reopened")


@method("hideGeneralForumTopic", "chat_id")
async def hide_general_forum_topic(call: Call) -> Any:
    forum(call).general.closed = True
    return turn_general(call, "hidden", True, "general_forum_topic_hidden")


@method("unhideGeneralForumTopic", "chat_id")
async def unhide_general_forum_topic(call: Call) -> Any:
    return turn_general(call, "hidden", False, "general_forum_topic_unhidden")


def turn_general(call: Call, what: str, to: bool, news: str) -> bool:
    chat = forum(call)
    if getattr(chat.general, what) is to:
        raise bad("TOPIC_NOT_MODIFIED")
    setattr(chat.general, what, to)
    return say_in_general(call, chat, {news: {}})
