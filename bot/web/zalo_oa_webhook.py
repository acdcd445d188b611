"""The door for events of an Official Account: each is signed over its body, and committed before it is confirmed."""

import hashlib
import hmac

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.web.webhook import BODY_MOST, keep
from channels.zalo_oa_events import CHANNEL, event_id, event_of
from storage import inbox
from storage.engine import Store

HEADER = "X-ZEvent-Signature"

log = structlog.get_logger()


class ZaloOaWebhook:
    """`app` and `secret` are what Zalo signs with."""

    def __init__(self, store: Store, clock: Clock, *, path: str, app: str, secret: str) -> None:
        self.path = path
        self._store = store
        self._clock = clock
        self._app = app.encode()
        self._secret = secret.encode()

    async def take(self, request: web.Request) -> web.Response:
        """200 once it is kept; 403 for a wrong signature, 413 for too much, 503 while we cannot keep it."""
        if HEADER not in request.headers:
            return web.Response(status=403)
        if (request.content_length or 0) > BODY_MOST:
            return web.Response(status=413)
        body = await request.read()
        given = request.headers[HEADER].encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._signature(body)):
            return web.Response(status=403)
        name = event_id(body)
        if name is None:  # asking again would not mend it
            log.warning("event_unreadable", channel=CHANNEL, size=len(body))
            return web.Response()
        number = inbox.number_of(self._store.vault, CHANNEL, name)
        return await keep(self._store, self._clock, CHANNEL, number, body)

    def _signature(self, body: bytes) -> bytes:
        """`mac=` and the SHA-256 of app, body, the timestamp that stands in it, and the account's secret."""
        signed = self._app + body + _timestamp(body).encode("utf-8", "surrogatepass") + self._secret
        return b"mac=" + hashlib.sha256(signed).hexdigest().encode()


def _timestamp(body: bytes) -> str:
    """Empty for a body that has none: its signature is then no one's."""
    try:
        return str(event_of(body)["timestamp"])
    except (ValueError, KeyError, RecursionError):
        return ""
