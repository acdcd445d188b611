"""Notes the audit's head outside the database, once a day and at the stop: in the log and wherever the configuration
says. Against such a head `audit verify` shows a cut tail and a full rewrite, which the chain alone cannot.

Handed over first and noted as done then: killed in between, a place has the same head twice, which harms nothing.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import aiohttp
import structlog

from bot.clock import Clock
from bot.gateways import mail_server
from bot.settings import Settings
from channels.anchors import Anchor, HeadFile, HeadMailbox, HeadUrl
from channels.fate import NotSent
from handlers.house import House
from storage import audit, routines
from storage.audit import Head
from storage.engine import Store, StoreAway

EVERY = timedelta(days=1)
TRY_AGAIN = timedelta(minutes=15)
AT_THE_STOP = 5.0  # seconds: a place that is away does not hold up the end

log = structlog.get_logger()


class LogLine:
    """The log is a place too, where lines are gathered elsewhere."""

    name = "log"

    async def take(self, head: str, *, at: datetime) -> None:
        number, _, mac = head.partition(":")
        log.info("audit_head", number=int(number), mac=mac)  # apart: together they look like a token


class Anchoring:
    def __init__(self, store: Store, clock: Clock, anchors: Sequence[Anchor]) -> None:
        self._store = store
        self._clock = clock
        self._anchors = (LogLine(), *anchors)
        self._not_before: dict[str, datetime] = {}
        self._noted: dict[str, Head] = {}

    async def step(self) -> int:
        """How many places have been given the head."""
        now = self._clock.now()
        return sum([await self._note(anchor, now) for anchor in self._anchors if await self._due(anchor, now)])

    async def stop(self, *, within: float = AT_THE_STOP) -> None:
        """The head as it stands at the end: what is done to the audit while the bot is off shows against it."""
        now = self._clock.now()
        try:
            async with asyncio.timeout(within):
                async with self._store.reading() as session:
                    head = await audit.find_head(session)
                left = [anchor for anchor in self._anchors if head and self._noted.get(anchor.name) != head]
                await asyncio.gather(*(self._note(anchor, now) for anchor in left))
        except (TimeoutError, StoreAway) as away:
            log.warning("audit_head_not_noted", place="any", reason=type(away).__name__)

    async def _due(self, anchor: Anchor, now: datetime) -> bool:
        if now < self._not_before.get(anchor.name, now):
            return False
        async with self._store.reading() as session:
            return not await routines.done(session, _routine(anchor), since=now - EVERY)

    async def _note(self, anchor: Anchor, now: datetime) -> bool:
        async with self._store.reading() as session:
            head = await audit.find_head(session)
        if head is None:
            return False
        try:
            await anchor.take(str(head), at=now)
        except NotSent as no:
            log.warning("audit_head_not_noted", place=anchor.name, reason=no.reason)
            self._not_before[anchor.name] = now + TRY_AGAIN
            return False
        async with self._store.transaction() as tx:
            await routines.note(tx, _routine(anchor), now=now)
        self._noted[anchor.name] = head
        return True


def make_anchors(settings: Settings, session: aiohttp.ClientSession, house: House) -> list[Anchor]:
    """The places of `[audit]`."""
    section, words = settings.audit, house.catalogues["vi"]
    anchors: list[Anchor] = []
    if section.head_file:
        anchors.append(HeadFile(section.head_file))
    if section.head_url:
        token = section.head_token.get_secret_value() if section.head_token else None
        anchors.append(HeadUrl(session, section.head_url, token=token))
    for number, address in enumerate(section.head_mail):
        server = mail_server(settings, house)
        assert server
        subject, text = words.plain("audit.head_subject"), words.sentence("audit.head_text")
        anchors.append(HeadMailbox(server, address, number=number, subject=subject, text=text))
    return anchors


def _routine(anchor: Anchor) -> str:
    return f"audit_head.{anchor.name}"
