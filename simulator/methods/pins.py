"""pinChatMessage and its opposites."""

from typing import Any

from simulator.chats import Chat
from simulator.methods.call import Call, method
from simulator.posting import service, tell_pins
from simulator.refusals import bad


def pinnable_chat(call: Call) -> Chat:
    chat = call.world.writable_chat(call.bot, call.params.text("chat_id"))
    if not chat.private and chat.status(call.bot.id) != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat


@method("pinChatMessage", "chat_id message_id", ignores="business_connection_id disable_notification")
async def pin_chat_message(call: Call) -> Any:
    chat = pinnable_chat(call)
    message = chat.messages.get(call.params.integer("message_id"))
    if message is None:
        raise bad("message to pin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    message.pinned = True
    pinned = {"pinned_message": message.as_json(nested=True)}
    service(call.world, chat, call.bot.as_user(), pinned, by_bot=call.bot.id)
    tell_pins(call.world, chat)
    return True


def unpin(call: Call, chat: Chat, ids: list[int]) -> bool:
    for message_id in ids:
        chat.pinned.remove(message_id)
        if message_id in chat.messages:
            chat.messages[message_id].pinned = False
    tell_pins(call.world, chat)
    return True


@method("unpinChatMessage", "chat_id message_id", ignores="business_connection_id")
async def unpin_chat_message(call: Call) -> Any:
    chat = pinnable_chat(call)
    if not call.params.has("message_id"):
        return unpin(call, chat, chat.pinned[-1:])
    message_id = call.params.integer("message_id")
    if message_id not in chat.messages:
        raise bad("message to unpin not found")
    return unpin(call, chat, [message_id] if message_id in chat.pinned else [])


@method("unpinAllChatMessages", "chat_id")
async def unpin_all_chat_messages(call: Call) -> Any:
    chat = pinnable_chat(call)
    return unpin(call, chat, list(chat.pinned))


@method("unpinAllForumTopicMessages", "chat_id message_thread_id")
async def unpin_all_forum_topic_messages(call: Call) -> Any:
    chat = pinnable_chat(call)
    thread = call.params.integer("message_thread_id")
    if thread not in chat.topics:
        raise bad("message thread not found")
    return unpin(call, chat, [number for number in chat.pinned if chat.messages[number].thread == thread])


@method("unpinAllGeneralForumTopicMessages", "chat_id")
async def unpin_all_general_forum_topic_messages(call: Call) -> Any:
    chat = pinnable_chat(call)
    if not chat.forum:
        raise bad("the chat is not a forum")
    return unpin(call, chat, [number for number in chat.pinned if chat.messages[number].thread is None])
