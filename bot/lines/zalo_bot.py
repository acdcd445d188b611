"""All that runs for the Zalo Bot Platform, put together; there is none of it unless `[zalo_bot]` is configured."""

import asyncio
import json

import structlog

from bot.clock import Clock
from bot.lines.line import Line
from bot.loops import keep
from bot.settings import Settings
from bot.settings.zalo import ZaloBotSection
from bot.web.zalo_webhook import ZaloWebhook
from bot.zalo_polling import ZaloPolling
from channels.message import NotSent
from channels.pace import Pace
from channels.zalo_bot import Link, ZaloBot
from channels.zalo_bot_http import ZaloBotLane
from storage.engine import Store

POLLING, REPLIES, BROADCASTS = 2, 50, 100  # connections
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 1800.0  # seconds between tries to announce the webhook: few are allowed a day

log = structlog.get_logger()


class ZaloBotLine(Line):
    """The channel, its lanes, and one of two ways in: polling or a webhook. It brings no codes."""

    def __init__(
        self, settings: Settings, section: ZaloBotSection, store: Store, clock: Clock, *, link: Link | None
    ) -> None:
        self._clock = clock
        self._polls, replies, broadcasts = (_lane(section, each) for each in (POLLING, REPLIES, BROADCASTS))
        self.lanes = (self._polls, replies, broadcasts)
        self.channel = ZaloBot(replies, broadcasts, link=link)
        self.pace = Pace(section.rate)
        self._polling = ZaloPolling(store, self._polls, clock)
        self._webhook = _webhook(settings, section, store, clock)
        self._public = settings.web.public_url
        self.routes = [("POST", self._webhook.path, self._webhook.take)] if self._webhook else []

    async def receive(self, stopping: asyncio.Event) -> None:
        """Ask for events until we stop, or have them sent."""
        if self._webhook is None:
            await keep("zalo_polling", self._polling.step, stopping=stopping, bell=asyncio.Event(), rest=0)
        else:
            wanted = {"url": f"{self._public}{self._webhook.path}", "secret_token": self._webhook.secret}
            await self._announce(wanted, stopping)

    async def drain(self) -> None:
        await self._polling.drain()

    async def _announce(self, wanted: dict[str, str], stopping: asyncio.Event) -> None:
        """Until Zalo has called us there and got an answer."""
        pause = FIRST_PAUSE
        while not stopping.is_set():
            try:
                trial = (await self._polls.call("setWebhook", json.dumps(wanted).encode())).get("verification", {})
                if trial.get("ok", True):
                    return
                log.warning("webhook_not_set", channel=self.channel.name, reason=trial.get("outcome"))
            except NotSent as no:
                log.warning("webhook_not_set", channel=self.channel.name, fate=no.fate.value, reason=no.reason)
            await self._clock.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def zalo_bot_line(settings: Settings, store: Store, clock: Clock, *, link: Link | None) -> ZaloBotLine | None:
    """None without a section."""
    section = settings.zalo_bot
    return None if section is None else ZaloBotLine(settings, section, store, clock, link=link)


def _lane(section: ZaloBotSection, connections: int) -> ZaloBotLane:
    token = section.token.get_secret_value()
    return ZaloBotLane(token, api_url=section.api_url, proxy=section.proxy, connections=connections)


def _webhook(settings: Settings, section: ZaloBotSection, store: Store, clock: Clock) -> ZaloWebhook | None:
    """The door's path is derived from the token, so that it cannot be guessed and need not be configured."""
    if section.mode == "polling" or section.webhook_secret is None:
        return None
    door = store.vault.hash("webhook", section.token.get_secret_value()).hex()
    return ZaloWebhook(store, clock, path=f"/zalo/{door}", secret=section.webhook_secret.get_secret_value())
