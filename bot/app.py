"""The wiring, read from top to bottom: settings → store → channels → router → loops → web."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import aiohttp
import structlog

from bot.anchoring import Anchoring, make_anchors
from bot.broadcaster import Broadcaster
from bot.carriers import CodeCarrier, MessageCarrier
from bot.clock import Clock, SystemClock
from bot.commands import all_commands
from bot.control import Control
from bot.counting import Counting
from bot.deadlines import Deadlines
from bot.filing import Archive, Download, Filing
from bot.gateways import code_senders, ways_of
from bot.intake import Intake
from bot.limits import read_limits
from bot.loops import first_of, keep
from bot.menus import Menus
from bot.outbox import OutboxLoop
from bot.passing import PassingFiles
from bot.pictures import Making
from bot.polling import Polling
from bot.purging import Purging
from bot.scheduler import Scheduler
from bot.setback import SetBack
from bot.settings import Settings
from bot.settings.keeping import RetentionSection, key_bytes
from bot.settings.section import BadConfiguration
from bot.statistics import Statistics
from bot.tables import read_province, read_reports
from bot.ticking import Ticking
from bot.upkeep import Upkeep
from bot.web.handing import Handing
from bot.web.server import Route, WebServer
from bot.web.webhook import Webhook
from bot.zalo_bot import zalo_bot_line
from bot.zalo_oa import zalo_oa_line
from channels.ability import ability_of
from channels.folder import Folder
from channels.message import Messenger, NotSent, Say
from channels.pace import ChatPace, Pace
from channels.s3 import S3
from channels.telegram import Telegram
from channels.telegram_http import RawClient
from domain.alert import Policy
from domain.attachment import FILE_BYTES_MOST
from domain.passcode import CodePolicy
from domain.retention import Retention
from handlers.house import House
from handlers.router import Router
from services.rendering import to_many
from storage import key_check
from storage.engine import Store
from storage.vault import CannotOpen, Vault
from texts.words import Catalogues

REPLY_CONNECTIONS = 100
BROADCAST_CONNECTIONS = 300
TICK = 1.0  # seconds
REPORT_EVERY = 2.0
UPKEEP_EVERY = 60.0
DEADLINES_EVERY = 15.0
HOLIDAYS_AFTER = 1.5

log = structlog.get_logger()


def make_house(settings: Settings) -> House:
    """Tables, words and rules, as the configuration settles them."""
    province, otp, limits = read_province(settings.province), settings.otp, read_limits(settings.limits)
    return House(
        province=province,
        catalogues=Catalogues(province.zone),
        issuer=settings.province.name,
        policy=Policy(
            two_person_from_level=settings.alerts.two_person_from_level,
            remind_after=timedelta(minutes=settings.alerts.remind_minutes),
            pending_for=timedelta(hours=settings.alerts.pending_hours),
            head_units=frozenset(settings.alerts.head_units),
        ),
        codes=CodePolicy(
            digits=otp.digits,
            lifetime=timedelta(seconds=otp.lifetime_seconds),
            tries=otp.tries,
            by_mail=settings.smtp.host is not None,
            ways=ways_of(settings.sms.chain),
            limits=limits.codes,
        ),
        reports=read_reports(settings.reports, province),
        limits=limits,
        retention=_retention(settings.retention),
        rate=settings.broadcast.ceiling,
        rates=settings.rates,
        prices=settings.prices,
        contact_is_proof=otp.contact_is_proof,
    )


def _retention(keep: RetentionSection) -> Retention:
    return Retention(
        at=keep.at,
        quarantined=timedelta(days=keep.quarantined_days),
        codes=timedelta(days=keep.codes_days),
        invitations=timedelta(days=keep.invitations_days),
        letters=timedelta(days=keep.letters_days),
        data_requests=timedelta(days=keep.data_requests_days),
        deliveries=timedelta(days=keep.deliveries_days),
        report_files=timedelta(days=keep.report_files_days),
        report_words=timedelta(days=keep.report_words_days),
        consents=timedelta(days=keep.consents_days),
    )


async def open_store(settings: Settings) -> Store:
    """Raises `AlreadyRunning` while another process holds the database, `BadConfiguration` for another's key."""
    store = await Store.open(settings.database.path, make_vault(settings))
    try:
        async with store.transaction() as tx:
            await key_check.check(tx)
    except CannotOpen:
        await store.close()
        raise BadConfiguration("secrets.key: not the key that this database was sealed with") from None
    return store


