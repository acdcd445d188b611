"""Delivery of updates by webhook: again until 2xx, several chats at once but each chat in order."""

import asyncio
import json

import aiohttp

from simulator.bots import Bot
from simulator.methods.call import run
from simulator.params import Params
from simulator.refusals import Refusal
from simulator.shapes import Json
from simulator.updates import Update
from simulator.world import World

ANSWER_SECONDS = 60
LONGEST_PAUSE = 60.0


class Webhook:
    def __init__(self, world: World, bot: Bot, url: str, secret: str, most: int) -> None:
        self.world = world
        self.bot = bot
        self.url = url
        self.secret = secret
        self.most = most
        self.ip_address: str | None = None
        self.busy: dict[int, asyncio.Task[None]] = {}
        self.tries: dict[int, int] = {}
        self.last_error: tuple[int, str] | None = None
        self.session: aiohttp.ClientSession | None = None
        self.watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS))
        self.watching = asyncio.get_running_loop().create_task(self.watch())

    async def stop(self) -> None:
        tasks = [task for task in (self.watching, *self.busy.values()) if task is not None]
        mine = asyncio.current_task()
        for task in tasks:
            if task is not mine:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task is not mine), return_exceptions=True)
        if self.session is not None:
            await self.session.close()

    async def watch(self) -> None:
        """Starts a delivery for every chat that has one waiting and none under way."""
        while True:
            self.bot.updates.expire()
            for update in self.bot.updates.waiting.values():
                if len(self.busy) >= self.most:
                    break
                if update.chat not in self.busy:
                    self.busy[update.chat] = asyncio.create_task(self.deliver(update))
            await self.world.pulse.wait(0.5)

    async def deliver(self, update: Update) -> None:
        try:
            if await self.post(update):
                self.tries.pop(update.id, None)
                update.copies -= 1
                if update.copies <= 0:
                    self.bot.updates.waiting.pop(update.id, None)
            else:
                self.tries[update.id] = self.tries.get(update.id, 0) + 1
                await asyncio.sleep(min(LONGEST_PAUSE, self.world.webhook_pause * 2 ** (self.tries[update.id] - 1)))
        finally:
            self.busy.pop(update.chat, None)
            self.world.pulse.beat()

    async def post(self, update: Update) -> bool:
        assert self.session is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        body = update.as_json()
        began = self.world.clock.now()
        try:
            async with self.session.post(self.url, json=body, headers=headers) as answer:
                text = await answer.text()
                self.log(body, answer.status, text, began)
                if not answer.ok:
                    self.fail(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                    return False
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.log(body, 0, str(error), began)
            self.fail("Connection refused" if isinstance(error, aiohttp.ClientConnectorError) else "Connection closed")
            return False
        await self.obey(text)
        return True

    async def obey(self, text: str) -> None:
        """A body that names a method is a call, as Telegram takes it."""
        try:
            answer = json.loads(text) if text.strip() else None
        except ValueError:
            return
        if isinstance(answer, dict) and isinstance(answer.get("method"), str):
            await answer_by_call(self.world, self.bot, answer)

    def fail(self, sentence: str) -> None:
        self.last_error = (int(self.world.clock.now()), sentence)

    def log(self, body: Json, status: int, text: str, began: float) -> None:
        now = self.world.clock.now()
        if not self.world.wire.admits(now):
            return
        self.world.wire.note(
            {
                "time": now,
                "bot": self.bot.id,
                "method": "webhook",
                "chat": None,
                "params": body,
                "files": [],
                "status": status,
                "answer": {"body": text},
                "ms": round((now - began) * 1000, 2),
                "fault": None,
                "direction": "webhook",
            }
        )

    def info(self) -> Json:
        info: Json = {"url": self.url, "max_connections": self.most}
        if self.ip_address:
            info["ip_address"] = self.ip_address
        if self.last_error is not None:
            info["last_error_date"], info["last_error_message"] = self.last_error
        return info


async def answer_by_call(world: World, bot: Bot, answer: Json) -> None:
    """Its refusals are told to nobody, as in life."""
    fields = {name: value for name, value in answer.items() if name != "method"}
    try:
        await run(world, bot, answer["method"], Params(fields))
    except Refusal as refused:
        world.stats.refuse(refused.status)
