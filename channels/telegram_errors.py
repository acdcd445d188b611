"""What an answer of the Bot API, or its absence, means for the message: again, never, or nobody knows.

The texts are the Bot API server's own (`Client.cpp`, `fail_query_with_error`). They are compared without case, because
errors that the server does not know by name reach us raw (`Bad Request: BUTTON_DATA_INVALID`).
"""

import re
from collections.abc import Mapping
from typing import Any

from telegram.error import TelegramError

from channels.fate import Fate, NotSent
from channels.lane import NETWORK, failure

LONGEST_REASON = 200

_BLOCKED = ("bot was blocked by the user", "user_is_blocked")
_GONE = (
    "chat not found",
    "chat_id is empty",
    "chat_id_invalid",
    "peer_id_invalid",
    "user not found",
    "user is deactivated",
    "input_user_deactivated",
    "group chat was deleted",
    "have no write access",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "channel_private",
    "not enough rights to send",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
)
_STALE = (
    "message is not modified",
    "message_not_modified",
    "message to edit not found",
    "message can't be edited",
    "message_edit_time_expired",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
    "there is no media in the message to edit",
    "message to delete not found",
    "message can't be deleted",
    "message to be replied not found",
    "message_id_invalid",
    "query is too old",
    "query_id_invalid",
)
_MOMENTARY = ("temporarily unavailable",)

_RETRY_AFTER = re.compile(r"retry after (\d+)", re.IGNORECASE)


def classify(status: int, description: str | None, parameters: Mapping[str, Any] | None = None) -> NotSent:
    """What a refusal means. `description` None: not the Bot API's envelope, so something in front of it answered."""
    reason = (description or f"HTTP {status}")[:LONGEST_REASON]
    if parameters and "migrate_to_chat_id" in parameters:
        return NotSent(Fate.MOVED, reason, moved_to=str(parameters["migrate_to_chat_id"]))
    if status == 429:
        return NotSent(Fate.THROTTLED, reason, retry_after=_retry_after(reason, parameters))
    return NotSent(_fate(status, description), reason)


def classify_exception(error: BaseException) -> NotSent:
    """What a failed exchange means. Whatever is not a failure of the network rises again."""
    if isinstance(error, NotSent):
        return error
    if isinstance(error, TelegramError) and error.__cause__ is not None:
        return classify_exception(error.__cause__)
    if isinstance(error, NETWORK):
        return failure(error)
    raise error


def _fate(status: int, description: str | None) -> Fate:
    if status in (401, 404, 409):
        return Fate.FATAL
    if status >= 500 or status == 408 or status < 300:
        return Fate.UNKNOWN
    if status == 413:
        return Fate.CONTENT
    if description is None:
        return Fate.AGAIN
    if status == 403:
        return Fate.BLOCKED if _any(_BLOCKED, description.lower()) else Fate.GONE
    return _meaning(description.lower()) if status == 400 else Fate.AGAIN


def _meaning(text: str) -> Fate:
    for fragments, fate in (
        (_STALE, Fate.STALE),
        (_BLOCKED, Fate.BLOCKED),
        (_GONE, Fate.GONE),
        (_MOMENTARY, Fate.AGAIN),
    ):
        if _any(fragments, text):
            return fate
    return Fate.CONTENT


def _any(fragments: tuple[str, ...], text: str) -> bool:
    return any(fragment in text for fragment in fragments)


def _retry_after(reason: str, parameters: Mapping[str, Any] | None) -> float | None:
    if parameters and "retry_after" in parameters:
        return float(parameters["retry_after"])
    said = _RETRY_AFTER.search(reason)
    return float(said[1]) if said else None
