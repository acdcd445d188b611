"""What an answer of Zalo's, or its absence, means for the message: again, never, or nobody knows.

The reference gives numbers only and uses 403 for “Internal server error”, so of a 403 nobody knows what became of the
message. What is about one person is told apart by its words, where there are any, and else taken to be about all.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from channels.fate import Fate, NotSent

LONGEST_REASON = 200
NOTHING_YET = 408

_OA = {
    -32: Fate.THROTTLED,  # too many a second
    -108: Fate.GONE,  # no phone number
    -109: Fate.CONTENT,  # no such template
    -111: Fate.CONTENT,  # the template's data
    -112: Fate.CONTENT,
    -114: Fate.GONE,  # takes no templates
    -118: Fate.GONE,  # has no Zalo
    -124: Fate.FATAL,  # the access token, of ZNS
    -201: Fate.CONTENT,  # parameters
    -210: Fate.CONTENT,  # too long
    -213: Fate.BLOCKED,  # does not follow us
    -216: Fate.FATAL,  # the access token
}
"""Any other number is a clear no to this message on this way: another way may help."""

_ABOUT_ONE = re.compile(r"\b(chat|user|recipient|blocked|stranger)", re.IGNORECASE)


def bot_result(status: int, answer: bytes) -> Any:
    """The `result` of an answer of the Bot Platform that says `ok`; every other one is a `NotSent`.

    A refusal comes with its own HTTP status or with 200: both layers are looked at. `sendChatAction` has no result.
    """
    document = envelope(answer)
    if 200 <= status < 300 and document.get("ok") is True:
        return document.get("result", True)
    raise bot_refusal(bot_code(status, document), _words(document.get("description"), status))


def bot_code(status: int, document: Mapping[str, Any]) -> int:
    """The number of a refusal: the envelope's where it has one, else the HTTP status."""
    for name in ("error_code", "errorCode"):
        if isinstance(document.get(name), int):
            return int(document[name])
    return status


def oa_result(status: int, answer: bytes) -> Mapping[str, Any]:
    """The `data` of an answer of the Official Account's API or of ZNS; a refusal is an `error` with HTTP 200."""
    document = envelope(answer)
    error = document.get("error")
    if type(error) is not int or not 200 <= status < 300:
        raise NotSent(Fate.UNKNOWN, f"HTTP {status}")
    if error == 0:
        data = document.get("data")
        return data if isinstance(data, dict) else {}
    reason = f"{error}: {_words(document.get('message'), status)}"
    fate = _OA.get(error, Fate.SHUT)
    raise NotSent(Fate.GONE if fate is Fate.CONTENT and _ABOUT_ONE.search(reason) else fate, reason)


def bot_refusal(code: int, reason: str) -> NotSent:
    return NotSent(_bot_fate(code, reason), reason)


def _bot_fate(code: int, reason: str) -> Fate:
    if code == 429:
        return Fate.THROTTLED
    if code in (400, 403, 404) and _ABOUT_ONE.search(reason):
        return Fate.BLOCKED if "block" in reason.lower() else Fate.GONE
    if code in (401, 404):
        return Fate.FATAL
    return Fate.CONTENT if code in (400, 413) else Fate.UNKNOWN


def envelope(answer: bytes) -> Mapping[str, Any]:
    """The answer as Zalo writes it; empty when something else in between has answered."""
    try:
        document = json.loads(answer)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _words(said: object, status: int) -> str:
    return said[:LONGEST_REASON] if isinstance(said, str) and said else f"HTTP {status}"
