"""Stringee (stringee.com): `POST /v1/sms` with a JWT in `X-STRINGEE-AUTH`; `r` 0 for our one message means accepted.

https://developer.stringee.com/docs/stringee-sms-rest-api
"""

import base64
import hmac
import json
import time
from collections.abc import Callable, Mapping

import aiohttp

from channels.fate import Fate, NotSent
from channels.sms import ask_json, digits, refused

URL = "https://api.stringee.com/v1/sms"

_LIFE = 300  # seconds that a token of ours is good for


class Stringee:
    """`brand` is the sender's name that Stringee has registered; `clock` gives Unix seconds."""

    name = "stringee"

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        key: str,
        secret: str,
        brand: str,
        url: str = URL,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._session = session
        self._key = key
        self._secret = secret
        self._brand = brand
        self._url = url
        self._clock = clock

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        document = {"sms": [{"from": self._brand, "to": digits(to), "text": text}]}
        headers = {"X-STRINGEE-AUTH": token(self._key, self._secret, int(self._clock()))}
        answer = await ask_json(self._session, self._url, document, headers)
        match answer.get("result"):
            case [{"r": 0 | "0"}, *_]:
                return
            case [{"r": code_of_no, **rest}, *_]:
                refused(code_of_no, rest.get("msg"))
            case _ if "r" in answer and answer["r"] != 0:
                refused(answer["r"], answer.get("msg") or answer.get("message"))
            case _:
                raise NotSent(Fate.UNKNOWN, "an answer without a result")


def token(key: str, secret: str, now: int) -> str:
    """Stringee's JWT (HS256), good from `now` (Unix seconds) for five minutes."""
    header = {"typ": "JWT", "alg": "HS256", "cty": "stringee-api;v=1"}
    claims = {"jti": f"{key}-{now}", "iss": key, "exp": now + _LIFE, "rest_api": True}
    signed = f"{_part(header)}.{_part(claims)}"
    return f"{signed}.{_base64(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def _part(document: Mapping[str, object]) -> str:
    return _base64(json.dumps(document, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
