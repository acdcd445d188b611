"""Three weeks of sample reports and alerts, lived through at their own times and told to people for real."""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.demo import crowd
from bot.demo.cast import BINH, LAN, MINH, THAO, TU
from bot.demo.desk import CHANNEL, Desk, person_at
from bot.demo.past import Past
from domain.alert import Alert
from domain.alert_content import Content, Kind
from domain.refused import Refused
from domain.report import Spot
from domain.role import Person
from handlers import issuing
from services import alerting, registering, reporting
from services.reporting import Filing
from storage import alerts
from storage.engine import Tx

SAMPLES = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
BEGAN = timedelta(days=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """What the samples say, done by the people of the cast and by citizens of the crowd."""

    past: Past
    desk: Desk
    addresses: dict[str, int]

    def agenda(self) -> None:
        today = self.past.today
        for sample in SAMPLES["reports"]:
            self.past.note(today - timedelta(days=sample["days"]), partial(self._report, sample))
        for sample in SAMPLES["alerts"]:
            self.past.note(today - timedelta(days=sample["days"]), partial(self._alert, sample))

    async def _report(self, sample: dict[str, Any]) -> None:
        house, now = self.past.app.house, self.past.clock.now()
        async with self.past.app.store.transaction() as tx:
            filing = Filing(
                field=house.province.fields.get(sample["field"]),
                text=sample["text"],
                area=_area(self.past, sample["area"]),
                spot=Spot(address=sample["address"]),
            )
            citizen = await person_at(tx, self.addresses[sample["by"]])
            filed = await reporting.file(tx, citizen, filing, office=house.office, now=now)
        self.desk.take(filed.report, sample.get("steps", []))

    async def _alert(self, sample: dict[str, Any]) -> None:
        """Lan drafts and submits; what Minh makes of it, the sample says."""
        app, now = self.past.app, self.past.clock.now()
        async with app.store.transaction() as tx:
            lan = await person_at(tx, LAN.id)
            alert = await alerting.draft(tx, lan, _content(self.past, sample), now=now)
        await app.rounds.counting.step()
        if sample["end"] == "draft":
            return
        async with app.store.transaction() as tx:
            alert = await alerting.submit(tx, alert.id, lan, seen=alert.digest, now=now)
        await self._decide(alert, sample)

    async def _decide(self, alert: Alert, sample: dict[str, Any]) -> None:
        app, now = self.past.app, self.past.clock.now()
        async with app.store.transaction() as tx:
            minh = await person_at(tx, MINH.id)
            match sample["end"]:
                case "pending":
                    key = "alert.please_approve"
                    await issuing.tell_approvers(tx, app.house, alert, key, now=now, code=alert.code)
                case "rejected":
                    await alerting.reject(tx, alert.id, minh, reason=sample["reason"], now=now)
                case _:
                    await self._approve(tx, alert, minh)
        if sample["end"] == "cancelled":
            self.past.note(now + timedelta(hours=1), partial(self._cancel, alert, sample["reason"]))
        self.past.note(alert.content.ends_at, _nothing)

    async def _approve(self, tx: Tx, alert: Alert, minh: Person) -> None:
        app = self.past.app
        outcome = await alerting.approve(
            tx,
            alert.id,
            minh,
            seen=alert.digest,
            cards=issuing.messages(alert, app.house, earlier=None),
            province=app.house.province,
            now=self.past.clock.now(),
            policy=app.house.policy,
        )
        if isinstance(outcome, Refused):
            raise outcome

    async def _cancel(self, alert: Alert, reason: str) -> None:
        app = self.past.app
        async with app.store.transaction() as tx:
            await alerting.cancel(
                tx,
                alert.id,
                await person_at(tx, MINH.id),
                reason=reason,
                cards=issuing.withdrawals(await alerts.get(tx, alert.id), app.house, reason=reason),
                now=self.past.clock.now(),
            )


async def settle_in(past: Past, count: int) -> Weeks:
    """The citizens who write, each the first of a commune's crowd, registered; and Tư."""
    areas = past.app.house.province.areas
    first = crowd.first_chats(count, areas)
    addresses = {player.name: player.id for player in (TU, BINH, THAO)}
    for citizen in SAMPLES["citizens"]:
        address = first[_area(past, citizen["area"])]
        addresses[citizen["name"]] = address
        async with past.app.store.transaction() as tx:
            await registering.register(
                tx,
                await person_at(tx, address),
                name=citizen["name"],
                phone=citizen["number"],
                mail=None,
                area=_area(past, citizen["area"]),
                channel=CHANNEL,
                now=past.clock.now(),
            )
    return Weeks(past=past, desk=Desk(past=past, addresses=addresses), addresses=addresses)


def _content(past: Past, sample: dict[str, Any]) -> Content:
    starts = past.clock.now() + timedelta(hours=sample.get("in_hours", 0))
    return Content(
        kind=Kind.ACTUAL,
        hazard=sample["hazard"],
        level=sample["level"],
        title=sample["title"],
        text=sample["text"],
        advice=sample["advice"],
        areas=tuple(_area(past, name) for name in sample["areas"]),
        source=sample["source"],
        starts_at=starts,
        ends_at=starts + timedelta(hours=sample["hours"]),
    )


def _area(past: Past, name: str) -> str:
    return past.app.house.province.areas.find(name)[0].area.code


async def _nothing() -> None:
    """The clock's own moment: an end that is reached."""
