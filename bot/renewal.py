"""Renews a channel's right to speak before it ends: one refresher, and nothing asked before it is noted that it is.

The key that renews is good for one use, so an answer that is lost, by the network or by a kill before the commit, may
have spent it. Then the old one is tried once more, loudly; refused, only the owner's new consent helps, and the admins
are told so. What has been answered and could not be written down is kept, and written before anything else.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.clock import Clock
from channels.ability import ability_of
from channels.breaker import Breaker
from channels.fate import Fate, NotSent
from channels.zalo_oauth import Renewed
from handlers.house import House
from services.alarming import call_admins
from storage import tokens
from storage.engine import Store
from storage.tokens import Token

AHEAD = timedelta(hours=1)  # of the end
CALL_EVERY = timedelta(hours=6)

Renew = Callable[[str], Awaitable[Renewed]]
"""The next pair for a refresh token. Raises `NotSent`."""

log = structlog.get_logger()


class Renewal:
    """`seed` is the refresh token of the configuration: another one there begins anew."""

    def __init__(self, store: Store, clock: Clock, house: House, renew: Renew, *, channel: str, seed: str) -> None:
        self._store = store
        self._clock = clock
        self._house = house
        self._renew = renew
        self._channel = channel
        self._seed = seed
        self._present: Token | None = None
        self._unwritten: Renewed | None = None
        self._wanted = False
        self._breaker = Breaker(most=600.0)

    def token(self) -> str:
        """Raises `NotSent` (AGAIN) while there is none."""
        if self._present is None or self._present.access is None:
            raise NotSent(Fate.AGAIN, "no access yet")
        return self._present.access

    def expired(self, token: str) -> None:
        """That one is not taken any more. Many find out at once: only the present one counts."""
        if self._present is not None and self._present.access == token:
            self._wanted = True
            self._store.bell("renewal").set()

    async def step(self) -> int:
        """Renew what ends soon; 1 when it was tried."""
        if self._unwritten is not None:
            await self._write(self._unwritten)
        if self._present is None:
            self._present = await self._begin()
        due = self._wanted or self._present.expires_at - self._clock.now() < AHEAD
        if not due or self._breaker.wait(time.monotonic()):
            return 0
        async with self._store.transaction() as tx:
            await tokens.asking(tx, self._channel, now=self._clock.now())
        try:
            renewed = await self._renew(self._present.refresh)
        except NotSent as no:
            await self._failed(no)
            return 1
        self._breaker.worked()
        self._unwritten = renewed
        await self._write(renewed)
        return 1

    async def _begin(self) -> Token:
        async with self._store.transaction() as tx:
            token = await tokens.plant(tx, self._channel, self._seed)
        if token.asked_at is not None:
            log.error("renewal_in_doubt", channel=self._channel)
        return token

    async def _write(self, renewed: Renewed) -> None:
        assert self._present is not None
        async with self._store.transaction() as tx:
            ends = self._clock.now() + renewed.lasts
            await tokens.renewed(tx, self._present, access=renewed.access, refresh=renewed.refresh, expires_at=ends)
            self._present = await tokens.get(tx, self._channel)
        self._unwritten, self._wanted = None, False

    async def _failed(self, no: NotSent) -> None:
        """What never left, and what was refused, has an end; a lost answer stays noted until one comes."""
        self._breaker.failed(time.monotonic())
        log.error("renewal_failed", channel=self._channel, fate=no.fate.value, reason=no.reason)
        now = self._clock.now()
        async with self._store.transaction() as tx:
            if no.fate is not Fate.UNKNOWN:
                await tokens.answered(tx, self._channel)
            if no.fate is not Fate.AGAIN:
                matter, named = f"renewal.{self._channel}", ability_of(self._channel).title
                said = self._house.catalogues
                await call_admins(tx, said, matter, "renewal.failed", every=CALL_EVERY, now=now, channel=named)
