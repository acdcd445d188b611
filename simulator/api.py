"""The Bot API over HTTP: a request becomes a call, a call an answer; token first, then faults, then the method."""

import asyncio
import json
import re
import time
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from simulator.bots import Bot
from simulator.faults import CALL_KINDS, GATEWAY_PAGE, Fault
from simulator.methods.all import METHODS
from simulator.methods.call import Told, run
from simulator.params import Params, Upload
from simulator.refusals import Refusal, refusal
from simulator.shapes import Json
from simulator.world import World

PATH = re.compile(r"/bot([^/]*)(/test)?/([^/]*)")
UNLOGGED_WHEN_EMPTY = "getupdates"
UPLOAD_LIMIT = 50 * 1024 * 1024
TOO_LARGE_PAGE = "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n</html>\r\n"


class Dropped(Exception):
    """The connection is cut without an answer."""


class BotApi:
    def __init__(self, world: World) -> None:
        self.world = world

    async def handle(self, request: web.Request) -> web.StreamResponse:
        began = time.perf_counter()
        self.world.stats.began()
        try:
            return await self.answer(request, began)
        except Dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        finally:
            self.world.stats.ended()

    async def answer(self, request: web.Request, began: float) -> web.StreamResponse:
        found = PATH.fullmatch(unquote(request.raw_path.split("?", 1)[0]))
        if found is None:
            return as_response(404, refusal(404).as_json())
        if (request.content_length or 0) > UPLOAD_LIMIT:
            return web.Response(status=413, text=TOO_LARGE_PAGE, content_type="text/html")
        token, _, name = found.groups()
        bot: Bot | None = None
        params = Params({})
        fault: Fault | None = None
        try:
            bot = self.bot_of(token)
            params = await read_params(request)
            fault = self.world.faults.strike(CALL_KINDS, name, chat_of(params)) if self.world.faults else None
            answer = await self.call(bot, name, params, fault)
        except Refusal as refused:
            self.world.stats.refuse(refused.status)
            answer = refused.as_json()
        if fault is not None and fault.kind == "html":
            self.log(bot, name, params, 502, {"html": GATEWAY_PAGE}, began, fault)
            return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
        if self.world.latency and name.lower() != UNLOGGED_WHEN_EMPTY:
            await asyncio.sleep(self.world.latency)
        status = 200 if answer["ok"] else int(answer["error_code"])
        self.log(bot, name, params, status, answer, began, fault)
        return as_response(status, answer)

    def bot_of(self, token: str) -> Bot:
        bot = self.world.bot_by_token(token)
        if not bot.called:
            bot.called = True
            self.world.tell_bot(bot)
        return bot

    async def call(self, bot: Bot, name: str, params: Params, fault: Fault | None) -> Json:
        if self.world.clock.now() < self.world.restarting_until:
            raise refusal(500, "restart")
        if fault is not None:
            await self.before(fault)
        if fault is not None and fault.kind == "html":
            return {"ok": True}
        result = await run(self.world, bot, name, params)
        if fault is not None:
            await after(fault)
        if isinstance(result, Told):
            return {"ok": True, "result": result.result, "description": result.description}
        return {"ok": True, "result": result}

    async def before(self, fault: Fault) -> None:
        if fault.kind == "restart":
            self.world.restart(fault.pause)
        reason = fault.refusal()
        if reason is not None:
            raise reason
        if fault.kind == "drop_before":
            raise Dropped
        if fault.kind == "hold":
            await asyncio.sleep(fault.pause)

    def log(
        self, bot: Bot | None, name: str, params: Params, status: int, answer: Json, began: float, fault: Fault | None
    ) -> None:
        if name.lower() == UNLOGGED_WHEN_EMPTY and answer.get("result") == []:
            return
        now = self.world.clock.now()
        if not self.world.wire.admits(now):
            return
        known = METHODS.get(name.lower())
        self.world.wire.note(
            {
                "time": now,
                "bot": bot.id if bot else None,
                "method": known.name if known else name,
                "chat": chat_of(params),
                "params": params.fields,
                "files": list(params.uploads),
                "status": status,
                "answer": answer,
                "ms": round((time.perf_counter() - began) * 1000, 2),
                "fault": fault.kind if fault else None,
                "direction": "call",
            }
        )

    async def file(self, request: web.Request) -> web.StreamResponse:
        """`/file/bot<TOKEN>/<file_path>`"""
        try:
            self.world.bot_by_token(request.match_info["token"])
        except Refusal as refused:
            return as_response(refused.status, refused.as_json())
        stored = self.world.files.by_path.get(request.match_info["path"])
        if stored is None:
            return as_response(404, refusal(404).as_json())
        return web.Response(body=stored.data, content_type="application/octet-stream")


async def after(fault: Fault) -> None:
    if fault.kind == "drop_after":
        raise Dropped
    if fault.kind == "delay":
        await asyncio.sleep(fault.pause)


def as_response(status: int, answer: Json) -> web.Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    wait = answer.get("parameters", {}).get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else None
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)


def chat_of(params: Params) -> int | None:
    named = params.fields.get("chat_id")
    try:
        return int(named) if named is not None else None
    except (TypeError, ValueError):
        return None


async def read_params(request: web.Request) -> Params:
    """Query, urlencoded form, JSON or multipart; the body wins over the query."""
    params = Params(dict(request.query))
    kind = request.content_type
    if kind == "application/json":
        params.fields.update(await read_json(request))
    elif kind == "multipart/form-data":
        await read_multipart(request, params)
    elif kind == "application/x-www-form-urlencoded":
        form = await request.post()
        params.fields.update({name: value for name, value in form.items() if isinstance(value, str)})
    return params


async def read_json(request: web.Request) -> Json:
    body = await request.read()
    if not body.strip():
        return {}
    try:
        given: Any = json.loads(body)
    except ValueError:
        raise refusal(400, "can't parse request: JSON object expected") from None
    if not isinstance(given, dict):
        raise refusal(400, "can't parse request: JSON object expected")
    return {name: value for name, value in given.items() if value is not None}


async def read_multipart(request: web.Request, params: Params) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytes(await part.read())
        if part.filename is None:
            params.fields[part.name] = data.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            params.uploads[part.name] = Upload(part.filename, mime, data)
