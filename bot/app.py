"""The wiring, read from top to bottom: store → house → lines → router → loops → web. What is wired is next door: the
lines in `bot/lines/`, all that comes round by itself in `bot/rounds.py`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog

from bot.broadcaster import Broadcaster
from bot.carriers import CodeCarrier, MessageCarrier
from bot.clock import Clock, SystemClock
from bot.commands import all_commands
from bot.control import Control
from bot.gateways import code_senders
from bot.house import make_house
from bot.intake import Intake
from bot.lines.line import Line
from bot.lines.telegram import TelegramLine
from bot.lines.zalo_bot import zalo_bot_line
from bot.lines.zalo_oa import zalo_oa_line
from bot.loops import Round, first_of, pump
from bot.opening import open_store
from bot.outbox import Carrier, OutboxLoop
from bot.pictures import Making
from bot.rounds import TICK, Rounds
from bot.settings import Settings
from bot.web.handing import Handing
from bot.web.server import Route, WebServer
from channels.ability import ability_of
from channels.message import Say
from channels.pace import Pace
from domain.attachment import FILE_BYTES_MOST
from handlers.router import Router
from services.alarming import call_admins
from services.rendering import to_many
from storage.engine import Store, Tx

CALL_EVERY = timedelta(hours=1)
HOLIDAYS_AFTER = 1.5  # seconds

log = structlog.get_logger()


@contextlib.asynccontextmanager
async def running(settings: Settings, *, clock: Clock | None = None, pace: Pace | None = None) -> AsyncIterator["App"]:
    """The whole program, running until the block ends; then it stops in order: nothing on the wire is cut off."""
    store = await open_store(settings)
    try:
        async with aiohttp.ClientSession() as session:
            app = App(settings, store, session, clock=clock or SystemClock(), pace=pace)
            try:
                await app.start()
                yield app
            finally:
                await app.stop()
    finally:
        await store.close()


class App:
    """Everything that runs, put together. `pace` replaces the one that the configuration asks for."""

    def __init__(
        self, settings: Settings, store: Store, session: aiohttp.ClientSession, *, clock: Clock, pace: Pace | None
    ) -> None:
        self.settings, self.store, self.clock = settings, store, clock
        self.house = make_house(settings)
        making = Making(
            store, self.house, clock, bot_name=self._bot_name, original=self._original, held=self._held_by_staff
        )
        self.handing = _handing(settings, store, making, clock)
        link = self.handing.link if self.handing else None
        telegram = TelegramLine(settings, store, clock, self.house, draw=making.make, pace=pace)
        zalo_bot = zalo_bot_line(settings, store, clock, link=link)
        self.zalo_oa = zalo_oa_line(settings, store, clock, self.house, link=link)
        self.lines: list[Line] = [line for line in (telegram, zalo_bot, self.zalo_oa) if line is not None]
        self.telegram, channels = telegram.channel, [line.channel for line in self.lines]

        self.router = Router(self.house)
        self.intake = Intake(store, self.router, {channel.name: channel.read for channel in channels}, clock)
        self.outboxes = [OutboxLoop(store, carrier, clock) for carrier in self._carriers(session)]
        self.broadcaster = Broadcaster(
            store,
            {channel.name: channel for channel in channels},
            clock,
            {line.channel.name: line.pace for line in self.lines},
            zone=self.house.province.zone,
            render=self._fitted,
            call=self._call,
        )
        self.rounds = Rounds(settings, store, session, self.router, channels, clock)

        commands = all_commands(self.house, self.rounds.filing)
        self.control = Control(store, clock, settings.database.path, bot_name=self._bot_name, commands=commands)
        self.web = _web(settings, store, self._routes())
        self.stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._receiving: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Recover what the last end interrupted, then let every loop go."""
        for line in self.lines:
            await line.start()
        revived = await self.broadcaster.recover()
        for outbox in self.outboxes:
            await outbox.recover()
        log.info("starting", revived=revived)
        self.rounds.start()
        await self.control.start()
        if self.web:
            await self.web.start()
        self._tasks += [asyncio.create_task(work) for work in self._loops()]
        self._receiving += [asyncio.create_task(line.receive(self.stopping)) for line in self.lines]

    async def stop(self) -> None:
        """Take nothing new in, finish what is on the wire, close."""
        self.stopping.set()
        for receiving in self._receiving:
            receiving.cancel()
        if self._receiving:
            await asyncio.wait(self._receiving)
        for line in self.lines:
            await line.drain()
        if self._tasks:
            await asyncio.wait(self._tasks)
            await self.rounds.stop()
        if self.web:
            await self.web.stop()
        await self.control.stop()
        for line in self.lines:
            await line.close()

    def _loops(self) -> list[Coroutine[Any, Any, None]]:
        rounds = [
            Round("intake", self.intake.step, rest=TICK),
            *self.rounds.all(),
            *(each for line in self.lines for each in line.rounds),
        ]
        return [
            *(each.run(self.store, self.stopping) for each in rounds),
            pump("broadcaster", self.broadcaster, stopping=self.stopping),
            *(pump(f"outbox.{outbox.channel}", outbox, stopping=self.stopping) for outbox in self.outboxes),
            self._work_out_holidays(),
        ]

    def _carriers(self, session: aiohttp.ClientSession) -> list[Carrier]:
        """One a channel: messages to people, and codes by every way that there is."""
        made = {line.codes.name: line.codes for line in self.lines if line.codes is not None}
        senders = code_senders(self.settings, session, self.house, made=made)
        return [
            *(MessageCarrier(line.channel, self.store, self.clock, self.house) for line in self.lines),
            *(CodeCarrier(name, sender, self.store, self.clock, self.house) for name, sender in senders.items()),
        ]

    def _routes(self) -> list[Route]:
        """What can be asked for from outside, beside how we are."""
        handing: list[Route] = [("GET", self.handing.path, self.handing.take)] if self.handing else []
        return [*handing, *(route for line in self.lines for route in line.routes)]

    def _fitted(self, message: Say, channel: str, language: str) -> Say:
        """What a broadcast says, as its channel can carry it."""
        return to_many(message, ability_of(channel), self.house.catalogues[language])

    async def _call(self, tx: Tx, channel: str, now: datetime) -> bool:
        """For help: the channel refuses us altogether."""
        said, named = self.house.catalogues, ability_of(channel).title
        matter, key = f"refused.{channel}", "alarm.channel_refused"
        return await call_admins(tx, said, matter, key, every=CALL_EVERY, now=now, channel=named)

    async def _work_out_holidays(self) -> None:
        """Soon after the start, beside the loops: the first report should not wait for it."""
        await first_of(self.stopping, within=HOLIDAYS_AFTER)
        if not self.stopping.is_set():
            await asyncio.to_thread(len, self.house.reports.holidays)

    async def _bot_name(self) -> str:
        return await self.telegram.username()

    async def _held_by_staff(self, file: str) -> bytes:
        return await self.telegram.download(file, FILE_BYTES_MOST)

    async def _original(self, file: int) -> bytes:
        return await self.rounds.filing.read(file)


def _handing(settings: Settings, store: Store, making: Making, clock: Clock) -> Handing | None:
    """None where the world cannot reach us: channels that fetch pictures themselves then get words alone."""
    address = settings.web.address
    return Handing(store.vault, making.make, clock, public=address) if address else None


def _web(settings: Settings, store: Store, routes: list[Route]) -> WebServer | None:
    if not settings.web.enabled:
        return None
    return WebServer(store, host=settings.web.host, port=settings.web.port, routes=routes)
