"""Telegram Gateway: the code comes from Telegram's own "Verification Codes" chat to whoever has that number.

https://core.telegram.org/gateway/api, `sendVerificationMessage`. Telegram writes the sentence; only the code is ours.
"""

import aiohttp

from channels.fate import Fate
from channels.sms import ask_json, refused

URL = "https://gatewayapi.telegram.org"

_FATES = {"ACCESS_TOKEN_INVALID": Fate.FATAL, "ACCESS_TOKEN_REQUIRED": Fate.FATAL, "BALANCE_NOT_ENOUGH": Fate.FATAL}


class TelegramGateway:
    """`life` is how long the code holds, in seconds (30 to 3,600)."""

    name = "telegram_gateway"

    def __init__(self, session: aiohttp.ClientSession, *, token: str, life: int = 300, url: str = URL) -> None:
        self._session = session
        self._url = f"{url.rstrip('/')}/sendVerificationMessage"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._life = life

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        document = {"phone_number": to, "code": code, "ttl": self._life, "payload": str(request)}
        answer = await ask_json(self._session, self._url, document, self._headers)
        if answer.get("ok") is not True:
            said = str(answer.get("error"))
            refused("Telegram Gateway", said, fate=_FATES.get(said, Fate.CONTENT))
