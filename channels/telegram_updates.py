"""A raw update from Telegram, in the house's words: who did what, and where.

Nothing here is believed but what Telegram itself vouches for: the ids, and that a contact is the sender's own. The JSON
is read as it is (https://core.telegram.org/bots/api#update): to build PTB's objects, every button under a pressed
message among them, would be a tenth of what a turn costs.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from telegram.constants import ChatMemberStatus, ChatType, MessageType

from channels.incoming import Body, Command, Contact, Edited, File, Incoming, Membership, Other, Place, Press, Text
from domain.wording import clean

CHANNEL = "telegram"
PROOF_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # of a webhook's calls

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?:\s+(.*))?", re.DOTALL)
_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)

Fields = Mapping[str, Any]


def read(raw: bytes, *, bot: str | None = None) -> Incoming | None:
    """What a person did; None for what no person did in a chat of ours.

    That is: channel posts, anonymous admins, bots, polls, the ticking of a live location, and commands to another bot
    than `bot` (a user name). Raises `ValueError` for bytes that are no update.
    """
    try:
        document: Any = json.loads(raw)
        _number(document["update_id"])
        return _read(document, bot)
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not an update: {type(error).__name__}") from None


def update_id(raw: bytes) -> int | None:
    """By which two deliveries of one update are known to be one; None for what is no update."""
    try:
        number = json.loads(raw)["update_id"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return number if type(number) is int and 0 <= number < 2**63 else None


def _read(update: Fields, bot: str | None) -> Incoming | None:
    """What we pass on is checked where we take it, and whatever trips is no update."""
    if (message := update.get("message")) is not None:
        return _message(message, bot)
    if (edited := update.get("edited_message")) is not None:
        return None if edited.get("location") else _incoming(edited, Edited())
    if (query := update.get("callback_query")) is not None:
        return _press(query)
    if (change := update.get("my_chat_member")) is not None:
        return _membership(change)
    return None


def _message(message: Fields, bot: str | None) -> Incoming | None:
    text = message.get("text")
    if text is None:
        return _incoming(message, _body(message))
    command = _COMMAND.fullmatch(text.strip())
    if command and command[2] and bot and command[2].casefold() != bot.casefold():
        return None
    return _incoming(message, _words(text, command))


def _words(text: str, command: re.Match[str] | None) -> Body:
    if command is None:
        return Text(text=clean(text))
    return Command(name=command[1].lower(), arguments=clean(command[3] or ""))


def _body(message: Fields) -> Body:
    if contact := message.get("contact"):
        return _contact(contact, message)
    if message.get("venue") or message.get("location"):
        return _place(message)
    return _file(message) or Other(kind=next((str(kind) for kind in MessageType if message.get(kind)), "unknown"))


def _contact(contact: Fields, message: Fields) -> Contact:
    """A contact that was passed on proves nothing, even one's own."""
    sender = message.get("from")
    senders = sender is not None and contact.get("user_id") == sender["id"]
    return Contact(phone=clean(contact["phone_number"]), own=senders and not message.get("forward_origin"))


def _place(message: Fields) -> Place:
    venue = message.get("venue")
    at = venue["location"] if venue else message["location"]
    if at is None:
        raise ValueError("a venue without a place")
    name = clean(f"{venue['title']}, {venue['address']}") if venue else None
    return Place(latitude=_degrees(at["latitude"], 90), longitude=_degrees(at["longitude"], 180), name=name)


def _file(message: Fields) -> File | None:
    if sizes := message.get("photo"):
        return _held("photo", max(sizes, key=lambda size: _number(size["width"])), message)
    for kind, held in (
        ("video", message.get("video") or message.get("animation")),
        ("document", message.get("document")),
    ):
        if held:
            return _held(kind, held, message)
    return None


def _held(kind: str, held: Fields, message: Fields) -> File:
    name, album = held.get("file_name"), message.get("media_group_id")
    return File(
        kind=kind,
        file=_string(held["file_id"]),
        unique=_string(held["file_unique_id"]),
        size=_number(held.get("file_size") or 0),
        name=clean(name) if name else None,
        caption=clean(message.get("caption") or ""),
        album=None if album is None else _string(album),
    )


def _press(query: Fields) -> Incoming | None:
    sender, message, data = query["from"], query.get("message"), query.get("data")
    if message is None:
        return None
    at = str(_number(message["message_id"]))
    body = Other(kind="game") if data is None else Press(data=_string(data), press=_string(query["id"]), message=at)
    return _by(sender, message["chat"], body, message=at)


def _membership(change: Fields) -> Incoming:
    now = change["new_chat_member"]
    status = _string(now["status"])
    here = now["is_member"] is True if status == ChatMemberStatus.RESTRICTED else status not in _OUTSIDE
    return _by(change["from"], change["chat"], Membership(here=here), message=None)


def _incoming(message: Fields, body: Body) -> Incoming | None:
    """None when it spoke for a chat (a channel, an anonymous admin), or a bot did."""
    at, chat, sender = str(_number(message["message_id"])), message["chat"], message.get("from")
    spoke_for_a_chat = message.get("sender_chat") is not None or chat["type"] == ChatType.CHANNEL
    if sender is None or sender["is_bot"] or spoke_for_a_chat:
        return None
    return _by(sender, chat, body, message=at, forwarded=message.get("forward_origin") is not None)


def _by(sender: Fields, chat: Fields, body: Body, *, message: str | None, forwarded: bool = False) -> Incoming:
    language = sender.get("language_code")
    return Incoming(
        channel=CHANNEL,
        chat=str(_number(chat["id"])),
        sender=str(_number(sender["id"])),
        private=chat["type"] == ChatType.PRIVATE,
        name=clean(" ".join(filter(None, (sender["first_name"], sender.get("last_name"))))),
        language=None if language is None else _string(language),
        message=message,
        forwarded=forwarded,
        body=body,
    )


def _number(value: object) -> int:
    if type(value) is not int:
        raise ValueError("not a whole number")
    return value


def _string(value: object) -> str:
    if type(value) is not str:
        raise ValueError("not a text")
    return value


def _degrees(value: object, most: int) -> float:
    if not isinstance(value, int | float) or not -most <= value <= most:
        raise ValueError("not on this Earth")
    return float(value)
