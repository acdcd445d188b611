"""Every move by every role in every state, against the table: what it allows happens once, with one event, one audit
entry and one message to the citizen; what it does not allow leaves everything as it was.
"""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.attachment import Attachment
from domain.desk import acting
from domain.refused import Refused
from domain.report import MOVES, OVER, Actor, Outcome, Rating, Report, State
from handlers import telling
from services import reporting, triaging
from services.moving import Moved
from services.reporting import Filing
from services.speaking import post
from services.triaging import Seen
from storage import audit, reports
from storage.engine import Tx
from tests.reports.conftest import NOW, STAFF, TEXT, UNIT, Cast, a_cast

PROOF = Attachment(kind="photo", held="x", distinct="proof", size=9, name=None)
AT_DESK = sorted(STAFF)
DIRECT = sorted(State)
REASON = "Vì lý do này."


class Life(RuleBasedStateMachine):
    """One report and everybody who might touch it. `moves` counts what has happened."""

    @initialize()
    def file(self) -> None:
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.stack = AsyncExitStack()
        self.now = NOW
        self.moves = 0
        self.runner.run(self._file())

    async def _file(self) -> None:
        self.cast: Cast = await self.stack.enter_async_context(a_cast(Path(self.folder.name)))
        async with self.cast.store.transaction() as tx:
            hoa = await self.cast.person(tx, "hoa")
            filing = Filing(field=self.cast.house.province.fields.get("chieu_sang"), text=TEXT, area=UNIT)
            done = await reporting.file(tx, hoa, filing, office=self.cast.house.office, now=self.now)
        self.report = done.report

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.runner.run(self.stack.aclose())
            self.runner.close()
            self.folder.cleanup()

    @rule(who=st.sampled_from(AT_DESK), to=st.sampled_from(DIRECT), reason=st.sampled_from((None, REASON)))
    def move(self, who: str, to: State, reason: str | None) -> None:
        move = MOVES.get((self.report.state, to))
        actors = self._actors(who)
        allowed = bool(move) and move.plain and bool(move.who & actors) and (not move.reason or reason is not None)

        async def act(tx: Tx) -> Moved:
            return await triaging.move(
                tx, await self._seen(tx, who), to, reason=reason, office=self.cast.house.office, now=self.now
            )

        self._try(act, allowed=allowed)

    @rule(who=st.sampled_from(AT_DESK), unit=st.sampled_from((UNIT, "so_y_te")))
    def assign(self, who: str, unit: str) -> None:
        async def act(tx: Tx) -> Moved:
            return await triaging.assign(
                tx, await self._seen(tx, who), unit, office=self.cast.house.office, now=self.now
            )

        self._try(act, allowed=self._table_allows(who, State.ASSIGNED))

    @rule(who=st.sampled_from(AT_DESK), proofs=st.sampled_from(([], [PROOF])))
    def conclude(self, who: str, proofs: list[Attachment]) -> None:
        async def act(tx: Tx) -> Moved:
            seen = await self._seen(tx, who)
            office = self.cast.house.office
            return await triaging.conclude(tx, seen, Outcome.FIXED, "Đã vá.", proofs, office=office, now=self.now)

        self._try(act, allowed=bool(proofs) and self._table_allows(who, State.AWAITING_APPROVAL))

    @rule(rating=st.sampled_from(Rating), reason=st.sampled_from((None, REASON)))
    def rate(self, rating: Rating, reason: str | None) -> None:
        in_time = self.report.resolved_at is not None and self.now < self.report.resolved_at + timedelta(days=7)
        allowed = self.report.state is State.RESOLVED and in_time and (rating is not Rating.NOT or reason is not None)

        async def act(tx: Tx) -> Moved:
            hoa = await self.cast.person(tx, "hoa")
            return await reporting.give_rating(tx, self.report.id, hoa, rating, now=self.now, reason=reason)

        self._try(act, allowed=allowed)

    @rule()
    def withdraw(self) -> None:
        async def act(tx: Tx) -> Moved:
            return await reporting.withdraw(tx, self.report.id, await self.cast.person(tx, "hoa"), now=self.now)

        self._try(act, allowed=(self.report.state, State.WITHDRAWN) in MOVES)

    @rule()
    def add_information(self) -> None:
        asked, back = self.report.state is State.NEED_INFO, self.report.held_from

        async def act(tx: Tx) -> Moved:
            hoa = await self.cast.person(tx, "hoa")
            return await reporting.add_information(
                tx, self.report.id, hoa, words="Thêm điều này.", attachments=(), now=self.now
            )

        self._try(act, allowed=self.report.state not in OVER)
        if asked:
            assert self.report.state is back

    @rule(who=st.sampled_from(AT_DESK))
    def act_on_what_is_past(self, who: str) -> None:
        """A button of an older version does nothing, whatever the right."""

        async def act(tx: Tx) -> Moved:
            stale = Seen(report=self.report, version=self.report.version - 1, person=await self.cast.person(tx, who))
            return await triaging.move(tx, stale, State.ACCEPTED, office=self.cast.house.office, now=self.now)

        self._try(act, allowed=False)

    @rule(hours=st.sampled_from((1, 30, 200)))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def one_event_and_one_message_a_move(self) -> None:
        if hasattr(self, "report"):
            self.runner.run(self._check())

    async def _check(self) -> None:
        async with self.cast.store.reading() as session:
            stored = await reports.get(session, self.report.id)
            events = await reports.list_events(session, self.report.id)
            told = await session.value("select count(*) from outbox where address = 'hoa'", {})
            assert (await audit.verify(session))[1] is None
        assert stored == self.report
        assert len(events) == 1 + self.moves
        assert told == self.moves
        assert events[-1].state is stored.state

    def _try(self, act: object, *, allowed: bool) -> None:
        self.runner.run(self._tried(act, allowed))

    async def _tried(self, act: object, allowed: bool) -> None:
        try:
            async with self.cast.store.transaction() as tx:
                done: Moved = await act(tx)  # type: ignore[operator]
                await post(tx, await telling.moved(tx, self.cast.house, done, now=self.now), now=self.now)
        except Refused:
            assert not allowed, f"{self.report.state} should have allowed it"
            return
        assert allowed, f"{self.report.state} must not have allowed {done.report.state}"
        self.report = Report(**{**_facts(done.report), "files": await self._files()})
        self.moves += 1

    async def _files(self) -> int:
        async with self.cast.store.reading() as session:
            return (await reports.get(session, self.report.id)).files

    def _actors(self, who: str) -> frozenset[Actor]:
        async def read() -> frozenset[Actor]:
            async with self.cast.store.transaction() as tx:
                return acting(await self.cast.person(tx, who), self.report, self.cast.house.province.units)

        return self.runner.run(read())

    def _table_allows(self, who: str, to: State) -> bool:
        move = MOVES.get((self.report.state, to))
        return bool(move) and bool(move.who & self._actors(who))

    async def _seen(self, tx: Tx, who: str) -> Seen:
        return Seen(report=self.report, version=self.report.version, person=await self.cast.person(tx, who))


def _facts(report: Report) -> dict[str, object]:
    return {name: getattr(report, name) for name in Report.__slots__}


Life.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLife = Life.TestCase
