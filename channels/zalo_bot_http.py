"""How we reach the Zalo Bot Platform. The token lives in the lane's URLs and nowhere else; nothing is logged here.

A 429 names no time and may mean this second or this month: the lane is silent after it, twice as long after each.
"""

import json
import time
from typing import Any

import aiohttp
from yarl import URL

from channels.breaker import Breaker
from channels.fate import Fate, NotSent
from channels.lane import CONNECT_TIMEOUT, READ_TIMEOUT, Lane
from channels.zalo_errors import NOTHING_YET, bot_code, bot_result, envelope

ZALO = "https://bot-api.zaloplatforms.com"

SILENCE_MOST = 600.0  # seconds

_JSON = {"Content-Type": "application/json"}


class ZaloBotLane(Lane):
    """One lane to the Bot Platform. Every way of failing is a `NotSent`."""

    def __init__(
        self,
        token: str,
        *,
        api_url: str = ZALO,
        proxy: str | None = None,
        connections: int = 50,
        silence: float = 1.0,
    ) -> None:
        super().__init__(connections=connections, proxy=proxy)
        self._silence = Breaker(first=silence, most=SILENCE_MOST, jitter=lambda: 1.0)
        self._methods = f"{api_url.rstrip('/')}/bot{token}/"

    async def call(self, method: str, body: bytes = b"{}") -> Any:
        """Call a method with a JSON body; its `result`. Never repeated here, nor sent while the lane is silent."""
        if pause := self._silence.wait(time.monotonic()):
            raise NotSent(Fate.THROTTLED, "silent after a 429", retry_after=pause)
        try:
            result = bot_result(*await self.request(URL(self._methods + method), body, headers=_JSON))
        except NotSent as no:
            if no.fate is not Fate.THROTTLED:
                raise
            self._silence.failed(time.monotonic())
            raise NotSent(no.fate, no.reason, retry_after=self._silence.wait(time.monotonic())) from None
        self._silence.worked()
        return result

    async def next_event(self, timeout: int) -> bytes | None:
        """Wait up to `timeout` seconds for one event, as JSON for the inbox; None when there was none.

        It is consumed with the answer: there is no offset and no second delivery, so keep it before asking again.
        """
        patience = aiohttp.ClientTimeout(connect=CONNECT_TIMEOUT, sock_read=timeout + READ_TIMEOUT)
        body = json.dumps({"timeout": str(timeout)}).encode()
        status, answer = await self.request(URL(self._methods + "getUpdates"), body, headers=_JSON, patience=patience)
        if bot_code(status, envelope(answer)) == NOTHING_YET:
            return None
        event = bot_result(status, answer)
        return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    async def fetch(self, link: str, most_bytes: int) -> bytes:
        """What a link of an event leads to. `NotSent` (CONTENT) if it is gone, or grows beyond `most_bytes`."""
        return await self.download(URL(link), most_bytes)
