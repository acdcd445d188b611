"""How a control request is read and answered: JSON both ways, a refusal in a sentence."""

import json
from typing import Any

from aiohttp import web

from simulator.accounts import Account
from simulator.bots import Bot
from simulator.composing import NotPossible
from simulator.refusals import Refusal
from simulator.shapes import Json
from simulator.world import Missing, World

WORLD: web.AppKey[World] = web.AppKey("world", World)


def world_of(request: web.Request) -> World:
    return request.app[WORLD]


async def body_of(request: web.Request) -> Json:
    raw = await request.read()
    if not raw.strip():
        return {}
    try:
        given = json.loads(raw)
    except ValueError:
        raise NotPossible("the body is not JSON") from None
    if not isinstance(given, dict):
        raise NotPossible("the body must be a JSON object")
    return given


def answer(value: Any, status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(value, ensure_ascii=False).encode(), content_type="application/json"
    )


def number(value: Any, name: str) -> int | None:
    if value is None or value == "":
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise NotPossible(f"{name} must be a number") from None


def needed(body: Json, name: str) -> Any:
    if body.get(name) is None:
        raise NotPossible(f"{name} is missing")
    return body[name]


def account_of(request: web.Request) -> Account:
    return world_of(request).account(int(request.match_info["id"]))


def bot_of(request: web.Request, body: Json | None = None) -> Bot:
    given = (body or {}).get("bot", request.query.get("bot"))
    return world_of(request).bot(number(given, "bot"))


@web.middleware
async def in_a_sentence(request: web.Request, handler: Any) -> web.StreamResponse:
    """Turns what went wrong into `{"error": …}`."""
    try:
        response: web.StreamResponse = await handler(request)
    except Missing as missing:
        return answer({"error": str(missing)}, 404)
    except Refusal as refused:
        return answer({"error": refused.description}, 400)
    except (NotPossible, TypeError, ValueError) as problem:
        return answer({"error": str(problem)}, 400)
    return response
