"""Zalo's own doors on the simulator's port."""

from aiohttp import web

from simulator.zalo import control
from simulator.zalo.bot_api import ZaloBotApi
from simulator.zalo.control import ZALO
from simulator.zalo.world import Zalo


def open_doors(app: web.Application, zalo: Zalo) -> None:
    app[ZALO] = zalo
    app.router.add_route("*", "/zalo/bot{rest:.*}", ZaloBotApi(zalo).handle)
    app.router.add_routes(control.routes)
