"""An alert that ends, or is cancelled, while people are being told: nobody hears of it later, everybody is counted."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App, running
from bot.settings import read_settings
from domain.role import Person
from handlers.issuing import withdrawals
from services import alerting
from storage import alerts, broadcasts, deliveries
from tests.crash.ledger import Ledger
from tests.stage.audience import announce, content, follow, leader, opened
from tests.stage.processes import telegram, write_config

FIRST, PEOPLE, RATE = 7_000_000_000, 3_000, 300
ON_THE_WAY = 0.25  # seconds that a request, begun in time, may take


@pytest.mark.parametrize("cancelled", [True, False])
async def test_nothing_goes_out_afterwards_and_the_sums_are_the_audience(tmp_path: Path, cancelled: bool) -> None:
    moment = random.uniform(1.0, 2.0)
    async with telegram(tmp_path) as far:
        config = write_config(tmp_path, far.url, broadcast={"rate": RATE})
        await far.latency(0.05)
        async with opened(tmp_path) as (store, house):
            await follow(store, range(FIRST, FIRST + PEOPLE))
            lan = await leader(store, 5_001)
            lasts = timedelta(hours=1) if cancelled else timedelta(seconds=moment + 1)
            text = content(lasts=lasts, title="Chỉ một lần")
            alert = await announce(store, house, lan, text, reaches=PEOPLE)
        async with running(read_settings(config)) as app:
            await asyncio.sleep(moment)
            over = (await cancel(app, alert, lan) + timedelta(seconds=1)) if cancelled else text.ends_at
            told = await wound_down(app, alert)
    assert last_sent(tmp_path) <= over.timestamp() + ON_THE_WAY
    assert 0 < told["sent"] < PEOPLE
    assert sum(told.values()) == PEOPLE
    counted = "select told + blocked + gone + failed + unknown + expired + stopped from broadcasts where purpose = 'alert'"
    assert Ledger(tmp_path / "bot.db").count(counted) == PEOPLE


async def cancel(app: App, alert: int, by: Person) -> datetime:
    async with app.store.transaction() as tx:
        void = withdrawals(await alerts.get(tx, alert), app.house, reason="nhầm")
        now = datetime.now(UTC)
        await alerting.cancel(tx, alert, by, reason="nhầm", cards=void, now=now)
    return datetime.now(UTC)


async def wound_down(app: App, alert: int) -> dict[str, int]:
    """People by what became of their copy, once nobody is left."""
    async with asyncio.timeout(30):
        while True:
            async with app.store.reading() as session:
                broadcast = await broadcasts.find_of_alert(session, alert)
                if broadcast is not None and broadcast.reported == "end":
                    return await deliveries.count_by_state(session, broadcast.id)
            await asyncio.sleep(0.1)


def last_sent(folder: Path) -> float:
    """When the first text that was sent to many went out for the last time."""
    lines = [line.split("\t", 6) for line in (folder / "journal.tsv").read_text("utf-8").splitlines()]
    card = next(line[5] for line in lines if int(line[2]) >= FIRST)
    return max(float(line[0]) for line in lines if line[5] == card)
