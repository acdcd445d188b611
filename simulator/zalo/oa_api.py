"""The API of the Official Account, of ZNS and of OAuth over HTTP: HTTP 200, and the number says what came of it."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from simulator.api import Dropped, after, as_response, read_params
from simulator.faults import CALL_KINDS, GATEWAY_PAGE, Fault
from simulator.params import Params
from simulator.refusals import Refusal
from simulator.shapes import Json
from simulator.zalo import oa_sending, zns
from simulator.zalo.oa_refusals import OaRefusal
from simulator.zalo.oauth import OauthRefusal
from simulator.zalo.people import ZaloAccount
from simulator.zalo.wire import note
from simulator.zalo.world import Zalo

FLOODED = -32
EXPIRED, UNAUTHORIZED = "Access token has expired", -216
ZNS_UNAUTHORIZED = -124
WITHOUT_PROOF = -1241
PICTURE_LIMIT = 1024 * 1024
Method = Callable[[Zalo, Params], Awaitable[Json]]


class ZaloOaApi:
    def __init__(self, zalo: Zalo) -> None:
        self.zalo = zalo

    def routes(self) -> list[web.RouteDef]:
        oa = "/zalo-oa/v3.0/oa"
        names = {kind: f"message/{kind}" for kind in oa_sending.KINDS}
        return [
            *(web.post(f"{oa}/{name}", self.door(name, sender(kind))) for kind, name in names.items()),
            web.post("/zalo-oa/v2.0/oa/upload/image", self.door("upload/image", upload_image)),
            web.get(f"{oa}/user/detail", self.door("user/detail", user_detail)),
            web.post(f"{oa}/quota/message", self.door("quota/message", quota)),
            web.post("/zalo-zns/message/template", self.door("message/template", zns.send, ZNS_UNAUTHORIZED)),
            web.post("/zalo-oauth/v4/oa/access_token", self.door("access_token", None)),
            web.get("/zalo-oauth/v4/oa/permission", self.permit),
        ]

    def door(self, name: str, method: Method | None, unauthorized: int = UNAUTHORIZED) -> Any:
        """A handler for one endpoint; without a method it is OAuth's, which asks for no access token."""

        async def handle(request: web.Request) -> web.StreamResponse:
            self.zalo.stats.began()
            try:
                return await self.answer(request, name, method, unauthorized)
            except Dropped:
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            finally:
                self.zalo.stats.ended()

        return handle

    async def answer(
        self, request: web.Request, name: str, method: Method | None, unauthorized: int
    ) -> web.StreamResponse:
        began = time.perf_counter()
        params, fault, status = Params({}), None, 200
        try:
            params = await read(request)
            fault = self.strike(name, params)
            await before(self.zalo, fault)
            if method is None:
                answer = self.zalo.oa.keys.grant(request.headers.get("secret_key"), params.fields)
            else:
                self.check(request, unauthorized)
                answer = {"error": 0, "message": "Success", "data": await method(self.zalo, params)}
            if fault is not None:
                await after(fault)
        except (OaRefusal, OauthRefusal) as refused:
            self.zalo.stats.refuse(refused.code)
            answer, status = refused.as_json(), refused.status if isinstance(refused, OaRefusal) else 200
        if fault is not None and fault.kind == "html":
            return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
        if self.zalo.world.latency:
            await asyncio.sleep(self.zalo.world.latency)
        took = round((time.perf_counter() - began) * 1000, 2)
        kind = fault.kind if fault else None
        note(self.zalo, f"oa {name}", params.fields, status, answer, path=request.path, ms=took, fault=kind)
        return as_response(status, answer)

    def strike(self, name: str, params: Params) -> Fault | None:
        if not self.zalo.faults:
            return None
        return self.zalo.faults.strike(CALL_KINDS, name, number_of(self.zalo, params))

    def check(self, request: web.Request, unauthorized: int) -> None:
        keys, access_token = self.zalo.oa.keys, request.headers.get("access_token", "")
        state = keys.state_of(access_token)
        if state == "expired":
            raise OaRefusal(unauthorized, EXPIRED)
        if state == "unknown":
            raise OaRefusal(unauthorized)
        if self.zalo.manner.proof and request.headers.get("appsecret_proof") != keys.proof_of(access_token):
            raise OaRefusal(WITHOUT_PROOF)

    async def permit(self, request: web.Request) -> web.StreamResponse:
        """The page on which the owner of the account consents; here the owner always does."""
        if request.query.get("app_id") != self.zalo.oa.keys.app_id or "redirect_uri" not in request.query:
            raise web.HTTPBadRequest
        code = self.zalo.oa.keys.permit(request.query.get("code_challenge"))
        given = {"oa_id": self.zalo.oa.id, "code": code, "state": request.query.get("state", "")}
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{urlencode(given)}")


