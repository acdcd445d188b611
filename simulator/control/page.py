"""The page with the phones, and the files that people and bots sent, for its pictures."""

import json
from pathlib import Path

from aiohttp import web

from simulator.control.asking import answer, world_of
from simulator.world import Missing

routes = web.RouteTableDef()
PAGE = Path(__file__).parent.parent / "page"
TYPES = {".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}
TYPES |= {
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
NOTHING_HERE = "The phones are not here yet: simulator/page/index.html is missing. The Bot API and /sim work.\n"


@routes.get("/sim/files/{file_id}")
async def file(request: web.Request) -> web.Response:
    stored = world_of(request).files.get(request.match_info["file_id"])
    if stored is None:
        raise Missing("no such file")
    headers = {"Content-Disposition": "inline", "Cache-Control": "max-age=86400", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=stored.data, content_type=stored.mime.split(";")[0], headers=headers)


@routes.get("/sim/{extra:areas|story}")
async def extra(request: web.Request) -> web.Response:
    """The province of the map and the story to be told, from the files named at the start; null without one."""
    path = world_of(request).extras.get(request.match_info["extra"])
    return answer(json.loads(path.read_text("utf-8")) if path is not None else None)


@routes.get("/{path:(?!bot|file/|sim/).*}")
async def page(request: web.Request) -> web.StreamResponse:
    """Files of the page; read each time, so that a change shows on reload."""
    wanted = (PAGE / (request.match_info["path"] or "index.html")).resolve()
    if not wanted.is_relative_to(PAGE.resolve()):
        raise web.HTTPNotFound
    if not wanted.is_file():
        if request.match_info["path"]:
            raise web.HTTPNotFound
        return web.Response(text=NOTHING_HERE)
    kind = TYPES.get(wanted.suffix, "application/octet-stream")
    text = kind.startswith(("text/", "application/json", "image/svg"))
    headers = {"Cache-Control": "no-cache"}
    return web.Response(body=wanted.read_bytes(), content_type=kind, charset="utf-8" if text else None, headers=headers)
