"""An event of the Zalo Bot Platform, in the house's words: who sent what.

Nobody presses, shares a contact or a place there; nobody comes or goes. Nothing is believed but the ids.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from channels.incoming import Body, Command, File, Incoming, Other, Text
from channels.zalo_values import link, moment, text
from domain.wording import clean

CHANNEL = "zalo_bot"
PROOF_HEADER = "X-Bot-Api-Secret-Token"  # of a webhook's calls

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:\s+(.*))?", re.DOTALL)


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
            chat=text(chat["id"]),
            sender=text(sender["id"]),
            private=chat.get("chat_type", "PRIVATE") == "PRIVATE",
            name=clean(str(sender.get("display_name") or "")),
            language=None,
            message=text(message["message_id"]),
            forwarded=False,
            body=_body(text(event["event_name"]), message),
            at=moment(message.get("date")),
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
        return text(event_of(raw)["message"]["message_id"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def words(typed: str) -> Body:
    """What was typed: a command when it begins with one, as there is no list of commands to choose from."""
    command = _COMMAND.fullmatch(typed.strip())
    if command is None:
        return Text(text=clean(typed))
    return Command(name=command[1].lower(), arguments=clean(command[2] or ""))


def _body(event_name: str, message: Mapping[str, Any]) -> Body:
    kind = event_name.removeprefix("message.").removesuffix(".received")
    if kind == "text":
        return words(text(message["text"]))
    if kind == "image":
        return _picture(message)
    return Other(kind=clean(kind)[:32] or "unknown")


def _picture(message: Mapping[str, Any]) -> File:
    """The documents say `photo`, what comes says `photo_url`. The link can be opened for a while only."""
    return File(
        kind="photo",
        file=link(message.get("photo_url") or message["photo"]),
        unique=text(message["message_id"]),
        size=0,
        name=None,
        caption=clean(str(message.get("caption") or "")),
    )
