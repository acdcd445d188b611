"""The SMS gateway and the mailbox: where the bot sends, and where the page and the tests look."""

import asyncio
from typing import Any

from aiohttp import web

from simulator.control.asking import answer, body_of, number, world_of
from simulator.faults import Fault
from simulator.world import World

routes = web.RouteTableDef()


async def struck(request: web.Request, kind: str) -> Fault | None:
    """A fault of this gateway, after its delay."""
    fault = world_of(request).faults.strike((kind,))
    if fault is not None and fault.seconds is not None:
        await asyncio.sleep(fault.seconds)
        return None
    return fault


def refused(sentence: str, status: int = 400) -> web.Response:
    return answer({"status": "error", "error": sentence}, status)


def accepted(request: web.Request, fault: Fault | None, letter_id: str) -> web.Response:
    if fault is not None and fault.drop and request.transport is not None:
        request.transport.abort()
    return answer({"status": "ok", "id": letter_id})


@routes.post("/sms")
async def sms(request: web.Request) -> web.Response:
    body = await body_of(request)
    phone, text = body.get("phone"), body.get("text")
    if not isinstance(phone, str) or not phone.strip() or not isinstance(text, str) or not text:
        return refused("phone and text are needed")
    fault = await struck(request, "sms")
    if fault is not None and not fault.drop:
        return refused(fault.description or "the gateway is down", fault.status)
    return accepted(request, fault, world_of(request).receive_sms(phone, text).id)


@routes.post("/mail")
async def mail(request: web.Request) -> web.Response:
    body = await body_of(request)
    to, subject, text = body.get("to"), body.get("subject", ""), body.get("text", "")
    if not isinstance(to, str) or "@" not in to or not isinstance(text, str):
        return refused("to, subject and text are needed")
    fault = await struck(request, "mail")
    if fault is not None and not fault.drop:
        return refused(fault.description or "the mailbox is down", fault.status)
    letter = world_of(request).receive_mail(to, str(subject), text, html=body.get("html"), sender=body.get("from"))
    return accepted(request, fault, letter.id)


def later_than(request: web.Request, letters: list[Any]) -> list[Any]:
    after = number(request.query.get("after"), "after") or 0
    return [letter for letter in letters if int(letter.id) > after]


@routes.get("/sim/sms")
async def list_sms(request: web.Request) -> web.Response:
    phone = request.query.get("phone")
    found = later_than(request, world_of(request).sms)
    return answer([letter.as_json() for letter in found if phone in (None, letter.phone)])


@routes.get("/sim/mail")
async def list_mail(request: web.Request) -> web.Response:
    to = request.query.get("to")
    found = later_than(request, world_of(request).mail)
    return answer([letter.as_json() for letter in found if to in (None, letter.to)])


@routes.delete("/sim/{box:sms|mail}")
async def empty(request: web.Request) -> web.Response:
    world: World = world_of(request)
    (world.sms if request.match_info["box"] == "sms" else world.mail).clear()
    return answer({})
