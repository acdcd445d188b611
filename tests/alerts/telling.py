"""An alert's way from approval to people's ears, without a wire: for the tests in this folder."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.broadcaster import Broadcaster
from bot.ticking import Ticking
from bot.turning import PATIENCE
from channels.fate import Fate, NotSent
from channels.pace import Pace
from domain.alert import Alert, Change
from handlers.issuing import messages, withdrawals
from services import alerting
from storage import alerts
from tests.alerts.conftest import NOW, Office, content
from tests.alerts.test_life_machine import Ear, HandClock


class Wire(Ear):
    """A channel of any name. Some have blocked us; for others, `fates` says what becomes of their next messages.

    `refused`: words that it takes from nobody. `silent`: until then it answers nobody, or nobody who is `mute`.
    """

    def __init__(self, clock: HandClock, name: str = "telegram") -> None:
        super().__init__(clock)
        self.name = name
        self.blocked: set[str] = set()
        self.fates: dict[str, list[NotSent]] = {}
        self.closed: NotSent | None = None
        self.silent: asyncio.Event | None = None
        self.mute: set[str] = set()
        self.refused = ""
        self.answers_in = 0.0  # seconds
        self.asked = 0

    async def tell(self, address: str, prepared: bytes, *, reply_to: str | None = None) -> str | None:
        self.asked += 1
        if self.answers_in:
            await asyncio.sleep(self.answers_in)
        if self.silent is not None and (not self.mute or address in self.mute):
            await self.silent.wait()
        if self.closed is not None:
            raise self.closed
        if self.refused and self.refused in prepared.decode():
            raise NotSent(Fate.CONTENT, "can't parse entities")
        if address in self.blocked:
            raise NotSent(Fate.BLOCKED, "blocked")
        if fates := self.fates.get(address):
            raise fates.pop(0)
        return await super().tell(address, prepared, reply_to=reply_to)


@dataclass
class Telling:
    """Lan drafts, Minh approves and cancels, the clock and the broadcaster do their work when told to."""

    office: Office
    clock: HandClock = field(default_factory=HandClock)
    channels: tuple[str, ...] = ("telegram",)
    pace: Pace | None = None
    patience: timedelta = PATIENCE

    def __post_init__(self) -> None:
        self.wires = {name: Wire(self.clock, name) for name in self.channels}
        self.wire = self.wires["telegram"]
        self.ticking = Ticking(self.office.store, self.clock, self.office.house)
        self.restart()

    def restart(self) -> None:
        """A new process: it remembers what the database does."""
        paces = {name: self.pace or Pace(None) for name in self.channels}
        self.broadcaster = Broadcaster(self.office.store, self.wires, self.clock, paces, patience=self.patience)

    @property
    def told(self) -> list[str]:
        return [address for address, _, _ in self.wire.heard]

    async def approved(self, *, follows: Alert | None = None, change: Change | None = None, **said: object) -> Alert:
        now, office = self.clock.now(), self.office
        async with office.store.transaction() as tx:
            author = await office.person(tx, "lan")
            updates = follows.id if follows else None
            drafted = await alerting.draft(tx, author, content(**said), now=now, updates=updates, change=change)
            await alerts.save_audience(tx, drafted, 1)
            alert = await alerting.submit(tx, drafted.id, author, seen=drafted.digest, now=now)
            done = await alerting.approve(
                tx,
                alert.id,
                await office.person(tx, "minh"),
                seen=alert.digest,
                cards=messages(alert, office.house, earlier=follows),
                province=office.house.province,
                now=now,
                policy=office.house.policy,
            )
        assert isinstance(done, Alert)
        return done

    async def cancel(self, alert: Alert) -> None:
        async with self.office.store.transaction() as tx:
            void = withdrawals(alert, self.office.house, reason="nhầm")
            leader = await self.office.person(tx, "minh")
            await alerting.cancel(tx, alert.id, leader, reason="nhầm", cards=void, now=self.clock.now())

    async def goes_on(self, until: datetime = NOW) -> None:
        """The clock ticks and everyone who may be told by then is."""
        self.clock.time = max(until, self.clock.time)
        for _ in range(4):
            await self.ticking.step()
            self.office.store.bell("broadcaster").set()
            for _ in range(6):
                await self.broadcaster.step()
        await self.broadcaster.drain()


async def make_telling(office: Office, *people: str, channels: tuple[str, ...] = ("telegram",)) -> Telling:
    """Two leaders, and people who follow Tân Biên."""
    for leader in ("lan", "minh"):
        await office.leader(leader)
    for person in people:
        await office.subscriber(person)
    return Telling(office, channels=channels)
