"""editMessageText and its siblings, deleteMessage(s): what a bot may change afterwards, and what it may not."""

from typing import Any

from simulator.chats import Chat
from simulator.markup import Markup, read_markup
from simulator.messages import CAPTIONED, Message
from simulator.methods.call import Call, method
from simulator.methods.media import read_part
from simulator.methods.sending import read_caption, read_place, read_text
from simulator.posting import edited, remove
from simulator.refusals import NOT_MODIFIED, bad
from simulator.shapes import Json

WHICH = "chat_id message_id reply_markup "
INLINE = "business_connection_id inline_message_id"
DELETE_SECONDS = 48 * 3600
TEXT_FIELDS = ("text", "entities", "link_preview_options")
CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")


def own_message(call: Call) -> tuple[Chat, Message]:
    """The message that is to be edited, which must be the bot's own."""
    if call.params.has("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    chat = call.world.find_chat(call.bot, call.params.text("chat_id"))
    message = chat.messages.get(call.params.integer("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message.by_bot != call.bot.id:
        raise bad("message can't be edited")
    return chat, message


def new_markup(call: Call, chat: Chat) -> Markup:
    markup = read_markup(call.params, private=chat.private)
    if markup.kind not in ("none", "inline"):
        raise bad("inline keyboard expected")
    return markup


def change(call: Call, chat: Chat, message: Message, fields: tuple[str, ...], content: Json) -> Json:
    """Replaces those fields and the buttons, unless nothing would change."""
    markup = new_markup(call, chat).inline
    kept = {name: value for name, value in message.content.items() if name not in fields}
    changed = kept | content
    if changed == message.content and markup == message.markup:
        raise bad(NOT_MODIFIED)
    only_buttons = changed == message.content
    message.content, message.markup = changed, markup
    edited(call.world, chat, message, marked=not only_buttons)
    return message.as_json()


@method(
    "editMessageText",
    WHICH + "text parse_mode entities link_preview_options disable_web_page_preview",
    ignores=INLINE + " rich_message",
)
async def edit_message_text(call: Call) -> Any:
    content = read_text(call.params)
    chat, message = own_message(call)
    if message.kind != "text":
        raise bad("there is no text in the message to edit")
    return change(call, chat, message, TEXT_FIELDS, content)


@method(
    "editMessageCaption",
    WHICH + "caption parse_mode caption_entities show_caption_above_media",
    ignores=INLINE,
)
async def edit_message_caption(call: Call) -> Any:
    content = read_caption(call.params)
    chat, message = own_message(call)
    if message.kind not in CAPTIONED:
        raise bad("there is no caption in the message to edit")
    return change(call, chat, message, CAPTION_FIELDS, content)


@method("editMessageMedia", WHICH + "media", ignores=INLINE)
async def edit_message_media(call: Call) -> Any:
    content = read_part(call, call.params.object("media", "InputMedia") or None)
    chat, message = own_message(call)
    if message.kind not in CAPTIONED and message.kind != "text":
        raise bad("message can't be edited")
    return change(call, chat, message, tuple(message.content), content)


@method("editMessageReplyMarkup", WHICH.strip(), ignores=INLINE)
async def edit_message_reply_markup(call: Call) -> Any:
    chat, message = own_message(call)
    return change(call, chat, message, (), {})


LIVE = "latitude longitude live_period horizontal_accuracy heading proximity_alert_radius"


@method("editMessageLiveLocation", WHICH + LIVE, ignores=INLINE)
async def edit_message_live_location(call: Call) -> Any:
    location = read_place(call.params)
    chat, message = own_message(call)
    if "live_period" not in message.content.get("location", {}):
        raise bad("message can't be edited")
    for name in LIVE.split()[2:]:
        value = call.params.real(name)
        if value is not None:
            location[name] = value if name == "horizontal_accuracy" else int(value)
    location.setdefault("live_period", message.content["location"]["live_period"])
    return change(call, chat, message, ("location",), {"location": location})


@method("stopMessageLiveLocation", WHICH.strip(), ignores=INLINE)
async def stop_message_live_location(call: Call) -> Any:
    chat, message = own_message(call)
    location = message.content.get("location", {})
    if "live_period" not in location:
        raise bad("message can't be edited")
    stopped = {name: location[name] for name in ("latitude", "longitude")}
    return change(call, chat, message, ("location",), {"location": stopped})


@method("stopPoll", "chat_id message_id reply_markup", ignores="business_connection_id")
async def stop_poll(call: Call) -> Any:
    chat, message = own_message(call)
    poll = message.content.get("poll")
    if poll is None:
        raise bad("message with poll to stop not found")
    if poll["is_closed"]:
        raise bad("poll has already been closed")
    change(call, chat, message, ("poll",), {"poll": {**poll, "is_closed": True}})
    return message.content["poll"]


def check_deletable(call: Call, chat: Chat, message: Message) -> None:
    old = call.world.clock.now() - message.date > DELETE_SECONDS
    if chat.private:
        allowed = not old
    else:
        own = message.by_bot == call.bot.id and not old
        allowed = own or chat.status(call.bot.id) == "administrator"
    if not allowed:
        raise bad("message can't be deleted for everyone" if chat.private else "message can't be deleted")


@method("deleteMessage", "chat_id message_id")
async def delete_message(call: Call) -> Any:
    chat = call.chat
    message = chat.messages.get(call.params.integer("message_id"))
    if message is None:
        raise bad("message to delete not found")
    check_deletable(call, chat, message)
    remove(call.world, chat, [message.id])
    return True


@method("deleteMessages", "chat_id message_ids")
async def delete_messages(call: Call) -> Any:
    chat = call.chat
    ids = [int(number) for number in call.params.array("message_ids", "Integer")]
    if not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > 100:
        raise bad("too many message identifiers specified")
    known = [number for number in ids if number in chat.messages]
    for number in known:
        check_deletable(call, chat, chat.messages[number])
    remove(call.world, chat, known)
    return True
