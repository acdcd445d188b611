"""What is stopped stays stopped, and everyone who has it on their screen hears that it is void."""

import asyncio
from datetime import timedelta

import pytest

from bot import broadcaster
from channels.pace import Pace
from domain.alert import Change, State
from storage import alerts, audiences, broadcasts, chats, deliveries
from tests.alerts.conftest import NOW, Office
from tests.alerts.telling import make_telling

LATER = NOW + timedelta(hours=1)


async def test_what_was_cancelled_while_held_after_a_restore_is_never_told(office: Office) -> None:
    telling = await make_telling(office, "tu")
    alert = await telling.approved()
    async with office.store.transaction() as tx:
        await broadcasts.hold_all(tx, reason="restored from a backup")
    await telling.cancel(alert)
    async with office.store.transaction() as tx:
        await broadcasts.release_all(tx)
    await telling.goes_on()
    assert telling.told == []


async def test_whoever_had_only_the_original_hears_that_its_correction_is_void(office: Office) -> None:
    """Cancelled before it has reached them: what they have on their screen holds no more either."""
    telling = await make_telling(office, "tu", "hoa", "nam")
    original = await telling.approved()
    await telling.goes_on()
    correction = await telling.approved(follows=original, change=Change.CORRECTION, title="Đính chính")
    await telling.ticking.step()
    await telling.cancel(correction)
    await telling.goes_on()
    assert sorted(telling.told) == ["hoa", "hoa", "nam", "nam", "tu", "tu"]
    assert all("ĐÃ HỦY" in text for _, text, _ in telling.wire.heard[3:])


async def test_whoever_missed_an_update_hears_the_next_one(office: Office) -> None:
    """The second update is for other communes: those who only had the original hear it all the same."""
    telling = await make_telling(office, "tu")
    original = await telling.approved()
    await telling.goes_on()
    first = await telling.approved(follows=original, change=Change.UPDATE, title="Lần một")
    await telling.ticking.step()
    await telling.approved(follows=first, change=Change.UPDATE, title="Lần hai", areas=("25516",))
    await telling.goes_on()
    assert telling.told == ["tu", "tu"]
    assert "Lần hai" in telling.wire.heard[-1][1]


async def test_what_was_to_follow_a_cancelled_alert_is_cancelled_with_it(office: Office) -> None:
    telling = await make_telling(office, "tu")
    alert = await telling.approved()
    await telling.goes_on()
    longer = await telling.approved(follows=alert, change=Change.LONGER, title="Gia hạn", starts_at=LATER)
    await telling.cancel(alert)
    await telling.goes_on(LATER + timedelta(minutes=1))
    assert not any("Gia hạn" in text for _, text, _ in telling.wire.heard)
    async with office.store.reading() as session:
        assert (await alerts.get(session, longer.id)).state is State.CANCELLED


async def test_an_update_does_not_sound_in_the_night_of_someone_who_sleeps(office: Office) -> None:
    telling = await make_telling(office, "tu", "hoa")
    alert = await telling.approved()
    await telling.goes_on()
    async with office.store.transaction() as tx:
        await chats.keep_quiet(tx, (await office.person(tx, "tu")).chat, (0, 24 * 60 - 1))
    update = await telling.approved(follows=alert, change=Change.UPDATE, title="Lần hai")
    await telling.ticking.step()
    async with office.store.transaction() as tx:
        live = await broadcasts.find_of_alert(tx, update.id)
        assert live is not None
        await audiences.fill(tx, live, most=10, now=NOW, zone=office.house.province.zone)
        claimed = await deliveries.claim(tx, live, "telegram", most=10, now=NOW)
    assert {each.address: each.hushed for each in claimed} == {"tu": True, "hoa": False}


async def test_nothing_goes_after_a_stop_that_the_broadcaster_could_not_see(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The channel answers nobody, the disk is full, so that the loop pauses; then both are well again."""
    monkeypatch.setattr(broadcaster, "LOOK_AGAIN", 0.2)
    telling = await make_telling(office, *(f"p{number:02}" for number in range(40)))
    telling.pace = Pace(100)
    telling.restart()
    telling.wire.silent = asyncio.Event()
    alert = await telling.approved()
    await telling.ticking.step()
    for _ in range(8):
        await telling.broadcaster.step()
    await telling.cancel(alert)
    await asyncio.sleep(0.3)
    asked = telling.wire.asked
    telling.wire.silent.set()
    await asyncio.sleep(0.1)
    assert telling.wire.asked == asked
    await telling.broadcaster.drain()
