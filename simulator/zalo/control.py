"""The control API of Zalo under /sim/zalo: what people do, what they got, faults, switches, counts (README)."""

from typing import Any

from aiohttp import web

from simulator.composing import NotPossible
from simulator.control.asking import answer, body_of, needed, number
from simulator.control.people import read_upload
from simulator.faults import DEFAULT_SECONDS
from simulator.shapes import Json
from simulator.world import Missing
from simulator.zalo import acts
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.people import ZaloAccount
from simulator.zalo.world import Line, Zalo

routes = web.RouteTableDef()
ZALO: web.AppKey[Zalo] = web.AppKey("zalo", Zalo)
GIVEN = ("phone", "number", "protected", "takes_zns")
CHANGEABLE = ("name", "phone", "protected", "takes_zns")
FAULT_FIELDS = ("method", "times", "share", "seconds", "status", "description")


def zalo_of(request: web.Request) -> Zalo:
    return request.app[ZALO]


def account_of(request: web.Request) -> ZaloAccount:
    return zalo_of(request).account(int(request.match_info["number"]))


def line_of(request: web.Request, body: Json) -> Line:
    """`line` names a bot by its id, or is `oa`; left out, it is the bot that called first."""
    named = body.get("line", request.query.get("line"))
    return zalo_of(request).line(str(named) if named is not None else None)


@routes.get("/sim/zalo/state")
async def state(request: web.Request) -> web.Response:
    return answer(zalo_of(request).state())


@routes.post("/sim/zalo/bots")
async def make_bot(request: web.Request) -> web.Response:
    """A token for a bot, whose people can write before it calls."""
    token = zalo_of(request).new_token()
    return answer(zalo_of(request).bot_by_token(token).as_json())


# People


@routes.post("/sim/zalo/people")
async def make_person(request: web.Request) -> web.Response:
    zalo, body = zalo_of(request), await body_of(request)
    given = {name: body[name] for name in GIVEN if body.get(name) is not None}
    return answer(zalo.shown(zalo.add_person(str(needed(body, "name")), **given)))


@routes.patch("/sim/zalo/people/{number:[0-9]+}")
async def change_person(request: web.Request) -> web.Response:
    zalo, account, body = zalo_of(request), account_of(request), await body_of(request)
    for name in CHANGEABLE:
        if name in body:
            setattr(account, name, body[name])
    zalo.tell_person(account)
    return answer(zalo.shown(account))


@routes.delete("/sim/zalo/people/{number:[0-9]+}")
async def remove_person(request: web.Request) -> web.Response:
    zalo_of(request).remove_person(account_of(request).number)
    return answer({})


@routes.get("/sim/zalo/people/{number:[0-9]+}/chat")
async def one_chat(request: web.Request) -> web.Response:
    """`?line=&limit=50`: the messages, oldest first."""
    zalo, account = zalo_of(request), account_of(request)
    chat = zalo.chat(line_of(request, {}), account)
    limit = number(request.query.get("limit"), "limit") or 50
    shown = [message.as_json() for message in chat.messages[-limit:]]
    return answer({**chat.as_json(zalo.clock.now()), "messages": shown})


@routes.post("/sim/zalo/people/{number:[0-9]+}/picture")
async def send_picture(request: web.Request) -> web.Response:
    """Multipart: a part `file`, fields `caption`? and `line`?."""
    words, files = await read_upload(request)
    line = line_of(request, words)
    caption = words.get("caption", "")
    sent = [
        acts.send_picture(
            zalo_of(request), account_of(request), line, each.data, mime=each.mime, caption="" if at else caption
        )
        for at, each in enumerate(files)
    ]
    return answer({"messages": [message.as_json() for message in sent]})


@routes.post("/sim/zalo/people/{number:[0-9]+}/{act}")
async def act(request: web.Request) -> web.Response:
    body = await body_of(request)
    done = ACTS.get(request.match_info["act"])
    if done is None:
        raise NotPossible(f"no such act; there are {', '.join(ACTS)}, picture")
    zalo, on_oa = zalo_of(request), request.match_info["act"] in ONLY_ON_OA
    result = done(zalo, account_of(request), zalo.oa if on_oa else line_of(request, body), body)
    return answer(result.as_json() if isinstance(result, ZaloMessage) else result or {})


def press(zalo: Zalo, account: ZaloAccount, line: Line, body: Json) -> Json:
    return {"button": acts.press(zalo, account, zalo.oa, str(needed(body, "title")), message_id=body.get("message_id"))}


ACTS: dict[str, Any] = {
    "say": lambda zalo, account, line, body: acts.say(zalo, account, line, str(needed(body, "text"))),
    "sticker": lambda zalo, account, line, body: acts.send_sticker(
        zalo, account, line, body.get("sticker", "a5e1c3b7")
    ),
    "voice": lambda zalo, account, line, body: acts.send_voice(zalo, account, line, b"\xff\xf1"),
    "unsupported": lambda zalo, account, line, body: acts.send_unsupported(
        zalo, account, line, body.get("name", "don-xin.pdf")
    ),
    "location": lambda zalo, account, line, body: acts.send_location(
        zalo, account, line, float(needed(body, "latitude")), float(needed(body, "longitude"))
    ),
    "block": lambda zalo, account, line, body: acts.block(zalo, account, line),
    "unblock": lambda zalo, account, line, body: acts.block(zalo, account, line, blocked=False),
    "read": lambda zalo, account, line, body: acts.read(zalo, account, line),
    "press": press,
    "follow": lambda zalo, account, line, body: acts.follow(zalo, account, zalo.oa),
    "unfollow": lambda zalo, account, line, body: acts.follow(zalo, account, zalo.oa, following=False),
    "info": lambda zalo, account, line, body: acts.share_info(
        zalo, account, zalo.oa, {name: str(value) for name, value in body.items() if name != "line"}
    ),
}
ONLY_ON_OA = ("press", "follow", "unfollow", "info")


