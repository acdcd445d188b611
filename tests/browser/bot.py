"""A bot of the tests' own, small enough to read at a glance: aiohttp, getUpdates, a function for each update."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Self

import aiohttp

POLL_SECONDS = 20

Json = dict[str, Any]


class SmallBot:
    """`answer(bot, update)` is called with every update, one after the other."""

    def __init__(self, url: str, token: str, answer: Callable[["SmallBot", Json], Awaitable[None]]) -> None:
        self.url = url
        self.token = token
        self.answer = answer
        self.talks: dict[int, Json] = {}
        self.on_duty: int | None = None

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession()
        self.me = await self.call("getMe")
        self.polling = asyncio.create_task(self.poll())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.polling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.polling
        await self.session.close()

    async def call(self, method: str, **facts: Any) -> Any:
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=facts) as response:
            return (await response.json()).get("result")

    async def upload(self, method: str, name: str, data: bytes, filename: str, **facts: Any) -> Any:
        form = aiohttp.FormData({key: str(value) for key, value in facts.items()})
        form.add_field(name, data, filename=filename)
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", data=form) as response:
            return (await response.json()).get("result")

    async def sms(self, phone: str, text: str) -> None:
        async with self.session.post(f"{self.url}/sms", json={"phone": phone, "text": text}) as response:
            response.raise_for_status()

    async def mail(self, to: str, subject: str, text: str) -> None:
        async with self.session.post(f"{self.url}/mail", json={"to": to, "subject": subject, "text": text}) as response:
            response.raise_for_status()

    async def poll(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=POLL_SECONDS) or []:
                offset = update["update_id"] + 1
                await self.answer(self, update)
