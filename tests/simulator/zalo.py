"""Calling the simulated Zalo as a bot does: by method name, with the whole answer in hand."""

from dataclasses import dataclass
from typing import Any

import aiohttp

from simulator.server import Simulator

SECRET = "a secret of Zalo"


@dataclass
class ZaloApi:
    """`await zalo("sendMessage", chat_id=…, text="…")`: the answer; `status` is that of the last call."""

    sim: Simulator
    http: aiohttp.ClientSession
    status: int = 0

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        address = f"{self.sim.url}/zalo/bot{self.sim.zalo.token}/{method}"
        async with self.http.post(address, json=params) as response:
            self.status = response.status
            answer: dict[str, Any] = await response.json()
            return answer

    async def code(self, method: str, **params: Any) -> int:
        """The number of the refusal, 0 when there was none."""
        answer = await self(method, **params)
        return 0 if answer["ok"] else int(answer["error_code"])
