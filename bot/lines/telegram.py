"""All that runs for Telegram, put together: the channel, its lanes, and one of two ways in: polling or a webhook."""

import asyncio

import structlog

from bot.clock import Clock
from bot.lines.announced import Announced
from bot.lines.line import Line
from bot.loops import keep
from bot.polling import Polling
from bot.settings import Settings
from bot.settings.telegram import TelegramSection
from channels.fate import NotSent
from channels.pace import UNDER_WAY_MOST, ChatPace, Pace
from channels.telegram import Telegram
from channels.telegram_http import RawClient
from channels.telegram_replies import Draw
from channels.telegram_updates import CHANNEL, PROOF_HEADER, update_id
from handlers.house import House
from storage.engine import Store

POLLING, REPLIES, BROADCASTS = 2, 100, UNDER_WAY_MOST  # connections
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between tries to learn our name, and to announce the webhook

log = structlog.get_logger()


class TelegramLine(Line):
    """Replies go ahead of the broadcasts, whose `pace` makes room for them, and keep to each chat's own."""

    channel: Telegram

    def __init__(
        self, settings: Settings, store: Store, clock: Clock, house: House, *, draw: Draw, pace: Pace | None
    ) -> None:
        section, broadcast = settings.telegram, settings.broadcast
        self._clock, self._house = clock, house
        self._polls, replies, broadcasts = (_lane(section, each) for each in (POLLING, REPLIES, BROADCASTS))
        self.lanes = (self._polls, replies, broadcasts)
        self.pace = pace or Pace(broadcast.ceiling, reserve=broadcast.reserve)
        chats = ChatPace(burst=section.chat_burst)
        self.channel = Telegram(replies, broadcasts, draw=draw, paid=broadcast.paid, pace=self.pace, chats=chats)
        self._polling = Polling(store, self._polls, clock)
        self._webhook = _webhook(settings, store, clock)
        self.routes = [self._webhook.route] if self._webhook else []

    async def receive(self, stopping: asyncio.Event) -> None:
        """Ask for updates, or have them sent; with the bot's own name known, as soon as Telegram says it."""
        named = asyncio.create_task(self._learn_name(stopping))
        try:
            if self._webhook is None:
                await keep("polling", self._polling.step, stopping=stopping, bell=asyncio.Event(), rest=0)
            else:
                await self._webhook.announce(self._set_webhook, stopping, longest=LONGEST_PAUSE)
            await named
        finally:
            named.cancel()

    async def _learn_name(self, stopping: asyncio.Event) -> None:
        """Until Telegram has said who we are: without it, only commands to other bots in groups are not told apart."""
        pause = FIRST_PAUSE
        while not stopping.is_set():
            try:
                log.info("we_are", bot=await self.channel.username())
                await self._introduce()
                return
            except NotSent as no:
                log.warning("name_unknown", fate=no.fate.value, reason=no.reason)
                await self._clock.sleep(max(pause, no.retry_after or 0.0))
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _introduce(self) -> None:
        words = self._house.catalogues["vi"]
        description, short = words.plain("bot.description"), words.plain("bot.short")
        await self.channel.introduce(self._house.issuer, description=description, short=short)

    async def _set_webhook(self, wanted: bytes) -> None:
        await self._polls.post("setWebhook", wanted)


def _lane(section: TelegramSection, connections: int) -> RawClient:
    token = section.token.get_secret_value()
    return RawClient(token, api_url=section.api_url, proxy=section.proxy, connections=connections)


def _webhook(settings: Settings, store: Store, clock: Clock) -> Announced | None:
    section, address = settings.telegram, settings.web.address
    if section.mode == "polling":
        return None
    return Announced(
        section, address, store, clock, channel=CHANNEL, number=update_id, under="/telegram", header=PROOF_HEADER
    )