async def before(zalo: Zalo, fault: Fault | None) -> None:
    if fault is not None and fault.kind == "restart":
        zalo.restart(fault.pause)
    if zalo.clock.now() < zalo.restarting_until:
        raise OaRefusal(500)
    if fault is None:
        return
    if fault.kind == "flood":
        raise OaRefusal(FLOODED)
    if fault.kind in ("error", "html"):
        raise OaRefusal(fault.status, fault.description or "")
    if fault.kind == "drop_before":
        raise Dropped
    if fault.kind == "hold":
        await asyncio.sleep(fault.pause)


async def read(request: web.Request) -> Params:
    try:
        return await read_params(request)
    except Refusal:
        raise OaRefusal(-201, "the body is not JSON") from None


def number_of(zalo: Zalo, params: Params) -> int | None:
    """The number of the person to whom a call is about, for faults."""
    recipient, phone = params.fields.get("recipient"), params.fields.get("phone")
    named = recipient.get("user_id") if isinstance(recipient, dict) else None
    if named is not None:
        found = zalo.find(str(named))
    else:
        found = zalo.by_phone(str(phone)) if phone is not None and zns.PHONE.fullmatch(str(phone)) else None
    return found.number if found is not None else None


def sender(kind: str) -> Method:
    async def send(zalo: Zalo, params: Params) -> Json:
        return oa_sending.send(zalo, params.fields, kind)

    return send


async def upload_image(zalo: Zalo, params: Params) -> Json:
    file = params.uploads.get("file")
    if file is None or file.mime not in ("image/jpeg", "image/png"):
        raise OaRefusal(-201, "file must be a JPEG or PNG picture")
    if len(file.data) > PICTURE_LIMIT:
        raise OaRefusal(-210, "the picture has more than 1 MB")
    picture, _ = zalo.keep(file.data, file.mime)
    attachment = zalo.message_id()
    zalo.uploads[attachment] = picture
    return {"attachment_id": attachment}


async def user_detail(zalo: Zalo, params: Params) -> Json:
    try:
        wanted = json.loads(params.fields.get("data", ""))["user_id"]
    except (ValueError, TypeError, KeyError):
        raise OaRefusal(-201, "data must hold user_id") from None
    account = zalo.find(str(wanted))
    if not isinstance(account, ZaloAccount) or account.number not in zalo.oa.chats:
        raise OaRefusal(-213)
    chat = zalo.oa.chats[account.number]
    return {
        "user_id": account.user_id,
        "user_id_by_app": f"5{account.user_id[1:]}",
        "display_name": account.name,
        "user_is_follower": chat.following,
        "shared_info": zalo.oa.shared.get(account.number, {}),
        "tags_and_notes_info": {"notes": [], "tag_names": []},
    }


async def quota(zalo: Zalo, params: Params) -> Json:
    """For `quota_owner` OA and `product_type` cs: what is left of the month's plan."""
    left, total = zalo.oa.left(zalo.clock.now()), zalo.manner.oa_messages
    return {
        "quota_owner": "OA",
        "product_type": params.fields.get("product_type", "cs"),
        "quota_type": params.fields.get("quota_type", "sub_quota"),
        "total": total if total is not None else 0,
        "remain": left if left is not None else 0,
    }
