"""SpeedSMS (speedsms.vn): `POST /index.php/sms/send` with the access token as the user of HTTP Basic.

`status` "success" means accepted, unless the number stands in `data.invalidPhone`.
"""

import aiohttp

from channels.sms import ask_json, digits, refused

URL = "https://api.speedsms.vn/index.php/sms/send"

_BRAND_NAME = 3  # sms_type: from a registered sender's name


class SpeedSms:
    """`brand` is the sender's name that SpeedSMS has registered for the token."""

    name = "speedsms"

    def __init__(
        self, session: aiohttp.ClientSession, *, token: str, brand: str, url: str = URL, sms_type: int = _BRAND_NAME
    ) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": aiohttp.encode_basic_auth(token, "x")}
        self._sender = {"sms_type": sms_type, "sender": brand}

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        document = {"to": [digits(to)], "content": text, **self._sender}
        answer = await ask_json(self._session, self._url, document, self._headers)
        if answer.get("status") != "success":
            refused(answer.get("code"), answer.get("message"))
        report = answer.get("data")
        if isinstance(report, dict) and report.get("invalidPhone"):
            refused("invalidPhone", "the number is refused")
