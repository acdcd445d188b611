"""All that runs for the Zalo Bot Platform, put together; there is none of it unless `[zalo_bot]` is configured."""

import asyncio

from bot.clock import Clock
from bot.lines.announced import Announced
from bot.lines.line import Line
from bot.loops import keep
from bot.settings import Settings
from bot.settings.zalo import ZaloBotSection
from bot.web.webhook import numbered
from bot.zalo_polling import ZaloPolling
from channels.fate import Fate, NotSent
from channels.pace import Pace
from channels.zalo_bot import ZaloBot
from channels.zalo_bot_events import CHANNEL, PROOF_HEADER, message_id
from channels.zalo_bot_http import ZaloBotLane
from channels.zalo_links import Link
from storage.engine import Store

POLLING, REPLIES, BROADCASTS = 2, 50, 100  # connections
LONGEST_PAUSE = 1800.0  # seconds between tries to announce the webhook: few are allowed a day


class ZaloBotLine(Line):
    """The channel, its lanes, and one of two ways in: polling or a webhook. It brings no codes."""

    def __init__(
        self, settings: Settings, section: ZaloBotSection, store: Store, clock: Clock, *, link: Link | None
    ) -> None:
        self._polls, replies, broadcasts = (_lane(section, each) for each in (POLLING, REPLIES, BROADCASTS))
        self.lanes = (self._polls, replies, broadcasts)
        self.channel = ZaloBot(replies, broadcasts, link=link)
        self.pace = Pace(section.rate)
        self._polling = ZaloPolling(store, self._polls, clock)
        self._webhook = _webhook(settings, section, store, clock)
        self.routes = [self._webhook.route] if self._webhook else []

    async def receive(self, stopping: asyncio.Event) -> None:
        """Ask for events until we stop, or have them sent."""
        if self._webhook is None:
            await keep("zalo_polling", self._polling.step, stopping=stopping, bell=asyncio.Event(), rest=0)
        else:
            await self._webhook.announce(self._set_webhook, stopping, longest=LONGEST_PAUSE)

    async def drain(self) -> None:
        await self._polling.drain()

    async def _set_webhook(self, wanted: bytes) -> None:
        """Zalo calls us there at once, and says whether it got an answer."""
        trial = (await self._polls.call("setWebhook", wanted)).get("verification", {})
        if not trial.get("ok", True):
            raise NotSent(Fate.AGAIN, str(trial.get("outcome")))


def zalo_bot_line(settings: Settings, store: Store, clock: Clock, *, link: Link | None) -> ZaloBotLine | None:
    """None without a section."""
    section = settings.zalo_bot
    return None if section is None else ZaloBotLine(settings, section, store, clock, link=link)


def _lane(section: ZaloBotSection, connections: int) -> ZaloBotLane:
    token = section.token.get_secret_value()
    return ZaloBotLane(token, api_url=section.api_url, proxy=section.proxy, connections=connections)


def _webhook(settings: Settings, section: ZaloBotSection, store: Store, clock: Clock) -> Announced | None:
    if section.mode == "polling":
        return None
    address, number = settings.web.address, numbered(store.vault, CHANNEL, message_id)
    return Announced(section, address, store, clock, channel=CHANNEL, number=number, under="/zalo", header=PROOF_HEADER)
