"""Zalo's own doors on the simulator's port."""

from aiohttp import web

from simulator.zalo import control, control_oa
from simulator.zalo.bot_api import ZaloBotApi
from simulator.zalo.control import ZALO
from simulator.zalo.oa_api import ZaloOaApi
from simulator.zalo.world import Zalo


def open_doors(app: web.Application, zalo: Zalo) -> None:
    app[ZALO] = zalo
    app.router.add_route("*", "/zalo/bot{rest:.*}", ZaloBotApi(zalo).handle)
    app.router.add_routes(ZaloOaApi(zalo).routes())
    for part in (control, control_oa):
        app.router.add_routes(part.routes)
