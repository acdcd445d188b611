"""The control API of the Official Account and of ZNS, under /sim/zalo: its keys, its webhook, templates and letters."""

from aiohttp import web

from simulator.control.asking import answer, body_of, needed, number
from simulator.zalo.control import zalo_of
from simulator.zalo.oa_webhook import set_webhook
from simulator.zalo.people import digits_of

routes = web.RouteTableDef()


@routes.get("/sim/zalo/oa")
async def account(request: web.Request) -> web.Response:
    return answer(zalo_of(request).oa.as_json())


@routes.put("/sim/zalo/oa")
async def change_account(request: web.Request) -> web.Response:
    """`webhook` is the address to which events go; `name` is what phones show."""
    zalo, body = zalo_of(request), await body_of(request)
    zalo.oa.name = str(body.get("name", zalo.oa.name))
    if "webhook" in body:
        await set_webhook(zalo, str(body["webhook"] or ""))
    return answer(zalo.oa.as_json())


@routes.post("/sim/zalo/oa/expire")
async def expire(request: web.Request) -> web.Response:
    """Every access token ends now."""
    zalo_of(request).oa.keys.expire()
    return answer({})


@routes.post("/sim/zalo/zns/templates")
async def put_template(request: web.Request) -> web.Response:
    zalo, body = zalo_of(request), await body_of(request)
    text, price = str(needed(body, "text")), number(body.get("price"), "price")
    template = zalo.templates.put(str(needed(body, "id")), text, price=150 if price is None else price)
    return answer({"id": template.id, "text": template.text, "price": template.price, "blanks": template.blanks})


@routes.get("/sim/zalo/zns")
async def letters(request: web.Request) -> web.Response:
    """`?phone=`: what came to that number, oldest first."""
    phone = request.query.get("phone")
    found = zalo_of(request).letters
    return answer([letter.as_json() for letter in found if phone is None or letter.phone == digits_of(phone)])


@routes.delete("/sim/zalo/zns")
async def empty(request: web.Request) -> web.Response:
    zalo_of(request).letters.clear()
    return answer({})
