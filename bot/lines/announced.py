"""A webhook whose address we ourselves tell the other side, at every start: Telegram's, and the Bot Platform's."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import structlog

from bot.clock import Clock
from bot.settings.telegram import TelegramSection
from bot.settings.zalo import ZaloBotSection
from bot.web.proofs import Secret
from bot.web.server import Route
from bot.web.webhook import Number, Webhook
from channels.fate import NotSent
from storage.engine import Store

FIRST_PAUSE = 2.0  # seconds

log = structlog.get_logger()


class Announced:
    """Its path begins with `under` and is derived from the token, so that it cannot be guessed and need not be
    configured. `address` is how the world reaches us; who calls has to say the section's secret in `header`.
    """

    def __init__(
        self,
        section: TelegramSection | ZaloBotSection,
        address: str | None,
        store: Store,
        clock: Clock,
        *,
        channel: str,
        number: Number,
        under: str,
        header: str,
    ) -> None:
        assert address
        assert section.webhook_secret
        secret = section.webhook_secret.get_secret_value()
        path = f"{under}/{store.vault.hash('webhook', section.token.get_secret_value()).hex()}"
        webhook = Webhook(store, clock, channel=channel, path=path, proof=Secret(header, secret), number=number)
        self.route: Route = ("POST", path, webhook.take)
        self._wanted = json.dumps({"url": f"{address}{path}", "secret_token": secret}).encode()
        self._clock = clock
        self._channel = channel

    async def announce(
        self, tell: Callable[[bytes], Awaitable[object]], stopping: asyncio.Event, *, longest: float
    ) -> None:
        """Until the other side has taken it, which `tell` asks of it; `longest` is the pause between tries, in seconds.

        `tell` raises `NotSent`.
        """
        pause = FIRST_PAUSE
        while not stopping.is_set():
            try:
                await tell(self._wanted)
                return
            except NotSent as no:
                log.warning("webhook_not_set", channel=self._channel, fate=no.fate.value, reason=no.reason)
                await self._clock.sleep(max(pause, no.retry_after or 0.0))
                pause = min(pause * 2, longest)
