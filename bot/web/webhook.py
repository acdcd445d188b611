"""The door through which a channel's system tells us what people do: whoever calls has to prove who they are, and what
they tell is committed before it is confirmed. All channels come in by doors of this one shape."""

from collections.abc import Callable

import structlog
from aiohttp import web

from bot.clock import Clock
from bot.web.proofs import Proof
from storage import inbox
from storage.engine import Store, StoreAway
from storage.vault import Vault

BODY_MOST = 1024 * 1024

log = structlog.get_logger()

Number = Callable[[bytes], int | None]
"""An event's number in the inbox, the same whenever it comes again; None for what is no event."""


class Webhook:
    """A guessed `path` opens nothing without the `proof`."""

    def __init__(self, store: Store, clock: Clock, *, channel: str, path: str, proof: Proof, number: Number) -> None:
        self.path = path
        self._store = store
        self._clock = clock
        self._channel = channel
        self._proof = proof
        self._number = number

    async def take(self, request: web.Request) -> web.Response:
        """200 once it is kept; 403 for a caller without proof, 413 for too much, 503 while we cannot keep it."""
        if not self._proof.admits(request.headers):
            return web.Response(status=403)
        if (request.content_length or 0) > BODY_MOST:
            return web.Response(status=413)
        body = await request.read()
        if not self._proof.covers(request.headers, body):
            return web.Response(status=403)
        number = self._number(body)
        if number is None:  # asking again would not mend it
            log.warning("event_unreadable", channel=self._channel, size=len(body))
            return web.Response()
        return await self._keep(number, body)

    async def _keep(self, number: int, body: bytes) -> web.Response:
        """Only what is committed may be forgotten by the other side."""
        try:
            async with self._store.transaction() as tx:
                await inbox.put(tx, self._channel, [(number, body)], now=self._clock.now())
        except StoreAway as away:
            log.error("store_away", loop=f"webhook.{self._channel}", reason=str(away))
            return web.Response(status=503)
        return web.Response()


def numbered(vault: Vault, channel: str, name: Callable[[bytes], str | None]) -> Number:
    """For a channel that names its events and does not count them."""

    def number(body: bytes) -> int | None:
        found = name(body)
        return None if found is None else inbox.number_of(vault, channel, found)

    return number
