"""An event of an Official Account, in the house's words. Its signature has been checked when it came in.

The payload of one of our buttons comes as a text that nobody typed: a mark in front tells it apart. A number that
somebody shares in Zalo's form is what they wrote there, so it is read as typed.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from channels.incoming import Body, File, Incoming, Membership, Other, Place, Press, Text
from channels.zalo_bot_events import words
from channels.zalo_values import link, moment, text
from domain.wording import clean

CHANNEL = "zalo_oa"
PROOF_HEADER = "X-ZEvent-Signature"  # of a webhook's calls
PRESSED = "#1022:"


def read(raw: bytes) -> Incoming | None:
    """What a person did; None for what the account itself did. Raises `ValueError` for bytes that are no event."""
    try:
        event = event_of(raw)
        name = text(event["event_name"])
        if not name.startswith(("user_", "follow", "unfollow")):
            return None
        who = text((event.get("sender") or event["follower"])["id"])
        message = event.get("message") or {}
        return Incoming(
            channel=CHANNEL,
            chat=who,
            sender=who,
            private=True,
            name="",
            language=None,
            message=str(message["msg_id"]) if "msg_id" in message else None,
            forwarded=False,
            body=_body(name, event, message),
            at=moment(event.get("timestamp")),
        )
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not an event: {type(error).__name__}") from None


def event_of(raw: bytes) -> Mapping[str, Any]:
    """Raises `ValueError` for what is no document."""
    event = json.loads(raw)
    if not isinstance(event, dict):
        raise ValueError("not a document")
    return event


def event_id(raw: bytes) -> str | None:
    """By which two deliveries of one event are known to be one; None for what is no event."""
    try:
        event = event_of(raw)
        who = (event.get("sender") or event["follower"])["id"]
        said = (event.get("message") or {}).get("msg_id") or event["timestamp"]
        return f"{event['event_name']}:{who}:{said}"
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def signature(raw: bytes, *, app: str, secret: str) -> str:
    """`mac=` and the SHA-256 of app, body, the timestamp that stands in it, and the account's secret."""
    signed = app.encode() + raw + _timestamp(raw).encode("utf-8", "surrogatepass") + secret.encode()
    return f"mac={hashlib.sha256(signed).hexdigest()}"


def _timestamp(raw: bytes) -> str:
    """Empty for a body that has none: its signature is then no one's."""
    try:
        return str(event_of(raw)["timestamp"])
    except (ValueError, KeyError, RecursionError):
        return ""


def _body(name: str, event: Mapping[str, Any], message: Mapping[str, Any]) -> Body:
    match name:
        case "follow" | "unfollow":
            return Membership(here=name == "follow")
        case "user_send_text":
            return _typed(text(message["text"]))
        case "user_send_image":
            return _picture(message)
        case "user_send_location":
            return _place(message["attachments"][0]["payload"]["coordinates"])
        case "user_submit_info":
            return Text(text=clean(str(event["info"]["phone"])))
    return Other(kind=clean(name.removeprefix("user_send_"))[:32] or "unknown")


def _typed(said: str) -> Body:
    if said.startswith(PRESSED):
        return Press(data=said.removeprefix(PRESSED), press="", message=None)
    return words(said)


def _picture(message: Mapping[str, Any]) -> File:
    address = link(message["attachments"][0]["payload"]["url"])
    caption = clean(str(message.get("text") or ""))
    return File(kind="photo", file=address, unique=text(message["msg_id"]), size=0, name=None, caption=caption)


def _place(at: Mapping[str, Any]) -> Place:
    latitude, longitude = float(at["latitude"]), float(at["longitude"])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("not on this Earth")
    return Place(latitude=latitude, longitude=longitude)