# Files, for bots while the link holds, for the page always


@routes.get("/zalo/files/{id}")
async def file(request: web.Request) -> web.Response:
    picture = zalo_of(request).pictures.all.get(request.match_info["id"])
    if picture is None or zalo_of(request).clock.now() >= picture.ends:
        raise web.HTTPNotFound
    return web.Response(body=picture.data, content_type=picture.mime)


@routes.get("/sim/zalo/pictures/{id}")
async def picture(request: web.Request) -> web.Response:
    kept = zalo_of(request).pictures.all.get(request.match_info["id"])
    if kept is None:
        raise Missing("no such picture")
    headers = {"Cache-Control": "max-age=86400", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=kept.data, content_type=kept.mime, headers=headers)


# Instruments


@routes.get("/sim/zalo/manner")
async def manner(request: web.Request) -> web.Response:
    return answer(zalo_of(request).manner.as_json())


@routes.put("/sim/zalo/manner")
async def change_manner(request: web.Request) -> web.Response:
    zalo = zalo_of(request)
    zalo.manner.change(await body_of(request))
    return answer(zalo.manner.as_json())


@routes.get("/sim/zalo/faults")
async def list_faults(request: web.Request) -> web.Response:
    return answer(zalo_of(request).faults.as_json())


@routes.post("/sim/zalo/faults")
async def add_fault(request: web.Request) -> web.Response:
    """As `POST /sim/faults`; `person` is the number of somebody."""
    zalo, body = zalo_of(request), await body_of(request)
    details = {name: body[name] for name in FAULT_FIELDS if body.get(name) is not None}
    whom = number(body.get("person"), "person")
    if body.get("kind") == "restart" and whom is None and "method" not in details:
        zalo.restart(float(details.get("seconds") or DEFAULT_SECONDS["restart"]))
        return answer({"kind": "restart", "until": zalo.restarting_until})
    fault = zalo.faults.add(str(needed(body, "kind")), chat=whom, **details)
    return answer(next(shown for shown in zalo.faults.as_json() if shown["id"] == fault.id))


@routes.delete("/sim/zalo/faults")
async def clear_faults(request: web.Request) -> web.Response:
    zalo_of(request).faults.clear()
    return answer([])


@routes.delete("/sim/zalo/faults/{id:[0-9]+}")
async def clear_fault(request: web.Request) -> web.Response:
    zalo_of(request).faults.clear(int(request.match_info["id"]))
    return answer([])


@routes.post("/sim/zalo/crowds")
async def make_crowd(request: web.Request) -> web.Response:
    body = await body_of(request)
    given = {name: body[name] for name in ("label", "buckets", "blocked", "deactivated") if body.get(name) is not None}
    crowd = zalo_of(request).crowd(first=int(needed(body, "first")), count=int(needed(body, "count")), **given)
    return answer(crowd.as_json())


@routes.get("/sim/zalo/crowds")
async def list_crowds(request: web.Request) -> web.Response:
    return answer([crowd.as_json() for crowd in zalo_of(request).crowds.all.values()])


@routes.post("/sim/zalo/crowds/{id:[0-9]+}/reset")
async def reset_crowd(request: web.Request) -> web.Response:
    crowd = zalo_of(request).crowds.all.get(int(request.match_info["id"]))
    if crowd is None:
        raise Missing("no such crowd")
    crowd.reset()
    return answer(crowd.as_json())


@routes.get("/sim/zalo/journal")
async def journal(request: web.Request) -> web.Response:
    """`?person=&containing=&after=&limit=1000`; a chat is the number of a person."""
    kept = zalo_of(request).journal
    entries = kept.entries(
        chat=number(request.query.get("person"), "person"),
        containing=request.query.get("containing"),
        after=number(request.query.get("after"), "after") or 0,
        limit=number(request.query.get("limit"), "limit") or 1000,
    )
    return answer({"entries": entries, "total": len(kept)})


@routes.get("/sim/zalo/journal/summary")
async def summary(request: web.Request) -> web.Response:
    return answer(zalo_of(request).journal.summary(request.query.get("containing")))


@routes.get("/sim/zalo/journal/duplicates")
async def duplicates(request: web.Request) -> web.Response:
    limit = number(request.query.get("limit"), "limit") or 1000
    return answer(zalo_of(request).journal.duplicates(request.query.get("containing"), limit))


@routes.get("/sim/zalo/journal/chats")
async def per_person(request: web.Request) -> web.Response:
    return answer({"chats": zalo_of(request).journal.per_chat(request.query.get("containing"))})


@routes.delete("/sim/zalo/journal")
async def empty_journal(request: web.Request) -> web.Response:
    zalo_of(request).journal.clear()
    return answer({})


@routes.get("/sim/zalo/stats")
async def stats(request: web.Request) -> web.Response:
    return answer(zalo_of(request).stats.as_json())


@routes.delete("/sim/zalo/stats")
async def reset_stats(request: web.Request) -> web.Response:
    zalo_of(request).stats.reset()
    return answer({})
