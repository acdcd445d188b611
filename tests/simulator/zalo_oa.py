"""Calling the simulated Official Account as an app does that holds an access token."""

from typing import Any

import aiohttp

from simulator.server import Simulator
from simulator.shapes import Json


class OaApi:
    def __init__(self, sim: Simulator, http: aiohttp.ClientSession) -> None:
        self.sim = sim
        self.http = http
        self.proof = ""
        self.token = sim.zalo.oa.keys.issue()["access_token"]

    async def post(self, path: str, body: Json) -> Json:
        headers = {
            "access_token": self.token,
            "secret_key": self.sim.zalo.oa.keys.secret_key,
            **({"appsecret_proof": self.proof} if self.proof else {}),
        }
        async with self.http.post(f"{self.sim.url}{path}", json=body, headers=headers) as response:
            answer: Json = await response.json()
            return answer

    async def send(self, user_id: str, text: str = "", *, kind: str = "cs", **payload: Any) -> Json:
        """The whole answer; `payload` makes a template of it."""
        message: Json = {"text": text} if text else {}
        if payload:
            message["attachment"] = {"type": "template", "payload": payload}
        body = {"recipient": {"user_id": user_id}, "message": message}
        return await self.post(f"/zalo-oa/v3.0/oa/message/{kind}", body)

    async def code(self, user_id: str, text: str = "", *, kind: str = "cs", **payload: Any) -> int:
        return int((await self.send(user_id, text, kind=kind, **payload))["error"])

    async def zns(self, phone: str, template: str, data: Json, **more: Any) -> Json:
        body = {"phone": phone, "template_id": template, "template_data": data, **more}
        return await self.post("/zalo-zns/message/template", body)

    async def grant(self, secret_key: str | None = None, **form: str) -> Json:
        keys = self.sim.zalo.oa.keys
        headers = {"secret_key": secret_key or keys.secret_key}
        address = f"{self.sim.url}/zalo-oauth/v4/oa/access_token"
        async with self.http.post(address, data={"app_id": keys.app_id, **form}, headers=headers) as response:
            answer: Json = await response.json()
            return answer

    async def refresh(self, token: str) -> Json:
        return await self.grant(grant_type="refresh_token", refresh_token=token)
