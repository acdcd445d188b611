"""Whoever waits for the number of people that an alert reaches is told it, once it is counted."""

import pytest

from bot.clock import SystemClock
from bot.counting import Counting
from services import alerting
from tests.alerts.conftest import NOW, TAN_BIEN, Office, content


@pytest.mark.parametrize(
    ("submitted", "told"),
    [pytest.param(False, {"lan"}, id="a draft's author"), pytest.param(True, {"lan", "minh"}, id="and who may decide")],
)
async def test_who_waits_is_told(office: Office, submitted: bool, told: set[str]) -> None:
    lan, _ = await office.leader("lan"), await office.leader("minh")
    await office.subscriber("hoa", TAN_BIEN)
    async with office.store.transaction() as tx:
        author = await office.person(tx, lan)
        alert = await alerting.draft(tx, author, content(), now=NOW)
        if submitted:
            await alerting.submit(tx, alert.id, author, seen=alert.digest, now=NOW)
    assert await Counting(office.store, SystemClock(), office.house).step() == 1
    async with office.store.reading() as session:
        waiting = await session.rows("select address from outbox", {})
    assert {row["address"] for row in waiting} == told
