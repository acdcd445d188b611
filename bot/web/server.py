"""The web side: whether we are well, our figures, and the webhook's door. Starts and stops with the program."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from storage.engine import Store, StoreAway

BODY_MOST = 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Route = tuple[str, str, Handler]


class WebServer:
    """`routes` are added to the server's own, as (method, path, handler)."""

    def __init__(self, store: Store, *, host: str, port: int, routes: Sequence[Route]) -> None:
        self._store = store
        self._host = host
        self._wanted_port = port
        app = web.Application(client_max_size=BODY_MOST)
        app.router.add_get("/health", self._health)
        app.router.add_get("/metrics", self._metrics)
        for method, path, handler in routes:
            app.router.add_route(method, path, handler)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)

    @property
    def port(self) -> int:
        """The port that it listens on, once started."""
        address = self._runner.addresses[0]
        return int(address[1])

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._wanted_port).start()

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        """200 when the database answers, else 503."""
        try:
            async with self._store.reading() as session:
                await session.value("select 1", {})
        except StoreAway:
            return web.json_response({"status": "away"}, status=503)
        return web.json_response({"status": "ok"})

    async def _metrics(self, request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
