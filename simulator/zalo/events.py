"""What the Bot Platform tells a bot: one event for each thing that a person sent."""

from simulator.shapes import Json
from simulator.zalo.manner import Manner
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.people import ZaloAccount

NAMES = {kind: f"message.{kind}.received" for kind in ("text", "image", "sticker", "voice", "unsupported")}


def event(account: ZaloAccount, message: ZaloMessage, manner: Manner) -> Json:
    kind = "unsupported" if account.protected else message.kind
    return {
        "event_name": NAMES[kind],
        "message": {
            "from": {"id": account.id, "display_name": account.name, "is_bot": False},
            "chat": {"id": account.id, "chat_type": "PRIVATE"},
            **content(kind, message, manner),
            "message_id": message.id,
            "date": int(message.time * 1000),
        },
    }


def content(kind: str, message: ZaloMessage, manner: Manner) -> Json:
    if kind == "text":
        return {"text": message.text}
    if kind == "image":
        fields = ("photo", "photo_url") if manner.photo_field == "both" else (manner.photo_field,)
        links: Json = dict.fromkeys(fields, message.link)
        return links | ({"caption": message.text} if message.text else {})
    if kind == "sticker":
        return {"sticker": message.raw, "url": message.link}
    return {"voice_url": message.link} if kind == "voice" else {}
