"""Whatever leaders, the clock and restarts do: nothing is told that was not approved in exactly that revision, nor
twice, early, after its end, or after it was cancelled.
"""

import asyncio
import tempfile
from collections.abc import Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bot.broadcaster import Broadcaster
from bot.ticking import Ticking
from channels.message import Outgoing, Say
from channels.pace import Pace
from domain.alert import Alert, State
from domain.alert_content import Kind
from domain.refused import Refused
from handlers.house import House
from handlers.issuing import messages, withdrawals
from services import alerting
from storage import alerts
from storage.engine import Store
from storage.vault import Vault
from tests.alerts.conftest import NOW, ZONE, Office, content, province
from texts.words import Catalogues

KEY = b"k" * 32
LEADERS = ("lan", "minh", "an")
PEOPLE = ("tu", "hoa")
TESTER = "binh"
KINDS = (Kind.ACTUAL, Kind.ACTUAL, Kind.EXERCISE, Kind.TEST)
TABLES, WORDS = province(), Catalogues(ZONE)

T = TypeVar("T")


class HandClock:
    """Shows what it was set to."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Ear:
    """The far side of the wire: who was told what, and when."""

    name = "telegram"

    def __init__(self, clock: HandClock) -> None:
        self.heard: list[tuple[str, str, datetime]] = []
        self._clock = clock

    async def send(self, address: str, message: Outgoing) -> str | None:
        return "1"

    def prepare(self, message: Say) -> bytes:
        return message.text.encode()

    async def tell(self, address: str, prepared: bytes, *, reply_to: str | None = None) -> str | None:
        self.heard.append((address, prepared.decode(), self._clock.now()))
        return str(len(self.heard))


class AlertLife(RuleBasedStateMachine):
    drafts = Bundle("drafts")

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = HandClock()
        self.ear = Ear(self.clock)
        self.approved: dict[str, Alert] = {}
        self.void: dict[str, Alert] = {}
        self.cancelled_at: dict[int, datetime] = {}
        self.titles = 0
        self.do(self._open(first=True))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    async def _open(self, *, first: bool) -> None:
        store = await Store.open(Path(self.folder.name) / "bot.db", Vault(KEY))
        house = House(province=TABLES, catalogues=WORDS, issuer="1022")
        self.office = Office(store=store, house=house)
        if first:
            for leader in LEADERS:
                await self.office.leader(leader)
            for person in PEOPLE:
                await self.office.subscriber(person)
            await self.office.tester(TESTER)
        self.ticking = Ticking(store, self.clock, house)
        self.broadcaster = Broadcaster(store, {"telegram": self.ear}, self.clock, Pace(None))
        await self.broadcaster.recover()

    @rule(
        target=drafts,
        by=st.sampled_from(LEADERS),
        level=st.integers(1, 5),
        wait=st.integers(0, 2),
        hours=st.integers(1, 9),
        ask=st.booleans(),
        kind=st.sampled_from(KINDS),
    )
    def draft(self, by: str, level: int, wait: int, hours: int, ask: bool, kind: Kind) -> int:
        """A new draft, submitted at once where `ask`; 0 for somebody who may not."""
        self.titles += 1
        starts = self.clock.time + timedelta(hours=wait)
        ends = starts + timedelta(hours=hours)
        said = content(kind=kind, level=level, title=f"Tin {self.titles}", starts_at=starts, ends_at=ends)

        async def work() -> int:
            async with self.office.store.transaction() as tx:
                author = await self.office.person(tx, by)
                try:
                    alert = await alerting.draft(tx, author, said, now=self.clock.time)
                except Refused:
                    return 0
                await alerts.save_audience(tx, alert, len(PEOPLE))
                if ask:
                    await alerting.submit(tx, alert.id, author, seen=alert.digest, now=self.clock.time)
                return alert.id

        return self.do(work())

    @rule(
        target=drafts,
        level=st.integers(1, 5),
        wait=st.integers(0, 2),
        hours=st.integers(1, 9),
        kind=st.sampled_from(KINDS),
    )
    def approved_as_it_should_be(self, level: int, wait: int, hours: int, kind: Kind) -> int:
        alert = self.draft("lan", level, wait, hours, True, kind)
        self.approve(alert, "minh", False)
        return alert

    @rule(alert=drafts, by=st.sampled_from(LEADERS))
    def edit(self, alert: int, by: str) -> None:
        self.titles += 1

        async def work() -> None:
            async with self.office.store.transaction() as tx:
                before = await alerts.get(tx, alert)
                said = content(
                    kind=before.content.kind,
                    level=before.content.level,
                    title=f"Tin {self.titles}",
                    starts_at=before.content.starts_at,
                    ends_at=before.content.ends_at,
                )
                edited = await alerting.edit(tx, alert, await self.office.person(tx, by), said, now=self.clock.time)
                await alerts.save_audience(tx, edited, len(PEOPLE))

        self.tried(alert, work())

    @rule(alert=drafts, by=st.sampled_from(LEADERS))
    def submit(self, alert: int, by: str) -> None:
        async def work() -> None:
            async with self.office.store.transaction() as tx:
                seen = await alerts.get(tx, alert)
                author = await self.office.person(tx, by)
                await alerting.submit(tx, alert, author, seen=seen.digest, now=self.clock.time)

        self.tried(alert, work())

    @rule(alert=drafts, by=st.sampled_from(LEADERS), stale=st.sampled_from([False, False, True]))
    def approve(self, alert: int, by: str, stale: bool) -> None:
        async def work() -> None:
            async with self.office.store.transaction() as tx:
                before = await alerts.get(tx, alert)
                approver = await self.office.person(tx, by)
                outcome = await alerting.approve(
                    tx,
                    alert,
                    approver,
                    seen=content(title="an older one").digest if stale else before.digest,
                    cards=messages(before, self.office.house, earlier=None),
                    province=TABLES,
                    now=self.clock.time,
                    policy=self.office.house.policy,
                )
            if isinstance(outcome, Alert):
                assert not stale
                assert before.state is State.PENDING
                assert outcome.content.level < 3 or approver.id not in before.touched_by
                card = messages(outcome, self.office.house, earlier=None)["vi"]["text"]
                self.approved[card] = outcome

        self.tried(alert, work())

    @rule(alert=drafts, by=st.sampled_from(LEADERS), back=st.booleans())
    def decline(self, alert: int, by: str, back: bool) -> None:
        decide = alerting.give_back if back else alerting.reject

        async def work() -> None:
            async with self.office.store.transaction() as tx:
                await decide(tx, alert, await self.office.person(tx, by), reason="vì", now=self.clock.time)

        self.tried(alert, work())

    @rule(alert=drafts, by=st.sampled_from(LEADERS))
    def cancel(self, alert: int, by: str) -> None:
        async def work() -> None:
            async with self.office.store.transaction() as tx:
                before = await alerts.get(tx, alert)
                void = withdrawals(before, self.office.house, reason="vì")
                leader = await self.office.person(tx, by)
                done = await alerting.cancel(tx, alert, leader, reason="vì", cards=void, now=self.clock.time)
            self.cancelled_at[done.id] = self.clock.time
            self.void[void["vi"]["text"]] = done

        self.tried(alert, work())

    def tried(self, alert: int, work: Coroutine[Any, Any, None]) -> None:
        if not alert:
            return work.close()
        try:
            self.do(work)
        except Refused:
            pass

    @rule(minutes=st.integers(1, 200))
    def time_passes(self, minutes: int) -> None:
        self.clock.time += timedelta(minutes=minutes)

    @rule(minutes=st.integers(1, 60))
    def the_clock_is_set_back(self, minutes: int) -> None:
        self.clock.time -= timedelta(minutes=minutes)

    @rule(leader=st.just(LEADERS[2]))
    def revoke(self, leader: str) -> None:
        self.do(self.office.revoke(leader))

    @rule()
    def restart(self) -> None:
        self.do(self.broadcaster.drain())
        self.do(self.office.store.close())
        self.do(self._open(first=False))

    @rule(minutes=st.integers(0, 90))
    def work_goes_on(self, minutes: int) -> None:
        self.clock.time += timedelta(minutes=minutes)

        async def work() -> None:
            for _ in range(4):
                await self.ticking.step()
                self.office.store.bell("broadcaster").set()
                for _ in range(6):
                    await self.broadcaster.step()
            await self.broadcaster.drain()

        self.do(work())

    @invariant()
    def nothing_is_told_that_may_not_be(self) -> None:
        if not hasattr(self, "ear"):
            return
        told = set()
        for person, text, at in self.ear.heard:
            assert (person, text) not in told, "told twice"
            told.add((person, text))
            void = self.void.get(text)
            kind = (void or self.approved[text]).content.kind
            assert (kind is Kind.ACTUAL) != (person == TESTER), "a drill is for the test group, and nothing else is"
            if void:
                continue
            alert = self.approved[text]
            assert alert.content.starts_at <= at < alert.content.ends_at
            assert alert.id not in self.cancelled_at or at <= self.cancelled_at[alert.id]

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            self.do(self.broadcaster.drain())
            self.do(self.office.store.close())
            self.loop.close()
            self.folder.cleanup()


TestAlertLife = AlertLife.TestCase
TestAlertLife.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
