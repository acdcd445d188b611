"""What is sent without a file: texts, places, contacts, dice, polls, and "typing…"."""

import random
from typing import Any

from simulator.chats import Chat
from simulator.entities import caption_text, message_text
from simulator.markup import read_markup
from simulator.messages import Message
from simulator.methods.call import LEFT_ASIDE, Call, method
from simulator.params import Params
from simulator.posting import people_in, post_from_bot
from simulator.refusals import bad
from simulator.shapes import Json

SENDING = (
    "chat_id message_thread_id disable_notification protect_content allow_paid_broadcast reply_parameters reply_markup "
    "reply_to_message_id allow_sending_without_reply "
)
TYPING_SECONDS = 5
ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]
DICE_SIDES = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


async def send(call: Call, content: Json) -> Json:
    """Everything that all sends have in common, from the chat to the answer."""
    params = call.params
    named = params.text("chat_id")
    markup = read_markup(params, private=not named.startswith(("-", "@")))
    chat = call.world.writable_chat(call.bot, named)
    thread = read_thread(chat, params)
    reply_to = read_reply(chat, params)
    check_pay_button(markup.inline, content)
    await call.admit(chat)
    message = post_from_bot(
        call.world,
        call.bot,
        chat,
        call.method,
        content,
        markup=markup,
        reply_to=reply_to,
        thread=thread,
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
    )
    return message.as_json()


def check_pay_button(markup: Json | None, content: Json) -> None:
    """The first button of an invoice pays; nothing else may have such a button."""
    places = [
        (row_number, column)
        for row_number, row in enumerate((markup or {}).get("inline_keyboard", []))
        for column, button in enumerate(row)
        if button.get("pay")
    ]
    if markup is not None and places != ([(0, 0)] if "invoice" in content else []):
        raise bad("BUTTON_TYPE_INVALID")


def read_thread(chat: Chat, params: Params) -> int | None:
    thread = params.integer("message_thread_id")
    if not thread:
        return None
    if not chat.forum:
        raise bad("message thread not found")
    if thread not in chat.topics:
        raise bad("message thread not found")
    if chat.topics[thread].closed:
        raise bad("TOPIC_CLOSED")
    return thread


def read_reply(chat: Chat, params: Params) -> Message | None:
    given = params.object("reply_parameters", "reply parameters")
    target = int(given.get("message_id", 0)) if given else params.integer("reply_to_message_id")
    if not target:
        return None
    found = chat.messages.get(target)
    lenient = given.get("allow_sending_without_reply") if given else params.flag("allow_sending_without_reply")
    if found is None and not lenient and chat.crowd is None:
        raise bad("message to be replied not found")
    return found


def read_text(params: Params) -> Json:
    entities = params.array("entities", "MessageEntity") if not params.text("parse_mode") else None
    text, found = message_text(params.text("text"), params.text("parse_mode"), entities)
    content: Json = {"text": text}
    if found:
        content["entities"] = found
    options = params.object("link_preview_options", "link preview options")
    if params.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    if options:
        content["link_preview_options"] = options
    return content


def read_caption(params: Params, source: Json | None = None) -> Json:
    """The caption of a call, or of one part of an album."""
    given = Params(source) if source is not None else params
    entities = given.array("caption_entities", "MessageEntity") if not given.text("parse_mode") else None
    text, found = caption_text(given.text("caption"), given.text("parse_mode"), entities)
    content: Json = {}
    if text:
        content["caption"] = text
    if text and found:
        content["caption_entities"] = found
    if given.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if given.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


@method(
    "sendMessage",
    SENDING + "text parse_mode entities link_preview_options disable_web_page_preview",
    ignores=LEFT_ASIDE,
)
async def send_message(call: Call) -> Any:
    return await send(call, read_text(call.params))


