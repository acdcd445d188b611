"""Alerts of one level share a lane, whatever goes on beside it, and none waits until another's audience is copied."""

import asyncio
from collections import Counter

import pytest

from bot import broadcaster
from channels.pace import Pace
from tests.alerts.conftest import Office
from tests.alerts.telling import make_telling
from tests.alerts.test_channels import BOTH, somebody

CROWD = 30


async def test_two_alerts_share_each_of_two_lanes(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    for number in range(CROWD):
        for channel in BOTH:
            await somebody(office, f"{channel}{number}", channel)
    for title in ("Một", "Hai"):
        await telling.approved(level=3, title=title)
    telling.pace = Pace(None, most=1)
    telling.restart()
    await telling.ticking.step()
    for _ in range(CROWD):
        await telling.broadcaster.step()
    await telling.broadcaster.drain()
    for wire in telling.wires.values():
        shares = Counter("Một" in text for _, text, _ in wire.heard)
        assert abs(shares[True] - shares[False]) <= 4, shares


async def test_no_alert_waits_until_the_audience_of_its_equal_is_copied(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcaster, "CHUNK", 2)
    telling = await make_telling(office, *(f"p{number}" for number in range(CROWD)))
    for title in ("Một", "Hai"):
        await telling.approved(level=3, title=title)
    await telling.ticking.step()
    for _ in range(6):
        await telling.broadcaster.step()
    await telling.broadcaster.drain()
    assert {"Một" in text for _, text, _ in telling.wire.heard} == {True, False}


async def test_what_is_refused_to_everybody_on_a_lane_holds_up_nothing_else_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcaster, "BATCH", 20)
    telling = await make_telling(office, *(f"p{number}" for number in range(300)), channels=BOTH)
    telling.wire.refused = "Nặng"
    await telling.approved(level=4, title="Nặng")
    await telling.approved(level=2, title="Nhẹ")
    telling.pace = Pace(100)
    telling.restart()
    await telling.ticking.step()
    async with asyncio.timeout(5):
        while not telling.told:
            await telling.broadcaster.step()
    await telling.broadcaster.drain()
