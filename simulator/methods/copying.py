"""forwardMessage(s) and copyMessage(s): the same words again, with or without saying whose they were."""

from typing import Any

from simulator.chats import Chat
from simulator.markup import Markup, read_markup
from simulator.messages import CAPTIONED, Message
from simulator.methods.call import Call, method
from simulator.methods.sending import read_caption, read_reply, read_thread
from simulator.posting import post_from_bot
from simulator.refusals import bad
from simulator.shapes import Json

ALONE = ("service", "poll")
ASIDE = "direct_messages_topic_id video_start_timestamp message_effect_id suggested_post_parameters"


def original(call: Call, message_id: int, verb: str) -> Message:
    source = call.world.find_chat(call.bot, call.params.text("from_chat_id"))
    message = source.messages.get(message_id)
    if message is None:
        raise bad(f"message to {verb} not found")
    if message.protected:
        raise bad("message has protected content and can't be forwarded")
    if message.kind in ALONE:
        raise bad("the message can't be copied" if verb == "copy" else "the message can't be forwarded")
    return message


def origin_of(message: Message) -> Json:
    if message.origin is not None:
        return message.origin
    if message.sender_chat is not None:
        return {"type": "channel", "date": message.date, "chat": message.sender_chat, "message_id": message.id}
    return {"type": "user", "date": message.date, "sender_user": message.sender}


def again(call: Call, chat: Chat, message: Message, content: Json, markup: Markup, origin: Json | None) -> Message:
    params = call.params
    return post_from_bot(
        call.world,
        call.bot,
        chat,
        call.method,
        content,
        markup=markup,
        reply_to=read_reply(chat, params),
        thread=read_thread(chat, params),
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
        origin=origin,
    )


@method(
    "forwardMessage",
    "chat_id message_thread_id from_chat_id message_id disable_notification protect_content",
    ignores=ASIDE,
)
async def forward_message(call: Call) -> Any:
    chat = call.world.writable_chat(call.bot, call.params.text("chat_id"))
    message = original(call, call.params.integer("message_id"), "forward")
    await call.admit(chat)
    return again(call, chat, message, message.content, Markup(), origin_of(message)).as_json()


@method(
    "copyMessage",
    "chat_id message_thread_id from_chat_id message_id caption parse_mode caption_entities show_caption_above_media "
    "disable_notification protect_content allow_paid_broadcast reply_parameters reply_markup reply_to_message_id "
    "allow_sending_without_reply",
    ignores=ASIDE,
)
async def copy_message(call: Call) -> Any:
    chat = call.world.writable_chat(call.bot, call.params.text("chat_id"))
    message = original(call, call.params.integer("message_id"), "copy")
    markup = read_markup(call.params, private=chat.private)
    content = message.content
    if "caption" in call.params.fields and message.kind in CAPTIONED:
        content = without_caption(content) | read_caption(call.params)
    await call.admit(chat)
    return {"message_id": again(call, chat, message, content, markup, None).id}


MANY = "chat_id message_thread_id from_chat_id message_ids disable_notification protect_content"


@method("forwardMessages", MANY, ignores="direct_messages_topic_id")
async def forward_messages(call: Call) -> Any:
    return await many(call, "forward")


@method("copyMessages", MANY + " remove_caption", ignores="direct_messages_topic_id")
async def copy_messages(call: Call) -> Any:
    return await many(call, "copy")


async def many(call: Call, verb: str) -> list[Json]:
    """Those of the messages that can be, in their order; the others are left out without a word."""
    chat = call.world.writable_chat(call.bot, call.params.text("chat_id"))
    source = call.world.find_chat(call.bot, call.params.text("from_chat_id"))
    ids = [int(number) for number in call.params.array("message_ids", "Integer")]
    found = [source.messages[number] for number in ids if number in source.messages]
    messages = [message for message in found if not message.protected and message.kind not in ALONE]
    if not messages:
        raise bad(f"messages to {verb} not found")
    await call.admit(chat, len(messages))
    sent = []
    for message in messages:
        bare = verb == "copy" and call.params.flag("remove_caption")
        content = without_caption(message.content) if bare else message.content
        origin = origin_of(message) if verb == "forward" else None
        sent.append({"message_id": again(call, chat, message, content, Markup(), origin).id})
    return sent


def without_caption(content: Json) -> Json:
    return {name: value for name, value in content.items() if name not in ("caption", "caption_entities")}