def read_place(params: Params) -> Json:
    latitude, longitude = params.real("latitude"), params.real("longitude")
    if latitude is None:
        raise bad("latitude is empty")
    if longitude is None:
        raise bad("longitude is empty")
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise bad("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}


@method(
    "sendLocation",
    SENDING + "latitude longitude horizontal_accuracy live_period heading proximity_alert_radius",
    ignores=LEFT_ASIDE,
)
async def send_location(call: Call) -> Any:
    location = read_place(call.params)
    for name in ("horizontal_accuracy", "live_period", "heading", "proximity_alert_radius"):
        value = call.params.real(name)
        if value is not None:
            location[name] = value if name == "horizontal_accuracy" else int(value)
    return await send(call, {"location": location})


VENUE_IDS = "foursquare_id foursquare_type google_place_id google_place_type"


@method("sendVenue", SENDING + "latitude longitude title address " + VENUE_IDS, ignores=LEFT_ASIDE)
async def send_venue(call: Call) -> Any:
    location = read_place(call.params)
    venue: Json = {"location": location, "title": call.params.text("title"), "address": call.params.text("address")}
    if not venue["title"]:
        raise bad("title is empty")
    venue |= {name: call.params.text(name) for name in VENUE_IDS.split() if call.params.has(name)}
    return await send(call, {"venue": venue, "location": location})


@method("sendContact", SENDING + "phone_number first_name last_name vcard", ignores=LEFT_ASIDE)
async def send_contact(call: Call) -> Any:
    contact = {name: call.params.text(name) for name in ("phone_number", "first_name", "last_name", "vcard")}
    if not contact["phone_number"]:
        raise bad("phone number is empty")
    if not contact["first_name"]:
        raise bad("first name is empty")
    return await send(call, {"contact": {name: value for name, value in contact.items() if value}})


DICE_ASIDE = "business_connection_id direct_messages_topic_id message_effect_id suggested_post_parameters"


@method("sendDice", SENDING + "emoji", ignores=DICE_ASIDE)
async def send_dice(call: Call) -> Any:
    emoji = call.params.text("emoji", "🎲")
    if emoji not in DICE_SIDES:
        raise bad("invalid dice emoji specified")
    value = random.randint(1, DICE_SIDES[emoji])  # noqa: S311 - a die, not a secret
    return await send(call, {"dice": {"emoji": emoji, "value": value}})


POLL_IGNORED = (
    "question_parse_mode question_entities explanation explanation_parse_mode explanation_entities explanation_media "
    "open_period close_date description description_parse_mode description_entities media allows_revoting "
    "shuffle_options allow_adding_options hide_results_until_closes members_only country_codes "
)


@method(
    "sendPoll",
    SENDING
    + "question options is_anonymous type allows_multiple_answers correct_option_id correct_option_ids is_closed",
    ignores=POLL_IGNORED + "business_connection_id message_effect_id",
)
async def send_poll(call: Call) -> Any:
    params = call.params
    given = params.array("options", "InputPollOption")
    options = [option["text"] if isinstance(option, dict) else option for option in given]
    if not params.text("question"):
        raise bad("poll question must be non-empty")
    if not options:
        raise bad("poll must have at least 1 option")
    if len(options) > 12:
        raise bad("poll can't have more than 12 options")
    chat = call.world.find_chat(call.bot, params.text("chat_id"))
    poll: Json = {
        "id": str(call.world.journal.mark(f"{chat.id}:{len(call.world.journal)}")),
        "question": params.text("question"),
        "options": [{"text": text, "voter_count": 0, "persistent_id": str(n)} for n, text in enumerate(options)],
        "total_voter_count": 0,
        "is_closed": params.flag("is_closed"),
        "is_anonymous": params.flag("is_anonymous", default=True),
        "type": params.text("type") or "regular",
        "allows_multiple_answers": params.flag("allows_multiple_answers"),
        "allows_revoting": True,
        "members_only": False,
    }
    correct = params.array("correct_option_ids", "Integer") or [params.integer("correct_option_id", -1)]
    if poll["type"] == "quiz" and any(0 <= int(number) < len(options) for number in correct):
        poll["correct_option_ids"] = [int(number) for number in correct]
    return await send(call, {"poll": poll})


@method("sendChatAction", "chat_id action message_thread_id", ignores="business_connection_id")
async def send_chat_action(call: Call) -> Any:
    action = call.params.text("action").lower()
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = call.world.writable_chat(call.bot, call.params.text("chat_id"))
    until = call.world.clock.now() + TYPING_SECONDS
    for person in people_in(call.world, chat):
        chat.phone(person).typing = {"action": action, "until": until}
        news = {"person": person, "chat": chat.id, "bot": call.bot.id, "action": action, "until": until}
        call.world.hub.publish({"event": "typing", **news})
    call.world.pulse.beat()
    return True
