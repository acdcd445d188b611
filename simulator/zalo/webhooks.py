"""A bot's webhook: one event a call, the secret in a header, each chat in order; a few tries, then never again."""

import asyncio
from typing import Any

import aiohttp

from simulator.shapes import Json
from simulator.zalo.bots import ZaloBot
from simulator.zalo.world import Zalo

AGENT = "Java/17.0.9"
ANSWER_SECONDS = 30
PAUSE = 1.0
OUTCOMES = {403: "webhook.http.403", 404: "webhook.http.404"}
UNREACHABLE = "webhook.err.unreachable"


class ZaloWebhook:
    def __init__(self, zalo: Zalo, bot: ZaloBot, url: str, secret: str) -> None:
        self.zalo = zalo
        self.bot = bot
        self.url = url
        self.secret = secret
        self.updated = zalo.clock.now()
        self.session: aiohttp.ClientSession | None = None
        self.busy: dict[str, asyncio.Task[None]] = {}
        self.watching: asyncio.Task[None] | None = None
        self.stopped = False

    def start(self) -> None:
        self.session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS), headers={"User-Agent": AGENT}
        )
        self.watching = asyncio.get_running_loop().create_task(self.watch())

    async def stop(self) -> None:
        self.stopped = True
        tasks = [task for task in (self.watching, *self.busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.session is not None:
            await self.session.close()

    def info(self) -> Json:
        return {"url": self.url, "updated_at": int(self.updated * 1000)}

    async def watch(self) -> None:
        """Starts a delivery for every chat that has an event and none under way.

        It looks at `stopped` too: a wait that has just been woken swallows the cancellation (CPython 3.11).
        """
        waiting = self.bot.incoming.waiting
        while not self.stopped:
            for event in list(waiting):
                chat = event["message"]["chat"]["id"]
                if chat not in self.busy:
                    waiting.remove(event)
                    self.busy[chat] = asyncio.create_task(self.deliver(chat, event))
            await self.bot.incoming.arrived.wait(0.5)

    async def deliver(self, chat: str, event: Json) -> None:
        try:
            for number in range(self.zalo.manner.webhook_tries):
                if await self.post(self.body(event)) == 200:
                    return
                await asyncio.sleep(PAUSE * 2**number)
        finally:
            self.busy.pop(chat, None)
            self.bot.incoming.arrived.beat()

    def body(self, event: Json) -> Json:
        return {"ok": True, "result": event} if self.zalo.manner.wrapped else event

    async def post(self, body: Json) -> int:
        """The status, with 200 for any 2xx; 0 when there was no answer, 1 when TLS failed."""
        assert self.session is not None
        headers = {"X-Bot-Api-Secret-Token": self.secret}
        try:
            async with self.session.post(self.url, json=body, headers=headers) as answer:
                await answer.read()
                status = 200 if answer.ok else answer.status
        except aiohttp.ClientSSLError:
            status = 1
        except (aiohttp.ClientError, TimeoutError, OSError):
            status = 0
        self.log(body, status)
        return status

    async def verify(self) -> Json:
        """Calls the webhook with an event that means nothing, and says how it went."""
        outcome = outcome_of(await self.post(self.body({"event_name": "webhook.test"})))
        return {"ok": outcome == "webhook.ok", "url": self.url, "outcome": outcome, "hint": ""}

    def log(self, body: Json, status: int) -> None:
        if self.zalo.world.wire.admits(self.zalo.clock.now()):
            self.zalo.world.wire.note(wire_entry(self.zalo, "zalo webhook", body, status))


def outcome_of(status: int) -> str:
    if status in (0, 1):
        return "webhook.err.tls" if status else UNREACHABLE
    if status == 200:
        return "webhook.ok"
    return "webhook.http.5xx" if status >= 500 else OUTCOMES.get(status, "webhook.http.other")


def wire_entry(zalo: Zalo, method: str, params: Json, status: int, answer: Any = None, **more: Any) -> Json:
    """A line of the simulator's wire log; `bot` and `chat` are Telegram's, and empty here."""
    return {
        "time": zalo.clock.now(),
        "bot": None,
        "method": method,
        "chat": None,
        "params": params,
        "files": [],
        "status": status,
        "answer": answer or {},
        "ms": 0.0,
        "fault": None,
        "direction": "webhook" if method.endswith("webhook") else "call",
        **more,
    }
