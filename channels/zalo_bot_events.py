"""An event of the Zalo Bot Platform, in the house's words: who sent what.

Nobody presses, shares a contact or a place there; nobody comes or goes. Nothing is believed but the ids.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from channels.message import Body, Command, File, Incoming, Other, Text
from domain.wording import clean

CHANNEL = "zalo_bot"

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:\s+(.*))?", re.DOTALL)
_LINK = re.compile(r"https?://[^\s/]+/\S*")
_LONGEST_LINK = 4096
_CENTURY_ENDS = 4_102_444_800_000


def read(raw: bytes) -> Incoming | None:
    """What a person sent; None for what a bot did. Raises `ValueError` for bytes that are no event."""
    try:
        event = event_of(raw)
        message = event["message"]
        sender, chat = message["from"], message["chat"]
        if sender.get("is_bot"):
            return None
        return Incoming(
            channel=CHANNEL,
            chat=_string(chat["id"]),
            sender=_string(sender["id"]),
            private=chat.get("chat_type", "PRIVATE") == "PRIVATE",
            name=clean(str(sender.get("display_name") or "")),
            language=None,
            message=_string(message["message_id"]),
            forwarded=False,
            body=_body(_string(event["event_name"]), message),
            at=_moment(message.get("date")),
        )
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not an event: {type(error).__name__}") from None


def event_of(raw: bytes) -> Mapping[str, Any]:
    """The event itself, whether it came bare or as the `result` of `{"ok", "result"}`."""
    document: Mapping[str, Any] = json.loads(raw)
    event: Mapping[str, Any] = document.get("result", document)
    return event


def message_id(raw: bytes) -> str | None:
    """By which two deliveries of one event are known to be one; None for what is no event."""
    try:
        return _string(event_of(raw)["message"]["message_id"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def words(text: str) -> Body:
    """What was typed: a command when it begins with one, as there is no list of commands to choose from."""
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return Text(text=clean(text))
    return Command(name=command[1].lower(), arguments=clean(command[2] or ""))


def is_link(text: str) -> bool:
    """Whether it is an address that we would fetch a picture from."""
    return len(text) <= _LONGEST_LINK and _LINK.fullmatch(text) is not None


def _body(event_name: str, message: Mapping[str, Any]) -> Body:
    kind = event_name.removeprefix("message.").removesuffix(".received")
    if kind == "text":
        return words(_string(message["text"]))
    if kind == "image":
        return _picture(message)
    return Other(kind=clean(kind)[:32] or "unknown")


def _picture(message: Mapping[str, Any]) -> File:
    """The documents say `photo`, what comes says `photo_url`. The link can be opened for a while only."""
    link = _string(message.get("photo_url") or message["photo"])
    if not is_link(link):
        raise ValueError("not a link")
    return File(
        kind="photo",
        file=link,
        unique=_string(message["message_id"]),
        size=0,
        name=None,
        caption=clean(str(message.get("caption") or "")),
    )


def _moment(date: object) -> datetime | None:
    """Unix milliseconds; None for what is no time of this century."""
    return datetime.fromtimestamp(date / 1000, UTC) if type(date) is int and 0 < date < _CENTURY_ENDS else None


def _string(value: object) -> str:
    if type(value) is not str or not value:
        raise ValueError("not a text")
    return value
