"""Groups and channels over the control API."""

from aiohttp import web

from simulator import groupings
from simulator.chats import Chat
from simulator.composing import post_in_channel
from simulator.control.asking import answer, body_of, bot_of, needed, world_of
from simulator.shapes import Json
from simulator.view import group_view, message_view
from simulator.world import World

routes = web.RouteTableDef()


def shown(world: World, chat: Chat) -> Json:
    return group_view(chat, set(world.people))


def group_of(request: web.Request) -> Chat:
    return world_of(request).group(int(request.match_info["id"]))


@routes.get("/sim/groups")
async def list_groups(request: web.Request) -> web.Response:
    world = world_of(request)
    return answer([shown(world, chat) for chat in world.groups.values() if chat.upgraded_to is None])


@routes.post("/sim/groups")
async def make_group(request: web.Request) -> web.Response:
    world, body = world_of(request), await body_of(request)
    status = str(body.get("bot") or "none")
    chat = groupings.make(
        world,
        title=str(needed(body, "title")),
        type=str(body.get("type") or "supergroup"),
        forum=bool(body.get("forum")),
        members=[int(person) for person in body.get("members") or []],
        bot=bot_of(request) if status != "none" else None,
        bot_status=status,
        id=body.get("id"),
    )
    return answer(shown(world, chat))


@routes.post("/sim/groups/{id:-?[0-9]+}/bot")
async def bot_in_group(request: web.Request) -> web.Response:
    world, chat, body = world_of(request), group_of(request), await body_of(request)
    groupings.admit_bot(world, chat, bot_of(request, body), str(needed(body, "status")), body.get("rights"))
    return answer(shown(world, chat))


@routes.post("/sim/groups/{id:-?[0-9]+}/upgrade")
async def upgrade(request: web.Request) -> web.Response:
    world = world_of(request)
    return answer(shown(world, groupings.upgrade(world, group_of(request))))


@routes.post("/sim/groups/{id:-?[0-9]+}/post")
async def post(request: web.Request) -> web.Response:
    chat, body = group_of(request), await body_of(request)
    return answer(message_view(post_in_channel(world_of(request), chat, str(needed(body, "text"))), chat, 0))


@routes.delete("/sim/groups/{id:-?[0-9]+}")
async def remove(request: web.Request) -> web.Response:
    group_of(request).deleted = True
    return answer({})
