"""Any SMS gateway that takes an HTTP request: address, headers and body are written in the configuration.

Blanks are `{phone}` (+84912345678), `{national}` (0912345678), `{digits}` (84912345678), `{text}`, `{code}` and
`{request}`; each is escaped for the place it stands in.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import aiohttp
from multidict import CIMultiDict

from channels.sms import ask, digits, national, refused

DEFAULT_BODY = '{"phone": "{phone}", "text": "{text}"}'
DEFAULT_HEADERS = {"Content-Type": "application/json"}

_BLANK = re.compile(r"\{(phone|national|digits|text|code|request)\}")


class HttpSms:
    """`expect` is what the answer's JSON must hold at `path` (`data.0.status`); without a path, any 2xx is a yes."""

    name = "http"

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        *,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
        body: str = DEFAULT_BODY,
        path: str | None = None,
        expect: str | None = None,
    ) -> None:
        self._session = session
        self._url = url
        self._method = method
        self._headers = CIMultiDict(DEFAULT_HEADERS)
        self._headers.update(headers or {})
        self._body = body
        self._path = path
        self._expect = expect

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        blanks = {
            "phone": to,
            "national": national(to),
            "digits": digits(to),
            "text": text,
            "code": code,
            "request": str(request),
        }
        answer = await ask(
            self._session,
            self._method,
            fill(self._url, blanks, _in_url),
            headers=self._headers,
            body=None if self._method == "GET" else fill(self._body, blanks, self._escape()).encode(),
        )
        if self._path is not None and str(_at(answer, self._path)) != self._expect:
            refused(self._path, _at(answer, self._path))

    def _escape(self) -> Callable[[str], str]:
        kind = self._headers["Content-Type"]
        if "json" in kind:
            return _in_json
        if "xml" in kind:
            return escape
        return quote_plus if "urlencoded" in kind else str


def fill(template: str, blanks: Mapping[str, str], escaped: Callable[[str], str]) -> str:
    """The template with its blanks filled; any other brace stands for itself."""
    return _BLANK.sub(lambda blank: escaped(blanks[blank[1]]), template)


def _in_url(text: str) -> str:
    return quote(text, safe="")


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _at(answer: Any, path: str) -> Any:
    """What stands at `a.0.b` in a JSON answer; None where nothing does."""
    for step in path.split("."):
        if isinstance(answer, dict):
            answer = answer.get(step)
        elif isinstance(answer, list) and step.isdigit() and int(step) < len(answer):
            answer = answer[int(step)]
        else:
            return None
    return answer
