"""Sending a one-time code, and what every gateway that does it has in common.

A gateway is asked once for a request. A clear "no" may be taken to the next gateway of a `Chain`; silence may not: the
first one may have sent it, and two codes on a phone look like an attack.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, Protocol

import aiohttp

from channels.fate import Fate, NotSent

PATIENCE = aiohttp.ClientTimeout(total=30, connect=10)
LONGEST_REASON = 200
_NEVER_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)


class CodeSender(Protocol):
    """One way to bring a code to somebody."""

    @property
    def name(self) -> str: ...

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        """Bring `text`, which holds `code`, to the number or mailbox `to`. Raises `NotSent`."""


class Chain:
    """Gateways in order: the next is asked when one says no, and only then."""

    def __init__(self, senders: Sequence[CodeSender]) -> None:
        if not senders:
            raise ValueError("a chain of no gateways sends nothing")
        self._senders = tuple(senders)
        self.name = ", ".join(sender.name for sender in senders)

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        """Raises UNKNOWN at once; when all refuse, the refusal that gives most hope of another try."""
        refusals: list[NotSent] = []
        for sender in self._senders:
            try:
                return await sender.send_code(to, text, code=code, request=request)
            except NotSent as no:
                if no.fate is Fate.UNKNOWN:
                    raise
                refusals.append(no)
        raise min(refusals, key=lambda no: _HOPE.index(no.fate))


_HOPE = (
    Fate.AGAIN,
    Fate.THROTTLED,
    Fate.SHUT,
    Fate.CONTENT,
    Fate.BLOCKED,
    Fate.GONE,
    Fate.STALE,
    Fate.MOVED,
    Fate.FATAL,
    Fate.UNKNOWN,
)


async def ask(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Any:
    """One request to a gateway, never repeated: its JSON, or its text where that is none. Raises `NotSent`."""
    try:
        async with session.request(
            method, url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False
        ) as answer:
            said = await answer.text(errors="replace")
            status, retry_after = answer.status, answer.headers.get("Retry-After", "")
    except _NEVER_REACHED as error:
        raise NotSent(Fate.AGAIN, type(error).__name__) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise NotSent(Fate.UNKNOWN, type(error).__name__) from None
    if not 200 <= status < 300:
        raise NotSent(_fate(status), f"HTTP {status}", retry_after=_seconds(retry_after))
    return _json_or_text(said)


async def ask_json(session: aiohttp.ClientSession, url: str, document: Any, headers: Mapping[str, str]) -> Any:
    """POST a document; the document in the answer. An answer that is none says nothing, so it is UNKNOWN."""
    body = json.dumps(document).encode()
    answer = await ask(session, "POST", url, headers={"Content-Type": "application/json", **headers}, body=body)
    if not isinstance(answer, dict):
        raise NotSent(Fate.UNKNOWN, "an answer that is no JSON object")
    return answer


def refused(code: object, words: object, *, fate: Fate = Fate.CONTENT) -> NoReturn:
    """A gateway's own "no" in a 200."""
    raise NotSent(fate, f"{code}: {words}"[:LONGEST_REASON])


def national(phone: str) -> str:
    """`+84912345678` as it is dialled at home: `0912345678`."""
    return "0" + phone.removeprefix("+84") if phone.startswith("+84") else phone


def digits(phone: str) -> str:
    """`+84912345678` without its sign: `84912345678`."""
    return phone.removeprefix("+")


def _fate(status: int) -> Fate:
    if status >= 500 or status == 408:
        return Fate.UNKNOWN
    if status == 429:
        return Fate.THROTTLED
    return Fate.FATAL if status in (401, 403, 404) else Fate.CONTENT


def _seconds(retry_after: str) -> float | None:
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None


def _json_or_text(said: str) -> Any:
    try:
        return json.loads(said)
    except ValueError:
        return said
