"""Alerts that end, or are cancelled, at random moments while people are being told, by a Telegram that answers slowly.

Nobody is asked for afterwards, as the simulator's journal has it; and of every alert the whole audience is counted.
"""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App, running
from bot.settings import read_settings
from domain.refused import Refused
from domain.role import Person
from handlers.issuing import withdrawals
from services import alerting
from storage import alerts
from tests.crash.ledger import Heard, Ledger
from tests.stage.audience import COMMUNES, announce, content, follow, leader, opened
from tests.stage.processes import telegram, write_config

VILLAGE, TOWN = range(7_000_000_000, 7_000_000_180), range(7_100_000_000, 7_100_003_000)
RATE = 300
EVERY = 0.15  # seconds between approvals
HOLDS = (0.6, 2.0)  # seconds from an approval to the end or the cancel
ANSWERS_IN = 0.15  # seconds
STOPS_WITHIN = 1.0  # seconds after a cancel was committed
ON_THE_WAY = 0.25  # seconds that a request, begun in time, may take to arrive
NOBODY_LEFT = "select count(*) = 0 from broadcasts where purpose = 'alert' and reported <> 'end'"


@dataclass(frozen=True)
class Case:
    """An alert that is over, by its own end or by a cancel."""

    alert: int
    audience: int
    over_at: datetime
    cancelled: bool


async def test_nobody_is_asked_for_after_forty_ends_and_cancels(tmp_path: Path) -> None:
    await stop(tmp_path, 40)


@pytest.mark.long
async def test_nobody_is_asked_for_after_five_hundred_ends_and_cancels(tmp_path: Path) -> None:
    await stop(tmp_path, 500)


async def stop(folder: Path, count: int) -> None:
    async with telegram(folder) as far:
        config = write_config(folder, far.url, broadcast={"rate": RATE})
        await far.latency(ANSWERS_IN)
        async with opened(folder) as (store, _):
            for people, commune in ((VILLAGE, COMMUNES[0]), (TOWN, COMMUNES[1])):
                await follow(store, people, [commune])
            lan = await leader(store, 5_001)
        async with running(read_settings(config)) as app:
            cases = await asyncio.gather(*(one(app, lan, number) for number in range(count)))
            await until(Ledger(folder / "bot.db"), NOBODY_LEFT)
    held(folder, cases)


async def one(app: App, by: Person, number: int) -> Case:
    """Every other one is to be cancelled; two are for the many."""
    await asyncio.sleep(number * EVERY)
    cancelled, many = number % 2 == 0, number in (8, 9)
    lasts = timedelta(seconds=random.uniform(*HOLDS))
    audience = len(TOWN if many else VILLAGE)
    while True:
        text = content(
            areas=[COMMUNES[int(many)]], lasts=timedelta(hours=1) if cancelled else lasts, title=f"Lần thứ {number}"
        )
        with suppress(Refused):  # on a machine so busy that the end comes before the approval
            alert = await announce(app.store, app.house, by, text, reaches=audience)
            break
    if not cancelled:
        return Case(alert, audience, text.ends_at, cancelled)
    await asyncio.sleep(lasts.total_seconds())
    return Case(alert, audience, await cancel(app, alert, by), cancelled)


async def cancel(app: App, alert: int, by: Person) -> datetime:
    async with app.store.transaction() as tx:
        void = withdrawals(await alerts.get(tx, alert), app.house, reason="nhầm")
        await alerting.cancel(tx, alert, by, reason="nhầm", cards=void, now=datetime.now(UTC))
    return datetime.now(UTC)


async def until(ledger: Ledger, condition: str) -> None:
    async with asyncio.timeout(60):
        while not ledger.count(condition):
            await asyncio.sleep(0.1)


def held(folder: Path, cases: list[Case]) -> None:
    ledger, heard = Ledger(folder / "bot.db"), Heard.read(folder / "journal.tsv")
    partly = 0
    for case in cases:
        (broadcast,) = ledger.rows(f"select id from broadcasts where purpose = 'alert' and alert_id = {case.alert}")[0]
        counted = ledger.rows(f"select state, count(*) from deliveries where broadcast_id = {broadcast} group by state")
        assert sum(people for _, people in counted) == case.audience
        sums = "told + blocked + gone + failed + unknown + expired + stopped"
        assert ledger.count(f"select {sums} from broadcasts where id = {broadcast}") == case.audience
        told = ledger.said_of(broadcast)
        partly += 0 < len(told) < case.audience
        if told:
            allowed = timedelta(seconds=ON_THE_WAY + STOPS_WITHIN * case.cancelled)
            assert heard.last_at(heard.mark_of(told)) <= (case.over_at + allowed).timestamp()
    assert partly > len(cases) / 8, f"{partly} of {len(cases)} were stopped in the middle"