def make_vault(settings: Settings) -> Vault:
    secrets = settings.secrets
    return Vault(key_bytes(secrets.key), *(key_bytes(older) for older in secrets.older_keys))


@contextlib.asynccontextmanager
async def files_of(settings: Settings, store: Store) -> AsyncIterator[Filing]:
    """The files of reports, for a command while no bot runs."""
    async with aiohttp.ClientSession() as session:
        yield Filing(store, _archive(settings, session), {}, SystemClock())


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
        self.lanes = [_lane(settings, connections) for connections in (2, REPLY_CONNECTIONS, BROADCAST_CONNECTIONS)]
        polls, replies, broadcasts = self.lanes
        self._polls = polls
        making = Making(
            store, self.house, clock, bot_name=self._bot_name, original=self._original, held=self._held_by_staff
        )
        self.pace = pace or Pace(settings.broadcast.ceiling, reserve=settings.broadcast.reserve)
        self.telegram = _telegram(settings, replies, broadcasts, making, self.pace)
        self.handing = _handing(settings, store, making, clock)
        link = self.handing.link if self.handing else None
        zalo_bot = zalo_bot_line(settings, store, clock, link=link)
        self.zalo_oa = zalo_oa_line(settings, store, clock, self.house, link=link)
        self.lines = [line for line in (zalo_bot, self.zalo_oa) if line is not None]
        made = {line.codes.name: line.codes for line in self.lines if line.codes is not None}
        channels: list[Messenger] = [self.telegram, *(line.channel for line in self.lines)]
        self.router = Router(self.house)
        self.intake = Intake(store, self.router, {channel.name: channel.read for channel in channels}, clock)
        self.outboxes = [
            *(OutboxLoop(store, MessageCarrier(channel, store, clock, self.house), clock) for channel in channels),
            *(
                OutboxLoop(store, CodeCarrier(channel, sender, store, clock, self.house), clock)
                for channel, sender in code_senders(settings, session, self.house, made=made).items()
            ),
        ]
        self.broadcaster = Broadcaster(
            store,
            {channel.name: channel for channel in channels},
            clock,
            {self.telegram.name: self.pace, **{line.channel.name: line.pace for line in self.lines}},
            zone=self.house.province.zone,
            render=self._fitted,
        )
        self.ticking = Ticking(store, clock, self.house)
        self.setback = SetBack(store, clock)
        self.counting = Counting(store, clock, self.house)
        self.upkeep = Upkeep(store, clock, self.house)
        self.anchoring = Anchoring(store, clock, make_anchors(settings, session, self.house))
        self.purging = Purging(store, clock, self.house)
        self.menus = Menus(store, clock, self.router)
        self.deadlines = Deadlines(store, clock, self.house)
        self.statistics = Statistics(store, clock, self.house)
        self.passing, self.filing = _keepers(store, _archive(settings, session), channels, clock)
        self.scheduler = Scheduler(store, clock)
        commands = all_commands(self.house, self.filing)
        path, name = settings.database.path, self.telegram.username
        self.control = Control(store, clock, path, bot_name=name, commands=commands)
        self.webhook = _webhook(settings, store, clock)
        self.web = _web(settings, store, self._routes())
        self.stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._receiving: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Recover what the last end interrupted, then let every loop go."""
        for lane in self.lanes:
            await lane.start()
        for line in self.lines:
            await line.start()
        revived = await self.broadcaster.recover()
        for outbox in self.outboxes:
            await outbox.recover()
        log.info("starting", revived=revived)
        self.scheduler.start()
        await self.control.start()
        if self.web:
            await self.web.start()
        for work in self._loops():
            self._tasks.append(asyncio.create_task(work))
        for receiving in (self._poll(), *(line.receive(self.stopping) for line in self.lines)):
            self._receiving.append(asyncio.create_task(receiving))

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
            await self.broadcaster.drain()
            for outbox in self.outboxes:
                await outbox.drain()
            self.scheduler.stop()
            await self.anchoring.stop()
        if self.web:
            await self.web.stop()
        await self.control.stop()
        for line in self.lines:
            await line.close()
        for lane in self.lanes:
            await lane.close()

    def _loops(self) -> list[Coroutine[Any, Any, None]]:
        return [
            self._keep("intake", self.intake.step, rest=TICK),
            self._keep("clock", self._tick, rest=TICK),
            self._keep("report", self.ticking.report, rest=REPORT_EVERY, every=True),
            self._keep("counting", self.counting.step, rest=TICK * 5),
            self._keep("deadlines", self.deadlines.step, rest=DEADLINES_EVERY),
            self._keep("statistics", self.statistics.step, rest=DEADLINES_EVERY),
            self._keep("passing", self.passing.step, rest=TICK),
            self._keep("filing", self.filing.step, rest=DEADLINES_EVERY),
            self._keep("menus", self.menus.step, rest=UPKEEP_EVERY),
            *(self._keep("renewal", line.renewal.step, rest=TICK) for line in (self.zalo_oa,) if line is not None),
            self._keep("anchoring", self.anchoring.step, rest=UPKEEP_EVERY, every=True),
            self._keep("purging", self.purging.step, rest=UPKEEP_EVERY),
            self._keep("upkeep", self.upkeep.step, rest=UPKEEP_EVERY, every=True),
            self._pump("broadcaster", self.broadcaster),
            *(self._pump(f"outbox.{outbox.channel}", outbox) for outbox in self.outboxes),
            self._work_out_holidays(),
        ]

    def _keep(
        self, name: str, step: Callable[[], Awaitable[int]], *, rest: float, every: bool = False
    ) -> Coroutine[Any, Any, None]:
        """`every`: at that interval, however much a step did."""
        work = _then_rest(step) if every else step
        return keep(name, work, stopping=self.stopping, bell=self.store.bell(name), rest=rest)

    async def _pump(self, name: str, pump: Broadcaster | OutboxLoop) -> None:
        """A loop that knows itself how long it may rest."""

        async def step() -> int:
            if not await pump.step():
                await pump.rest(self.stopping)
            return 1

        await keep(name, step, stopping=self.stopping, bell=asyncio.Event(), rest=0)

    async def _work_out_holidays(self) -> None:
        """Soon after the start, beside the loops: the first report should not wait for it."""
        await first_of(self.stopping, within=HOLIDAYS_AFTER)
        if not self.stopping.is_set():
            await asyncio.to_thread(len, self.house.reports.holidays)

    async def _tick(self) -> int:
        did = await self.setback.step() + await self.ticking.step()
        await self.scheduler.look_ahead()
        return did

    async def _poll(self) -> None:
        """Ask for updates, or have them sent; with the bot's own name known, as soon as Telegram says it."""
        if self.webhook is None:
            polling = Polling(self.store, self._polls, self.clock)
            named = asyncio.create_task(self._learn_name())
            try:
                await keep("polling", polling.step, stopping=self.stopping, bell=asyncio.Event(), rest=0)
            finally:
                named.cancel()
        else:
            await self._learn_name()
            await self._announce_webhook(self.webhook)

    def _routes(self) -> list[Route]:
        """What can be asked for from outside, beside how we are."""
        webhook: list[Route] = [("POST", self.webhook.path, self.webhook.take)] if self.webhook else []
        handing: list[Route] = [("GET", self.handing.path, self.handing.take)] if self.handing else []
        return [*webhook, *handing, *(route for line in self.lines for route in line.routes)]

    def _fitted(self, message: Say, channel: str, language: str) -> Say:
        """What a broadcast says, as its channel can carry it."""
        return to_many(message, ability_of(channel), self.house.catalogues[language])

    async def _bot_name(self) -> str:
        return await self.telegram.username()

    async def _held_by_staff(self, file: str) -> bytes:
        return await self.telegram.download(file, FILE_BYTES_MOST)

    async def _original(self, file: int) -> bytes:
        return await self.filing.read(file)

    async def _learn_name(self) -> None:
        """Until Telegram has said who we are: without it, only commands to other bots in groups are not told apart."""
        pause = TICK
        while not self.stopping.is_set():
            try:
                log.info("we_are", bot=await self.telegram.username())
                words = self.house.catalogues["vi"]
                await self.telegram.introduce(
                    self.house.issuer, description=words.plain("bot.description"), short=words.plain("bot.short")
                )
                return
            except NotSent as no:
                log.warning("name_unknown", fate=no.fate.value, reason=no.reason)
                await self.clock.sleep(pause)
                pause = min(pause * 2, UPKEEP_EVERY)

    async def _announce_webhook(self, webhook: Webhook) -> None:
        wanted = {"url": f"{self.settings.web.public_url}{webhook.path}", "secret_token": webhook.secret}
        await self._polls.post("setWebhook", json.dumps(wanted).encode())


