"""A little more is claimed than may go at once, so that few commits carry many: whoever has not gone is given back."""

import asyncio
import time

import pytest

from bot import lane
from channels.fate import Fate, NotSent
from channels.pace import Pace
from domain.alert import Alert
from storage import broadcasts, deliveries
from storage.engine import Tx
from tests.alerts.conftest import Office
from tests.alerts.telling import Telling, make_telling

CROWD = 30


async def told_at(office: Office, pace: Pace) -> tuple[Telling, Alert]:
    """One round of the broadcaster at that pace."""
    telling = await make_telling(office, *(f"p{number:02}" for number in range(CROWD)))
    alert = await telling.approved()
    telling.pace = pace
    telling.restart()
    await telling.ticking.step()
    await telling.broadcaster.step()
    return telling, alert


async def people_by_state(telling: Telling, alert: Alert) -> dict[str, int]:
    async with telling.office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None
        return await deliveries.count_by_state(session, live.id)


async def test_more_is_claimed_than_has_gone_but_not_much_more(office: Office) -> None:
    telling, alert = await told_at(office, Pace(100))
    claimed = CROWD - (await people_by_state(telling, alert))["pending"]
    assert len(telling.told) < claimed <= len(telling.told) + 8
    await telling.broadcaster.drain()


async def test_at_an_end_whoever_has_not_gone_waits_as_before(office: Office) -> None:
    telling, alert = await told_at(office, Pace(100))
    await telling.broadcaster.drain()
    assert await people_by_state(telling, alert) == {"sent": len(telling.told), "pending": CROWD - len(telling.told)}
    async with telling.office.store.reading() as session:
        assert not await session.value("select max(tries) from deliveries where state = 'pending'", {})


async def test_whoever_had_their_turn_is_the_next_to_have_it_again(office: Office) -> None:
    telling, _ = await told_at(office, Pace(100))
    await telling.broadcaster.drain()
    first = len(telling.told)
    telling.pace = Pace(None)
    telling.restart()
    await telling.goes_on()
    assert telling.told[first:] == sorted(telling.told[first:])


async def test_while_the_channel_says_wait_nobody_is_held_back_in_memory(office: Office) -> None:
    """A crash in that minute would leave doubt about people to whom nothing was sent."""
    telling = await make_telling(office, *(f"p{number:02}" for number in range(CROWD)))
    alert = await telling.approved()
    telling.pace = Pace(100)
    telling.restart()
    telling.wire.closed = NotSent(Fate.THROTTLED, "Too Many Requests", retry_after=60)
    await telling.ticking.step()
    for _ in range(3):
        await telling.broadcaster.step()
    assert await people_by_state(telling, alert) == {"pending": CROWD}


async def test_nor_anybody_who_was_being_claimed_when_it_said_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling, alert = await told_at(office, Pace(20))
    for _ in range(5):
        await telling.broadcaster.step()
    store, commit = office.store, office.store._commit

    async def commit_while_it_says_wait(tx: Tx) -> None:
        await commit(tx)
        assert telling.pace is not None
        telling.pace.throttled(60, time.monotonic())

    await asyncio.sleep(0.2)
    monkeypatch.setattr(store, "_commit", commit_while_it_says_wait)
    for _ in range(2):
        await telling.broadcaster.step()
    assert (await people_by_state(telling, alert)).keys() == {"sent", "pending"}


async def test_where_the_wire_is_full_the_next_goes_as_soon_as_one_comes_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers that come at once would leave the pace half empty, were it looked now and then."""
    monkeypatch.setattr(lane, "SHORTEST", 60.0)
    telling = await make_telling(office, *(f"p{number:02}" for number in range(CROWD)))
    alert = await telling.approved()
    telling.pace = Pace(1_000, most=2)
    telling.restart()
    await telling.ticking.step()
    async with asyncio.timeout(10):
        await telling.goes_on()
    assert await people_by_state(telling, alert) == {"sent": CROWD}
