"""The Bot Platform over HTTP: token, then faults, then the method; refusals in one layer or in both."""

import asyncio
import itertools
import re
import time
from urllib.parse import unquote

from aiohttp import web

from simulator.api import Dropped, after, as_response, read_params
from simulator.faults import CALL_KINDS, GATEWAY_PAGE, Fault
from simulator.params import Params
from simulator.refusals import Refusal
from simulator.shapes import Json
from simulator.zalo.bots import ZaloBot
from simulator.zalo.methods import METHODS, ZaloCall
from simulator.zalo.refusals import ZaloRefusal
from simulator.zalo.wire import note
from simulator.zalo.world import Zalo

PATH = re.compile(r"/zalo/bot([^/]*)/([^/]*)")
NOTHING_CAME = 408


class ZaloBotApi:
    def __init__(self, zalo: Zalo) -> None:
        self.zalo = zalo
        self.turns = itertools.count()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.zalo.stats.began()
        try:
            return await self.answer(request, time.perf_counter())
        except Dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        finally:
            self.zalo.stats.ended()

    async def answer(self, request: web.Request, began: float) -> web.StreamResponse:
        params = Params({})
        fault: Fault | None = None
        name = ""
        try:
            bot, name = self.door(request)
            params = await read(request)
            fault = self.strike(name, params)
            answer = {"ok": True, "result": await self.call(request, bot, name, params, fault)}
        except ZaloRefusal as refused:
            if refused.code != NOTHING_CAME:
                self.zalo.stats.refuse(refused.code)
            answer = refused.as_json()
        if fault is not None and fault.kind == "html":
            return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
        if self.zalo.world.latency and name != "getUpdates":
            await asyncio.sleep(self.zalo.world.latency)
        status = self.status(answer)
        self.log(request.path, name, params, status, answer, began, fault)
        return as_response(status, answer)

    def door(self, request: web.Request) -> tuple[ZaloBot, str]:
        found = PATH.fullmatch(unquote(request.raw_path.split("?", 1)[0]))
        if found is None:
            raise ZaloRefusal(404)
        bot = self.zalo.bot_by_token(found[1])
        if not bot.called:
            bot.called = True
            self.zalo.tell_bot(bot)
        if found[2] not in METHODS:
            raise ZaloRefusal(404)
        return bot, found[2]

    def strike(self, name: str, params: Params) -> Fault | None:
        """A fault names a chat by the person's number."""
        if not self.zalo.faults:
            return None
        found = self.zalo.find(str(params.fields.get("chat_id", "")))
        return self.zalo.faults.strike(CALL_KINDS, name, found.number if found is not None else None)

    async def call(self, request: web.Request, bot: ZaloBot, name: str, params: Params, fault: Fault | None) -> Json:
        if fault is not None:
            await before(self.zalo, fault)
        if self.zalo.clock.now() < self.zalo.restarting_until:
            raise ZaloRefusal(500)
        if fault is not None and fault.kind == "html":
            return {}
        result = await METHODS[name](ZaloCall(self.zalo, bot, params, lambda: listening(request)))
        if fault is not None:
            await after(fault)
        return result

    def status(self, answer: Json) -> int:
        if answer["ok"]:
            return 200
        code = int(answer["error_code"] if "error_code" in answer else answer["errorCode"])
        layer = self.zalo.manner.layer
        if layer == "both":
            return code if next(self.turns) % 2 else 200
        return code if layer == "status" else 200

    def log(
        self, path: str, name: str, params: Params, status: int, answer: Json, began: float, fault: Fault | None
    ) -> None:
        if answer.get("error_code") == NOTHING_CAME:
            return
        took = round((time.perf_counter() - began) * 1000, 2)
        kind = fault.kind if fault else None
        note(self.zalo, name, params.fields, status, answer, path=path, ms=took, fault=kind)


async def before(zalo: Zalo, fault: Fault) -> None:
    if fault.kind == "flood":
        raise ZaloRefusal(429)
    if fault.kind == "error":
        raise ZaloRefusal(fault.status, fault.description or "")
    if fault.kind == "restart":
        zalo.restart(fault.pause)
    if fault.kind == "drop_before":
        raise Dropped
    if fault.kind == "hold":
        await asyncio.sleep(fault.pause)


def listening(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


async def read(request: web.Request) -> Params:
    try:
        return await read_params(request)
    except Refusal:
        raise ZaloRefusal(400, "the body is not JSON") from None