def _lane(settings: Settings, connections: int) -> RawClient:
    telegram = settings.telegram
    return RawClient(
        telegram.token.get_secret_value(), api_url=telegram.api_url, proxy=telegram.proxy, connections=connections
    )


def _keepers(store: Store, archive: Archive, channels: list[Messenger], clock: Clock) -> tuple[PassingFiles, Filing]:
    """What a channel holds for a while only comes to a report by way of our own copy, the rest from the channel."""
    downloads: dict[str, Download] = {channel.name: channel.download for channel in channels}
    passing = PassingFiles(store, archive, downloads, clock)
    lasting = {name: held for name, held in downloads.items() if ability_of(name).lasting_files}
    return passing, Filing(store, archive, {**dict.fromkeys(downloads, passing.read), **lasting}, clock)


def _telegram(settings: Settings, replies: RawClient, broadcasts: RawClient, making: Making, pace: Pace) -> Telegram:
    """Its replies go ahead of the broadcasts, whose pace that is, and keep to each chat's own."""
    chats = ChatPace(burst=settings.telegram.chat_burst)
    return Telegram(replies, broadcasts, draw=making.make, paid=settings.broadcast.paid, pace=pace, chats=chats)


def _archive(settings: Settings, session: aiohttp.ClientSession) -> Archive:
    files = settings.files
    if files.s3_url is None:
        return Folder(files.folder)
    if not files.s3_access_key or not files.s3_secret_key:
        raise BadConfiguration("files.s3_url needs files.s3_access_key and files.s3_secret_key")
    return S3(
        session,
        files.s3_url,
        bucket=files.s3_bucket,
        region=files.s3_region,
        access=files.s3_access_key.get_secret_value(),
        secret=files.s3_secret_key.get_secret_value(),
    )


