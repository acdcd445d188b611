"""From the Official Account to a person: free within the window, then at the plan's cost, never where it may not."""

from datetime import UTC, datetime
from typing import Any

from simulator.shapes import Json
from simulator.zalo.bots import VIETNAM, month_of
from simulator.zalo.chats import ZaloChat
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.oa import WEEK
from simulator.zalo.oa_composing import compose
from simulator.zalo.oa_refusals import OaRefusal
from simulator.zalo.sending import Recipient, note
from simulator.zalo.world import Member, Zalo

KINDS = ("cs", "transaction", "promotion")
NOT_A_FOLLOWER, NO_WORD_FOR_A_WEEK, NOTHING_LEFT, AT_NIGHT = -213, -230, -211, -234


def send(zalo: Zalo, body: Json, kind: str) -> Json:
    to = recipient(zalo, body.get("recipient"))
    message = compose(zalo, body, kind)
    if to.chat is not None:
        check(to.chat, kind, message.time)
    elif kind == "promotion" and night(message.time):
        raise OaRefusal(AT_NIGHT)
    return accept(zalo, to, message, kind, body["recipient"]["user_id"])


def accept(zalo: Zalo, to: Recipient, message: ZaloMessage, kind: str, user_id: str) -> Json:
    quota = charge(zalo, to.chat, kind, message.time)
    note(zalo, int(zalo.oa.id), to, message, f"oa {kind}")
    if to.chat is not None:
        zalo.place(to.chat, message)
    return {"message_id": message.id, "user_id": user_id, "quota": quota}


def recipient(zalo: Zalo, given: Any) -> Recipient:
    """Who is meant; somebody in a crowd follows the account and has written this week, but not these two days."""
    named = given.get("user_id") if isinstance(given, dict) else None
    found = zalo.find(named) if isinstance(named, str) else None
    if found is None:
        raise OaRefusal(-201, "user_id is invalid")
    if isinstance(found, Member):
        if found.crowd.state(found.number) != "active":
            found.crowd.refused += 1
            raise OaRefusal(NOT_A_FOLLOWER)
        return Recipient(found.number, member=found)
    return Recipient(found.number, chat=zalo.chat(zalo.oa, found))


def check(chat: ZaloChat, kind: str, now: float) -> None:
    if chat.blocked or (kind != "cs" and not chat.following):
        raise OaRefusal(NOT_A_FOLLOWER)
    if kind == "cs" and now - chat.spoken > WEEK:
        raise OaRefusal(NO_WORD_FOR_A_WEEK)
    if kind == "promotion" and night(now):
        raise OaRefusal(AT_NIGHT)


def night(now: float) -> bool:
    """From 22:00 to 06:00 in Việt Nam."""
    hour = (datetime.fromtimestamp(now, UTC) + VIETNAM).hour
    return hour >= 22 or hour < 6


def charge(zalo: Zalo, chat: ZaloChat | None, kind: str, now: float) -> Json:
    """Takes the message from the window or from the plan, and says from which."""
    oa = zalo.oa
    free = oa.free(chat, now) if chat is not None and kind == "cs" else 0
    if chat is not None and free:
        chat.replies += 1
        return quota("reply", free - 1, zalo.manner.free_replies, oa.id)
    left = oa.left(now)
    if left == 0:
        raise OaRefusal(NOTHING_LEFT)
    oa.sent[month_of(now)] = oa.sent.get(month_of(now), 0) + 1
    return quota("sub_quota", left - 1 if left is not None else 0, zalo.manner.oa_messages or 0, oa.id)


def quota(kind: str, remain: int, total: int, owner: str) -> Json:
    return {"quota_type": kind, "remain": str(remain), "total": str(total), "owner_type": "OA", "owner_id": owner}
