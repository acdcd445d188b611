"""What an Official Account is told, each event signed with its secret."""

import hashlib
import json

from simulator.shapes import Json
from simulator.zalo.chats import ZaloChat
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.oa import OfficialAccount

NAMES = {
    "text": "user_send_text",
    "image": "user_send_image",
    "sticker": "user_send_sticker",
    "voice": "user_send_audio",
    "unsupported": "user_send_file",
    "location": "user_send_location",
}
ATTACHED = {"image": "image", "sticker": "sticker", "voice": "audio", "unsupported": "file", "location": "location"}


def sign(oa: OfficialAccount, body: bytes, timestamp: str) -> str:
    signed = oa.keys.app_id.encode() + body + timestamp.encode() + oa.secret.encode()
    return f"mac={hashlib.sha256(signed).hexdigest()}"


def sealed(oa: OfficialAccount, event: Json) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(event, ensure_ascii=False).encode()
    return body, {"X-ZEvent-Signature": sign(oa, body, event["timestamp"])}


def message_event(oa: OfficialAccount, chat: ZaloChat, message: ZaloMessage, name: str | None = None) -> Json:
    told: Json = {"msg_id": message.id}
    if message.kind == "text" or message.text:
        told["text"] = message.text
    if message.kind in ATTACHED:
        told["attachments"] = [{"type": ATTACHED[message.kind], "payload": attached(message)}]
    return event(oa, chat, name or NAMES[message.kind], message.time) | {
        "sender": {"id": chat.account.user_id},
        "recipient": {"id": oa.id},
        "message": told,
    }


def attached(message: ZaloMessage) -> Json:
    if message.kind == "unsupported":
        return {"name": message.raw, "type": message.raw.rpartition(".")[2], "size": "1024"}
    if message.kind == "location":
        latitude, _, longitude = message.raw.partition(",")
        return {"coordinates": {"latitude": latitude, "longitude": longitude}}
    payload: Json = {"url": message.link}
    if message.kind == "sticker":
        return payload | {"id": message.raw}
    return payload | ({"thumbnail": message.link} if message.kind == "image" else {})


def follow_event(oa: OfficialAccount, chat: ZaloChat, now: float) -> Json:
    name = "follow" if chat.following else "unfollow"
    return event(oa, chat, name, now) | {
        "oa_id": oa.id,
        "follower": {"id": chat.account.user_id},
        "source": "oa_profile",
    }


def info_event(oa: OfficialAccount, chat: ZaloChat, info: Json, now: float) -> Json:
    return event(oa, chat, "user_submit_info", now) | {
        "sender": {"id": chat.account.user_id},
        "recipient": {"id": oa.id},
        "info": info,
    }


def event(oa: OfficialAccount, chat: ZaloChat, name: str, now: float) -> Json:
    return {
        "event_name": name,
        "app_id": oa.keys.app_id,
        "user_id_by_app": f"5{chat.account.user_id[1:]}",
        "timestamp": str(int(now * 1000)),
    }


def person_of(told: Json) -> str:
    """Events of one person wait for each other."""
    return str((told.get("sender") or told["follower"])["id"])
