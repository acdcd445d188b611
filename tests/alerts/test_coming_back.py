"""Whoever comes while an alert holds, or comes back, hears it."""

from datetime import timedelta

from services import subscribing
from storage import broadcasts, chats
from tests.alerts.conftest import NOW, TAN_BIEN, Office
from tests.alerts.telling import make_telling


async def test_whoever_had_blocked_us_when_they_were_to_be_told_is_told_when_they_are_back(office: Office) -> None:
    telling = await make_telling(office, "tu", "hoa")
    telling.wire.blocked = {"tu"}
    alert = await telling.approved()
    await telling.goes_on()
    assert telling.told == ["hoa"]
    telling.wire.blocked = set()
    async with office.store.transaction() as tx:
        assert await chats.unblock(tx, "telegram", "tu")
        assert await subscribing.catch_up(tx, await office.person(tx, "tu"), now=NOW) == 1
    await telling.goes_on()
    assert telling.told == ["hoa", "tu"]
    async with office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None
        assert (live.progress.told, live.progress.blocked) == (2, 0)


async def test_following_anew_in_a_pause_brings_what_was_kept_for_its_end(office: Office) -> None:
    telling = await make_telling(office, "tu")
    async with office.store.transaction() as tx:
        await subscribing.pause(tx, await office.person(tx, "tu"), until=NOW + timedelta(days=3), now=NOW)
    await telling.approved()
    await telling.goes_on()
    assert telling.told == []
    async with office.store.transaction() as tx:
        tu = await office.person(tx, "tu")
        await subscribing.follow(tx, tu, areas=[TAN_BIEN], least_level=1, channel="telegram", now=NOW)
    await telling.goes_on()
    assert telling.told == ["tu"]
