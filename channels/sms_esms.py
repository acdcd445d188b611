"""eSMS (esms.vn): a brand-name SMS to a Vietnamese number.

https://developers.esms.vn, `SendMultipleMessage_V4_post_json`: `CodeResult` 100 means accepted.
"""

import aiohttp

from channels.fate import Fate
from channels.sms import ask_json, national, refused

URL = "https://rest.esms.vn/MainService.svc/json/SendMultipleMessage_V4_post_json/"

_ACCEPTED = "100"
_KNOWN_REQUEST = "124"  # our RequestId was there before: the first asking was heard
_FATES = {"99": Fate.UNKNOWN, "101": Fate.FATAL, "102": Fate.FATAL, "103": Fate.FATAL, "104": Fate.FATAL}


class Esms:
    """`brand` is the sender's name that eSMS has registered for the key."""

    name = "esms"

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        key: str,
        secret: str,
        brand: str,
        url: str = URL,
        sandbox: bool = False,
    ) -> None:
        self._session = session
        self._url = url
        self._account = {
            "ApiKey": key,
            "SecretKey": secret,
            "Brandname": brand,
            "SmsType": "2",
            "IsUnicode": "0",
            "Sandbox": "1" if sandbox else "0",
        }

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        document = {**self._account, "Phone": national(to), "Content": text, "RequestId": str(request)}
        answer = await ask_json(self._session, self._url, document, {})
        said = str(answer.get("CodeResult"))
        if said not in (_ACCEPTED, _KNOWN_REQUEST):
            refused(said, answer.get("ErrorMessage"), fate=_FATES.get(said, Fate.CONTENT))
