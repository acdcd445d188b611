"""Zalo's door: the secret is compared before the body is read, the event committed before it is confirmed."""

import hmac

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.web.webhook import BODY_MOST, keep
from channels.zalo_bot_events import CHANNEL, message_id
from storage import inbox
from storage.engine import Store

HEADER = "X-Bot-Api-Secret-Token"

log = structlog.get_logger()


class ZaloWebhook:
    """`path` is random and unguessable, `secret` what Zalo sends in its header."""

    def __init__(self, store: Store, clock: Clock, *, path: str, secret: str) -> None:
        self.path = path
        self.secret = secret
        self._store = store
        self._clock = clock

    async def take(self, request: web.Request) -> web.Response:
        """200 once it is kept; 403 for a wrong secret, 413 for too much, 503 while we cannot keep it."""
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self.secret.encode()):
            return web.Response(status=403)
        if (request.content_length or 0) > BODY_MOST:
            return web.Response(status=413)
        body = await request.read()
        message = message_id(body)
        if message is None:  # asking again would not mend it
            log.warning("event_unreadable", channel=CHANNEL, size=len(body))
            return web.Response()
        number = inbox.number_of(self._store.vault, CHANNEL, message)
        return await keep(self._store, self._clock, CHANNEL, number, body)
