"""A commit that fails has settled nothing: what came back from the wire is written down once the database is there."""

from collections.abc import Iterator

import pytest

from bot.broadcaster import Broadcaster
from bot.ticking import Ticking
from channels.pace import Pace
from domain.alert import Alert
from handlers.issuing import messages
from services import alerting
from storage import alerts, broadcasts, deliveries
from storage.engine import StoreAway
from tests.alerts.conftest import NOW, Office, content
from tests.alerts.telling import make_telling
from tests.alerts.test_life_machine import Ear, HandClock


@pytest.fixture
def clock() -> Iterator[HandClock]:
    yield HandClock()


async def approved(office: Office) -> Alert:
    """An alert that two leaders have seen to, in force from now."""
    lan, minh = await office.leader("lan"), await office.leader("minh")
    async with office.store.transaction() as tx:
        author = await office.person(tx, lan)
        drafted = await alerting.draft(tx, author, content(), now=NOW)
        await alerts.save_audience(tx, drafted, 3)
        pending = await alerting.submit(tx, drafted.id, author, seen=drafted.digest, now=NOW)
        done = await alerting.approve(
            tx,
            pending.id,
            await office.person(tx, minh),
            seen=pending.digest,
            cards=messages(pending, office.house, earlier=None),
            province=office.house.province,
            now=NOW,
            policy=office.house.policy,
        )
    assert isinstance(done, Alert)
    return done


async def test_results_outlive_a_disk_that_cannot_be_written(office: Office, clock: HandClock) -> None:
    for name in ("tu", "hoa", "nam"):
        await office.subscriber(name)
    alert = await approved(office)
    ear = Ear(clock)
    ticking = Ticking(office.store, clock, office.house)
    broadcaster = Broadcaster(office.store, {"telegram": ear}, clock, Pace(None))
    await ticking.step()
    for _ in range(4):
        await broadcaster.step()
        if len(ear.heard) == 3:
            break
    await writable(office, False)
    with pytest.raises(StoreAway):
        await broadcaster.drain()
    await writable(office, True)
    await broadcaster.drain()
    async with office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None
        assert await deliveries.count_by_state(session, live.id) == {"sent": 3}
    assert len(ear.heard) == 3


async def test_whoever_was_claimed_is_told_though_the_round_fails_after_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [f"p{number}" for number in range(5)]
    telling = await make_telling(office, *people)
    await telling.approved()
    await telling.ticking.step()

    async def fails() -> None:
        raise StoreAway("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(telling.broadcaster, "_gather", fails)
        for _ in range(4):
            with pytest.raises(StoreAway):
                await telling.broadcaster.step()
    await telling.goes_on()
    assert sorted(telling.told) == people


async def writable(office: Office, yes: bool) -> None:
    """Let the writing connection write, or not, as on a disk that has turned read-only."""
    await office.store._writer.execute_fetchall(f"pragma query_only = {0 if yes else 1}")
