"""/sim/events: one WebSocket with everything that happens; counts and wire samples at most four times a second."""

import asyncio
import contextlib

from aiohttp import WSMsgType, web

from simulator.control.asking import number, world_of
from simulator.events import Listener
from simulator.world import World

routes = web.RouteTableDef()
BEAT_SECONDS = 0.25
BEATS_A_SECOND = 4


@routes.get("/sim/events")
async def events(request: web.Request) -> web.StreamResponse:
    world = world_of(request)
    kinds = frozenset(filter(None, request.query.get("kinds", "").split(",")))
    listener = Listener(person=number(request.query.get("person"), "person"), kinds=kinds)
    socket = web.WebSocketResponse(heartbeat=30)
    await socket.prepare(request)
    world.hub.listeners.add(listener)
    pump = asyncio.create_task(send_all(socket, listener))
    try:
        async for frame in socket:
            if frame.type is WSMsgType.ERROR:
                break
    finally:
        world.hub.listeners.discard(listener)
        pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pump
    return socket


async def send_all(socket: web.WebSocketResponse, listener: Listener) -> None:
    with contextlib.suppress(ConnectionError):
        while not socket.closed:
            for text in await listener.take():
                await socket.send_str(text)


async def beat(world: World) -> None:
    """Tells pages what is too much to tell one by one."""
    told = 0
    received: dict[int, int] = {}
    polling: dict[int, bool] = {}
    beats = 0
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        beats += 1
        if not world.hub.listeners:
            continue
        for bot in list(world.bots.values()):
            if polling.get(bot.id, False) != bot.updates.polling:
                polling[bot.id] = bot.updates.polling
                world.tell_bot(bot)
        fresh = world.wire.take_fresh()
        if fresh:
            world.hub.publish({"event": "wire", "entries": fresh})
        for crowd in list(world.crowds.all.values()):
            if received.get(crowd.id, 0) != crowd.received:
                received[crowd.id] = crowd.received
                world.hub.publish({"event": "crowd", "crowd": crowd.as_json(), "delta": crowd.delta()})
        if beats % BEATS_A_SECOND == 0 and told != world.stats.accepted:
            told = world.stats.accepted
            world.hub.publish({"event": "stats", **world.stats.as_json()})
