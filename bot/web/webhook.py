"""The webhook's door: the secret is compared before the body is read, the update committed before it is confirmed."""

import hmac
import json

import structlog
from aiohttp import web

from bot.clock import Clock
from storage import inbox
from storage.engine import Store, StoreAway

HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_MOST = 1024 * 1024

log = structlog.get_logger()


class Webhook:
    """`path` is random and unguessable, `secret` what Telegram sends in its header."""

    def __init__(self, store: Store, clock: Clock, *, path: str, secret: str, channel: str = "telegram") -> None:
        self.path = path
        self._store = store
        self._clock = clock
        self.secret = secret
        self._channel = channel

    async def take(self, request: web.Request) -> web.Response:
        """200 once it is kept; 403 for a wrong secret, 413 for too much, 503 while we cannot keep it."""
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self.secret.encode()):
            return web.Response(status=403)
        if (request.content_length or 0) > BODY_MOST:
            return web.Response(status=413)
        body = await request.read()
        update = _update_id(body)
        if update is None:
            log.warning("webhook_unreadable", size=len(body))
            return web.Response()
        return await keep(self._store, self._clock, self._channel, update, body)


async def keep(store: Store, clock: Clock, channel: str, update: int, body: bytes) -> web.Response:
    """200 once it is committed: only then may the other side forget it. 503 while it cannot be."""
    try:
        async with store.transaction() as tx:
            await inbox.put(tx, channel, [(update, body)], now=clock.now())
    except StoreAway as away:
        log.error("store_away", loop=f"webhook.{channel}", reason=str(away))
        return web.Response(status=503)
    return web.Response()


def _update_id(body: bytes) -> int | None:
    """The update's number, None for what is no update: it cannot be kept, and asking again would not mend it."""
    try:
        number = json.loads(body)["update_id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return number if type(number) is int and 0 <= number < 2**63 else None
