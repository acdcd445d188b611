"""How we reach the API of an Official Account and of its templates (ZNS): with an access token that others renew."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Protocol

from yarl import URL

from channels.fate import Fate, NotSent
from channels.lane import Lane
from channels.zalo_errors import oa_result

OPENAPI = "https://openapi.zalo.me"
ZNS = "https://business.openapi.zalo.me"


class Access(Protocol):
    """Where the access token comes from."""

    def token(self) -> str:
        """The present one. Raises `NotSent` (AGAIN) while there is none."""

    def expired(self, token: str) -> None:
        """This one is not taken any more: another is needed, now."""


class ZaloOaLane(Lane):
    """One lane to both APIs. Every way of failing is a `NotSent`.

    `proving` is the app's secret, where the app is set to have each call prove that it knows it.
    """

    def __init__(
        self,
        access: Access,
        *,
        api_url: str = OPENAPI,
        zns_url: str = ZNS,
        proxy: str | None,
        connections: int,
        proving: str | None = None,
    ) -> None:
        super().__init__(connections=connections, proxy=proxy)
        self._access = access
        self._proving = proving
        self._api = api_url.rstrip("/")
        self._zns = zns_url.rstrip("/")

    async def message(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """A consultation message ("tin tư vấn") to one person; the `data` of the answer."""
        return await self._call(f"{self._api}/v3.0/oa/message/cs", document)

    async def template(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """A reviewed template to a phone number; the `data` of the answer."""
        return await self._call(f"{self._zns}/message/template", document)

    async def fetch(self, link: str, most_bytes: int) -> bytes:
        return await self.download(URL(link), most_bytes)

    async def _call(self, url: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
        token = self._access.token()
        headers = {"access_token": token, "Content-Type": "application/json", **self._proof(token)}
        body = json.dumps(document, ensure_ascii=False).encode()
        try:
            return oa_result(*await self.request(URL(url), body, headers=headers))
        except NotSent as no:
            if no.fate is not Fate.FATAL:
                raise
            self._access.expired(token)
            raise NotSent(Fate.AGAIN, no.reason) from None

    def _proof(self, token: str) -> Mapping[str, str]:
        if self._proving is None:
            return {}
        return {"appsecret_proof": hmac.new(self._proving.encode(), token.encode(), hashlib.sha256).hexdigest()}
