"""The body of an Official Account's message, checked and put as the phone shows it."""

from typing import Any

from simulator.shapes import Json
from simulator.utf16 import length
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.oa_refusals import OaRefusal
from simulator.zalo.world import Zalo

TEXT_LIMIT, TITLE_LIMIT, SUBTITLE_LIMIT, PAYLOAD_LIMIT = 2000, 100, 500, 1000
BUTTONS, ELEMENTS = 5, 5
INVALID, TOO_LONG = -201, -210
BUTTON_FIELDS = {
    "oa.open.url": ("url",),
    "oa.open.phone": ("phone_code",),
    "oa.open.sms": ("content", "phone_code"),
    "oa.query.show": (),
    "oa.query.hide": (),
}
MEDIA, ASKING_INFO, LIST = "media", "request_user_info", "list"


def compose(zalo: Zalo, body: Json, kind: str) -> ZaloMessage:
    """`kind` is `cs`, `transaction` or `promotion`; the last two are templates."""
    given = body.get("message")
    if not isinstance(given, dict):
        raise OaRefusal(INVALID, "message is missing")
    text = words(given.get("text", ""), "text", TEXT_LIMIT)
    message = ZaloMessage(zalo.message_id(), zalo.clock.now(), out=False, text=text, raw=text)
    attachment = given.get("attachment")
    if attachment is None:
        if not text or kind != "cs":
            raise OaRefusal(INVALID, "text or attachment is missing")
        return message
    attach(zalo, message, attachment)
    return message


def words(value: Any, name: str, limit: int) -> str:
    if not isinstance(value, str):
        raise OaRefusal(INVALID, f"{name} must be a string")
    if length(value) > limit:
        raise OaRefusal(TOO_LONG, f"{name} has more than {limit} characters")
    return value


def attach(zalo: Zalo, message: ZaloMessage, attachment: Any) -> None:
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    if not isinstance(payload, dict) or attachment.get("type") not in ("template", "file"):
        raise OaRefusal(INVALID, "attachment is invalid")
    message.buttons = buttons(payload.get("buttons", []))
    elements = payload.get("elements", [])
    if not isinstance(elements, list) or not all(isinstance(one, dict) for one in elements):
        raise OaRefusal(INVALID, "elements must be a list")
    template = payload.get("template_type")
    if template == MEDIA:
        picture(zalo, message, elements)
    elif elements:
        message.elements = listed(elements, template)
    if template == ASKING_INFO:
        message.kind = "request"
    if not (message.text or message.buttons or message.elements or message.kind == "image"):
        raise OaRefusal(INVALID, "the message is empty")


def buttons(given: Any) -> list[Json]:
    if not isinstance(given, list):
        raise OaRefusal(INVALID, "buttons must be a list")
    if len(given) > BUTTONS:
        raise OaRefusal(TOO_LONG, f"more than {BUTTONS} buttons")
    return [button(one) for one in given]


def button(given: Any) -> Json:
    if not isinstance(given, dict) or str(given.get("type")) not in BUTTON_FIELDS or not given.get("title"):
        raise OaRefusal(INVALID, "a button needs title, type and payload")
    words(given["title"], "title", TITLE_LIMIT)
    payload, fields = given.get("payload"), BUTTON_FIELDS[given["type"]]
    if not fields:
        words(payload, "payload", PAYLOAD_LIMIT)
    elif not isinstance(payload, dict) or not all(isinstance(payload.get(name), str) for name in fields):
        raise OaRefusal(INVALID, f"the payload of a button {given['type']} needs {', '.join(fields)}")
    return {name: given[name] for name in ("title", "type", "payload")}


def listed(elements: list[Json], template: Any) -> list[Json]:
    if len(elements) > ELEMENTS and template in (None, LIST):
        raise OaRefusal(TOO_LONG, f"more than {ELEMENTS} elements")
    for one in elements:
        words(one.get("title", ""), "title", TITLE_LIMIT)
        words(one.get("subtitle", ""), "subtitle", SUBTITLE_LIMIT)
    if template in (None, LIST) and not elements[0].get("subtitle"):
        raise OaRefusal(INVALID, "the first element needs a subtitle")
    return elements


def picture(zalo: Zalo, message: ZaloMessage, elements: list[Json]) -> None:
    if len(elements) != 1 or elements[0].get("media_type") != "image":
        raise OaRefusal(INVALID, "media needs one element of media_type image")
    attachment, url = elements[0].get("attachment_id"), elements[0].get("url")
    if attachment is not None and str(attachment) not in zalo.uploads:
        raise OaRefusal(INVALID, "attachment_id is unknown")
    if attachment is None and not isinstance(url, str):
        raise OaRefusal(INVALID, "media needs attachment_id or url")
    message.kind, message.link = "image", url
    message.picture = zalo.uploads[str(attachment)] if attachment is not None else None
