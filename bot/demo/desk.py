"""What the desk has done with the sample reports: each step at its time, through the services, and told for real."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from bot.demo.past import Past
from domain.office import Office
from domain.report import RATED_WITHIN, Outcome, Rating, Report, State
from domain.role import Person
from handlers import telling
from services import reporting, triaging
from services.moving import Moved
from services.speaking import post
from services.triaging import Seen
from storage import chats, outbox
from storage.engine import Session, Tx

CHANNEL = "telegram"
WITHIN = 60.0  # seconds for what a step has said to be sent, also on a slow machine
LOOK_AGAIN = 0.02
A_LITTLE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`addresses` are the chats of those who act, by their names."""

    past: Past
    addresses: Mapping[str, int]

    def take(self, report: Report, steps: list[dict[str, Any]]) -> None:
        """Note what will be done with a report that has just been filed, and when the clock has its say."""
        filed = self.past.clock.now()
        for step in steps:
            self.past.note(filed + timedelta(hours=step["hours"]), partial(self._step, report.id, step))
        if report.due_at:
            self.past.note(report.due_at + A_LITTLE, self._clock_looks)

    async def _step(self, report: int, step: dict[str, Any]) -> None:
        app, now = self.past.app, self.past.clock.now()
        async with app.store.transaction() as tx:
            person = await person_at(tx, self.addresses[step["by"]])
            done = await self._do(tx, report, person, step)
            await post(tx, await telling.moved(tx, app.house, done, now=now, by=person.id), now=now)
        if done.report.state is State.RESOLVED:
            self.past.note(now + RATED_WITHIN + A_LITTLE, self._clock_looks)
        await self._said()

    async def _do(self, tx: Tx, report_id: int, person: Person, step: dict[str, Any]) -> Moved:
        now, office = self.past.clock.now(), self.past.app.house.office
        if "rating" in step:
            return await reporting.give_rating(tx, report_id, person, Rating(step["rating"]), now=now)
        report = await triaging.get(tx, report_id, person, office)
        seen = Seen(report=report, version=report.version, person=person)
        if "outcome" in step:
            outcome, easy = Outcome(step["outcome"]), _without_proof(office)
            return await triaging.conclude(tx, seen, outcome, step["words"], (), office=easy, now=now)
        return await triaging.move(tx, seen, State(step["to"]), office=office, now=now, reason=step.get("words"))

    async def _clock_looks(self) -> None:
        await self.past.app.rounds.deadlines.step()
        await self._said()

    async def _said(self) -> None:
        """Until what was said has gone out: the phones show the time at which it came."""
        for _ in range(int(WITHIN / LOOK_AGAIN)):
            async with self.past.app.store.reading() as session:
                if not await outbox.count(session):
                    return
            await asyncio.sleep(LOOK_AGAIN)
        raise OSError("what the desk of the sample weeks said was not sent in time")


async def person_at(session: Session, address: int) -> Person:
    """Whoever of the cast or the crowd has this chat."""
    found = await chats.find(session, CHANNEL, str(address))
    assert found is not None, f"nobody at {address}"
    return found[1]


def _without_proof(office: Office) -> Office:
    """The samples have no photos."""
    return replace(office, policy=replace(office.policy, proof_needed=False))
