"""The instruments over the control API: wire log, journal, counters, crowd, faults, flood limits, latency and clock."""

from aiohttp import web

from simulator.control.asking import answer, body_of, bot_of, needed, number, world_of
from simulator.crowds import Crowd
from simulator.faults import DEFAULT_SECONDS
from simulator.posting import next_message_id
from simulator.world import Missing

routes = web.RouteTableDef()
FAULT_FIELDS = ["method", "chat", "times", "share", "seconds", "retry_after", "status", "description", "drop"]


@routes.get("/sim/state")
async def state(request: web.Request) -> web.Response:
    return answer(world_of(request).state())


@routes.get("/sim/wire")
async def wire(request: web.Request) -> web.Response:
    world = world_of(request)
    entries = world.wire.search(
        after=number(request.query.get("after"), "after") or 0,
        limit=number(request.query.get("limit"), "limit") or 100,
        method=request.query.get("method"),
        chat=number(request.query.get("chat"), "chat"),
    )
    return answer({"entries": entries, "total": world.wire.total})


# Faults


@routes.get("/sim/faults")
async def list_faults(request: web.Request) -> web.Response:
    return answer(world_of(request).faults.as_json())


@routes.post("/sim/faults")
async def add_fault(request: web.Request) -> web.Response:
    world, body = world_of(request), await body_of(request)
    details = {name: body[name] for name in FAULT_FIELDS if body.get(name) is not None}
    if body.get("kind") == "restart" and not {"method", "chat"} & details.keys():
        world.restart(float(details.get("seconds") or DEFAULT_SECONDS["restart"]))
        return answer({"kind": "restart", "until": world.restarting_until})
    fault = world.faults.add(str(needed(body, "kind")), **details)
    return answer(next(shown for shown in world.faults.as_json() if shown["id"] == fault.id))


@routes.delete("/sim/faults")
async def clear_faults(request: web.Request) -> web.Response:
    world_of(request).faults.clear()
    return answer([])


@routes.delete("/sim/faults/{id:[0-9]+}")
async def clear_fault(request: web.Request) -> web.Response:
    world_of(request).faults.clear(int(request.match_info["id"]))
    return answer({})


# Speed


@routes.get("/sim/flood")
async def flood(request: web.Request) -> web.Response:
    return answer(world_of(request).flood.as_json())


@routes.put("/sim/flood")
async def change_flood(request: web.Request) -> web.Response:
    world = world_of(request)
    world.flood.change(await body_of(request))
    world.flood.clear()
    return answer(world.flood.as_json())


@routes.put("/sim/latency")
async def change_latency(request: web.Request) -> web.Response:
    world = world_of(request)
    world.latency = float(needed(await body_of(request), "seconds"))
    return answer({"seconds": world.latency})


@routes.get("/sim/stats")
async def stats(request: web.Request) -> web.Response:
    return answer(world_of(request).stats.as_json())


@routes.delete("/sim/stats")
async def reset_stats(request: web.Request) -> web.Response:
    world_of(request).stats.reset()
    return answer({})


@routes.get("/sim/clock")
async def clock(request: web.Request) -> web.Response:
    world = world_of(request)
    return answer({"time": world.clock.now(), "offset": world.clock.offset})


@routes.put("/sim/clock")
async def move_clock(request: web.Request) -> web.Response:
    world, body = world_of(request), await body_of(request)
    if "offset" in body:
        world.clock.offset = float(body["offset"])
    world.clock.advance(float(body.get("advance") or 0))
    world.hub.publish({"event": "time", "time": world.clock.now()})
    return answer({"time": world.clock.now(), "offset": world.clock.offset})


# Crowd


def crowd_of(request: web.Request) -> Crowd:
    crowd = world_of(request).crowds.all.get(int(request.match_info["id"]))
    if crowd is None:
        raise Missing("no such crowd")
    return crowd


@routes.get("/sim/crowds")
async def list_crowds(request: web.Request) -> web.Response:
    return answer([crowd.as_json() for crowd in world_of(request).crowds.all.values()])


@routes.post("/sim/crowds")
async def add_crowd(request: web.Request) -> web.Response:
    world, body = world_of(request), await body_of(request)
    crowd = world.crowds.add(
        first=int(needed(body, "first")),
        count=int(needed(body, "count")),
        label=body.get("label"),
        buckets=body.get("buckets"),
        blocked=float(body.get("blocked") or 0),
        deactivated=float(body.get("deactivated") or 0),
    )
    world.hub.publish({"event": "crowd", "crowd": crowd.as_json(), "delta": {}})
    return answer(crowd.as_json())


@routes.get("/sim/crowds/{id:[0-9]+}")
async def one_crowd(request: web.Request) -> web.Response:
    return answer(crowd_of(request).as_json())


@routes.post("/sim/crowds/{id:[0-9]+}/reset")
async def reset_crowd(request: web.Request) -> web.Response:
    crowd = crowd_of(request)
    crowd.reset()
    return answer(crowd.as_json())


@routes.delete("/sim/crowds/{id:[0-9]+}")
async def remove_crowd(request: web.Request) -> web.Response:
    del world_of(request).crowds.all[crowd_of(request).id]
    return answer({})


@routes.post("/sim/crowds/{id:[0-9]+}/act")
async def crowd_acts(request: web.Request) -> web.Response:
    """The first members of a crowd say something, each in a private chat of their own."""
    world, crowd, body = world_of(request), crowd_of(request), await body_of(request)
    bot, text = bot_of(request, body), str(body.get("text") or "/start")
    count = min(int(body.get("count") or 1), crowd.count)
    for chat_id in range(crowd.first, crowd.first + count):
        chat = world.chat_by_id(bot, chat_id)
        assert chat is not None
        user = {"id": chat_id, "is_bot": False, "first_name": chat.as_json()["first_name"], "language_code": "vi"}
        message = {"message_id": next_message_id(world, chat), "from": user, "chat": chat.as_json()}
        message |= {"date": int(world.clock.now()), "text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        bot.updates.add("message", message, chat_id)
    return answer({"said": count})


# Journal


@routes.get("/sim/journal")
async def journal(request: web.Request) -> web.Response:
    book, asked = world_of(request).journal, request.query
    entries = book.entries(
        chat=number(asked.get("chat"), "chat"),
        containing=asked.get("containing"),
        hash=asked.get("hash"),
        bot=number(asked.get("bot"), "bot"),
        after=number(asked.get("after"), "after") or 0,
        limit=number(asked.get("limit"), "limit") or 1000,
    )
    return answer({"entries": entries, "total": len(book)})


@routes.get("/sim/journal/summary")
async def journal_summary(request: web.Request) -> web.Response:
    return answer(world_of(request).journal.summary(request.query.get("containing")))


@routes.get("/sim/journal/duplicates")
async def journal_duplicates(request: web.Request) -> web.Response:
    limit = number(request.query.get("limit"), "limit") or 1000
    return answer(world_of(request).journal.duplicates(request.query.get("containing"), limit))


@routes.get("/sim/journal/chats")
async def journal_chats(request: web.Request) -> web.Response:
    chats = world_of(request).journal.per_chat(request.query.get("containing"))
    return answer({"chats": {str(chat): count for chat, count in chats.items()}})


@routes.delete("/sim/journal")
async def clear_journal(request: web.Request) -> web.Response:
    world_of(request).journal.clear()
    return answer({})
