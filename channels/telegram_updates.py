"""A raw update from Telegram, in the house's words: who did what, and where.

Nothing here is believed but what Telegram itself vouches for: the ids, and that a contact is the sender's own.
"""

import json
import re
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update, User
from telegram.helpers import effective_message_type

from channels.incoming import Body, Command, Contact, Edited, File, Incoming, Membership, Other, Place, Press, Text
from domain.wording import clean

CHANNEL = "telegram"
PROOF_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # of a webhook's calls

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?:\s+(.*))?", re.DOTALL)
_OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)


def read(raw: bytes, *, bot: str | None = None) -> Incoming | None:
    """What a person did; None for what no person did in a chat of ours.

    That is: channel posts, anonymous admins, bots, polls, the ticking of a live location, and commands to another bot
    than `bot` (a user name). Raises `ValueError` for bytes that are no update.
    """
    try:
        document: Any = json.loads(raw)
        _number(document["update_id"])
        return _read(Update.de_json(document), bot)
    except (LookupError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError) as error:
        raise ValueError(f"not an update: {type(error).__name__}") from None


def update_id(raw: bytes) -> int | None:
    """By which two deliveries of one update are known to be one; None for what is no update."""
    try:
        number = json.loads(raw)["update_id"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return number if type(number) is int and 0 <= number < 2**63 else None


def _read(update: Update, bot: str | None) -> Incoming | None:
    """PTB takes types for granted: what we pass on is checked where we take it, and whatever trips is no update."""
    if update.message is not None:
        return _message(update.message, bot)
    if update.edited_message is not None and update.edited_message.location is None:
        return _incoming(update.edited_message, Edited())
    if update.callback_query is not None:
        return _press(update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    return None


def _message(message: Message, bot: str | None) -> Incoming | None:
    if message.text is not None:
        command = _COMMAND.fullmatch(message.text.strip())
        if command and command[2] and bot and command[2].casefold() != bot.casefold():
            return None
        return _incoming(message, _words(message.text, command))
    return _incoming(message, _body(message))


def _words(text: str, command: re.Match[str] | None) -> Body:
    if command is None:
        return Text(text=clean(text))
    return Command(name=command[1].lower(), arguments=clean(command[3] or ""))


def _body(message: Message) -> Body:
    if message.contact is not None:
        return _contact(message)
    if message.venue is not None or message.location is not None:
        return _place(message)
    return _file(message) or Other(kind=str(effective_message_type(message) or "unknown"))


def _contact(message: Message) -> Contact:
    """A contact that was passed on proves nothing, even one's own."""
    contact, sender = message.contact, message.from_user
    assert contact is not None
    own = sender is not None and contact.user_id == sender.id and message.forward_origin is None
    return Contact(phone=clean(contact.phone_number), own=own)


def _place(message: Message) -> Place:
    venue, at = message.venue, message.venue.location if message.venue else message.location
    if at is None:
        raise ValueError("a venue without a place")
    name = clean(f"{venue.title}, {venue.address}") if venue else None
    return Place(latitude=_degrees(at.latitude, 90), longitude=_degrees(at.longitude, 180), name=name)


def _file(message: Message) -> File | None:
    if message.photo:
        return _held("photo", max(message.photo, key=lambda size: _number(size.width)), message)
    for kind, held in (("video", message.video or message.animation), ("document", message.document)):
        if held is not None:
            return _held(kind, held, message)
    return None


def _held(kind: str, held: Any, message: Message) -> File:
    name = getattr(held, "file_name", None)
    return File(
        kind=kind,
        file=_string(held.file_id),
        unique=_string(held.file_unique_id),
        size=_number(held.file_size or 0),
        name=clean(name) if name else None,
        caption=clean(message.caption or ""),
        album=None if message.media_group_id is None else _string(message.media_group_id),
    )


def _press(query: CallbackQuery) -> Incoming | None:
    message = query.message
    if message is None:
        return None
    at = str(_number(message.message_id))
    body = Other(kind="game") if query.data is None else _pressed(query.data, query.id, at)
    return _by(query.from_user, message.chat, body, message=at)


def _pressed(data: str, press: str, at: str) -> Press:
    return Press(data=_string(data), press=_string(press), message=at)


def _membership(change: ChatMemberUpdated) -> Incoming:
    now = change.new_chat_member
    here = now.is_member if isinstance(now, ChatMemberRestricted) else now.status not in _OUTSIDE
    return _by(change.from_user, change.chat, Membership(here=here), message=None)


def _incoming(message: Message, body: Body) -> Incoming | None:
    """None when it spoke for a chat (a channel, an anonymous admin), or a bot did."""
    sender = message.from_user
    if sender is None or sender.is_bot or message.sender_chat is not None or message.chat.type == Chat.CHANNEL:
        return None
    at, forwarded = str(_number(message.message_id)), message.forward_origin is not None
    return _by(sender, message.chat, body, message=at, forwarded=forwarded)


def _by(sender: User, chat: Chat, body: Body, *, message: str | None, forwarded: bool = False) -> Incoming:
    return Incoming(
        channel=CHANNEL,
        chat=str(_number(chat.id)),
        sender=str(_number(sender.id)),
        private=chat.type == Chat.PRIVATE,
        name=clean(sender.full_name),
        language=None if sender.language_code is None else _string(sender.language_code),
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
