"""The simulator as one thing that starts and stops: its world, its HTTP server, and what tests do with both.

async with Simulator(port=0) as sim:
    hoa = sim.person(name="Lê Thị Hoa", phone="+84901234567")
    await hoa.says("/start")
    await hoa.hears("Xin chào")
"""

import asyncio
import contextlib
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from simulator import groupings, smtp
from simulator.api import UPLOAD_LIMIT, BotApi
from simulator.chats import Chat
from simulator.clock import Clock
from simulator.control import gateways, groups, live, measuring, page, people
from simulator.control.asking import WORLD, in_a_sentence
from simulator.crowds import Crowd
from simulator.fast import fast_server
from simulator.faults import Faults
from simulator.flood import Flood
from simulator.gateways import MailInbox, SmsInbox
from simulator.journal import Journal
from simulator.person import Person
from simulator.stats import Stats
from simulator.wirelog import WireLog
from simulator.world import World
from simulator.zalo import app as zalo_app
from simulator.zalo.person import ZaloPerson
from simulator.zalo.world import Zalo

KEEP_ALIVE_SECONDS = 3600.0
SHUTDOWN_SECONDS = 0.3


class Simulator:
    """`port=0` takes a free one; `token` limits the server to one bot; `latency` is seconds before each answer.

    `areas` and `story` are files for the page's map and its story; `smtp_port` opens a mailbox for SMTP beside it.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str | None = None,
        journal: Path | str | None = None,
        counting: bool = False,
        latency: float = 0.0,
        areas: Path | None = None,
        story: Path | None = None,
        smtp_port: int | None = None,
    ) -> None:
        self.world = World(token=token, journal=Path(journal) if journal is not None else None)
        if counting:
            self.world.count_everyone()
        self.zalo = Zalo(self.world, journal=Path(f"{journal}.zalo") if journal is not None else None)
        if counting:
            self.zalo.count_everyone()
        self.world.latency = latency
        self.world.extras = {name: path for name, path in (("areas", areas), ("story", story)) if path is not None}
        self.smtp_port = smtp_port
        self.post_office: asyncio.Server | None = None
        self.host = host
        self.port = port
        self.own_token = token
        self.beat: asyncio.Task[None] | None = None
        self.runner: web.AppRunner | None = None
        self.server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Raises OSError when the port is taken."""
        self.runner = web.AppRunner(
            make_app(self.world, self.zalo),
            access_log=None,
            handle_signals=False,
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )
        await self.runner.setup()
        assert self.runner.server is not None
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(
            fast_server(self.world, self.zalo, self.runner.server),
            self.host,
            self.port,
            backlog=1024,
            reuse_address=True,
        )
        self.port = self.server.sockets[0].getsockname()[1]
        self.world.url = self.url
        if self.smtp_port is not None:
            self.post_office = await smtp.serve(self.world, self.host, self.smtp_port)
            self.smtp_port = self.post_office.sockets[0].getsockname()[1]
        self.beat = loop.create_task(live.beat(self.world))

    async def stop(self) -> None:
        for bot in self.world.bots.values():
            bot.updates.cut("restart")
            if bot.webhook is not None:
                await bot.webhook.stop()
        await self.zalo.stop()
        tasks = [task for task in (self.beat, *self.world.tasks) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for server in (self.server, self.post_office):
            if server is not None:
                server.close()
        if self.runner is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.runner.cleanup(), 5)
        self.world.journal.close()

    # Where it is, and who may come

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def token(self) -> str:
        """A token to give to the bot under test; its chats can be used before it calls."""
        if self.own_token is None:
            self.own_token = self.new_token()
        return self.own_token

    def new_token(self) -> str:
        token = self.world.new_token()
        self.world.bot_by_token(token)
        return token

    def restart(self, seconds: float = 3.0) -> None:
        """From now on, for that long, every call gets 500 and waiting polls are cut off."""
        self.world.restart(seconds)

    # Who is there

    def person(self, *, name: str, **facts: Any) -> Person:
        """Someone with Telegram: `phone`, `email`, `language` (vi), `username`, `last_name`, `role`, `id`."""
        if not self.world.bots:
            _ = self.token
        return Person(self.world, self.world.add_person(name, **facts))

    def zalo_person(self, *, name: str, phone: str | None = None, **facts: Any) -> ZaloPerson:
        """Someone with Zalo: `number`, `protected`, `takes_zns` as in the README."""
        _ = self.zalo.token
        return ZaloPerson(self.zalo, self.zalo.add_person(name, phone, **facts))

    def group(self, *, title: str, members: list[Person] | None = None, bot: str = "member", **facts: Any) -> Chat:
        """A supergroup with the bot in it; `type`, `forum`, `id` as in the README."""
        inside = [person.id for person in members or []]
        return groupings.make(self.world, title=title, members=inside, bot=self.world.bot(), bot_status=bot, **facts)

    def crowd(self, *, first: int, count: int, **facts: Any) -> Crowd:
        """Chats `first … first + count - 1`, which exist and cost a byte each."""
        return self.world.crowds.add(first=first, count=count, **facts)

    # Instruments

    @property
    def sms(self) -> SmsInbox:
        return self.world.sms

    @property
    def mail(self) -> MailInbox:
        return self.world.mail

    @property
    def faults(self) -> Faults:
        return self.world.faults

    @property
    def flood(self) -> Flood:
        return self.world.flood

    @property
    def journal(self) -> Journal:
        return self.world.journal

    @property
    def stats(self) -> Stats:
        return self.world.stats

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def wire(self) -> WireLog:
        return self.world.wire


def make_app(world: World, zalo: Zalo) -> web.Application:
    app = web.Application(middlewares=[in_a_sentence], client_max_size=UPLOAD_LIMIT)
    app[WORLD] = world
    api = BotApi(world)
    app.router.add_route("*", "/bot{rest:.*}", api.handle)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", api.file)
    zalo_app.open_doors(app, zalo)
    for part in (measuring, people, groups, gateways, live, page):
        app.router.add_routes(part.routes)
    return app