def _webhook(settings: Settings, store: Store, clock: Clock) -> Webhook | None:
    """The door's path is derived from the token, so that it cannot be guessed and need not be configured."""
    if settings.telegram.mode == "polling":
        return None
    if not settings.web.public_url or not settings.telegram.webhook_secret:
        raise BadConfiguration("telegram.mode = webhook needs web.public_url and telegram.webhook_secret")
    door = store.vault.hash("webhook", settings.telegram.token.get_secret_value()).hex()
    secret = settings.telegram.webhook_secret.get_secret_value()
    return Webhook(store, clock, path=f"/telegram/{door}", secret=secret)


def _handing(settings: Settings, store: Store, making: Making, clock: Clock) -> Handing | None:
    """None where the world cannot reach us: channels that fetch pictures themselves then get words alone."""
    if not settings.web.enabled or not settings.web.public_url:
        return None
    return Handing(store.vault, making.make, clock, public=settings.web.public_url)


def _web(settings: Settings, store: Store, routes: list[Route]) -> WebServer | None:
    if not settings.web.enabled:
        return None
    return WebServer(store, host=settings.web.host, port=settings.web.port, routes=routes)


def _then_rest(step: Callable[[], Awaitable[int]]) -> Callable[[], Awaitable[int]]:
    async def once() -> int:
        await step()
        return 0

    return once
