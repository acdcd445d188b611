"""Whoever leaves hears nothing more, in whichever way they leave and wherever their copy is at that moment."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from channels.fate import Fate, NotSent
from channels.pace import Pace
from domain.alert import Alert, Change
from domain.alert_content import Kind
from services import privacy, registering, subscribing
from storage import broadcasts, chats, consents, deliveries
from storage.engine import Tx
from tests.alerts.conftest import NOW, TAN_BIEN, Office
from tests.alerts.telling import Telling, make_telling
from tests.alerts.test_channels import BOTH, heard, outcomes, somebody, spoke
from tests.alerts.test_sums import sums_are_right

LATER = NOW + timedelta(hours=1)


async def unsubscribes(tx: Tx, office: Office, name: str) -> None:
    await subscribing.stop(tx, await office.person(tx, name), now=NOW)


async def withdraws(tx: Tx, office: Office, name: str) -> None:
    await privacy.withdraw(tx, await office.person(tx, name), consents.WARNINGS, now=NOW)


async def erases_herself(tx: Tx, office: Office, name: str) -> None:
    await privacy.erase(tx, await office.person(tx, name), now=NOW)


async def blocks_us(tx: Tx, office: Office, name: str) -> None:
    await chats.block(tx, "telegram", name, now=NOW)


async def signs_out_and_unsubscribes(tx: Tx, office: Office, name: str) -> None:
    await registering.sign_out(tx, await office.person(tx, name), now=NOW)
    await unsubscribes(tx, office, name)


Leave = Callable[[Tx, Office, str], Awaitable[None]]
WAYS: dict[Leave, str] = {
    unsubscribes: "stopped",
    withdraws: "stopped",
    erases_herself: "stopped",
    blocks_us: "blocked",
    signs_out_and_unsubscribes: "stopped",
}
LEAVES = pytest.mark.parametrize("leave", WAYS, ids=lambda way: str(way.__name__))


async def leaves(office: Office, leave: Leave, name: str = "hoa") -> None:
    async with office.store.transaction() as tx:
        await leave(tx, office, name)


async def follows(office: Office, channel: str, name: str = "hoa") -> None:
    async with office.store.transaction() as tx:
        found = await chats.find(tx, channel, name)
        assert found
        await subscribing.follow(tx, found[1], areas=[TAN_BIEN], least_level=1, channel=channel, now=NOW)


async def stops(office: Office, channel: str, name: str = "hoa") -> None:
    async with office.store.transaction() as tx:
        found = await chats.find(tx, channel, name)
        assert found
        await subscribing.stop(tx, found[1], now=NOW)


async def on_the_wire(office: Office, fate: Fate) -> tuple[Telling, Alert]:
    """Hoa's copy has been handed to Telegram, which has not taken it; that is not written down yet."""
    telling = await make_telling(office)
    await somebody(office, "hoa", "telegram")
    telling.wire.fates["hoa"] = [NotSent(fate, "later")]
    alert = await telling.approved()
    await telling.ticking.step()
    for _ in range(2):
        await telling.broadcaster.step()
        if "sending" in await states(telling, alert):
            break
    assert await states(telling, alert) == {"sending": 1}
    return telling, alert


async def states(telling: Telling, alert: Alert) -> dict[str, int]:
    async with telling.office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None
        return await deliveries.count_by_state(session, live.id)


@pytest.mark.parametrize("fate", [Fate.AGAIN, Fate.THROTTLED])
async def test_whoever_stays_is_told_when_it_is_tried_again(office: Office, fate: Fate) -> None:
    telling, _ = await on_the_wire(office, fate)
    await telling.broadcaster.drain()
    telling.restart()
    await telling.goes_on(LATER)
    assert telling.told == ["hoa"]


@LEAVES
@pytest.mark.parametrize("fate", [Fate.AGAIN, Fate.THROTTLED])
async def test_whoever_leaves_while_on_the_wire_is_not_told_when_it_is_tried_again(
    office: Office, leave: Leave, fate: Fate
) -> None:
    telling, alert = await on_the_wire(office, fate)
    await leaves(office, leave)
    await telling.broadcaster.drain()
    telling.restart()
    await telling.goes_on(LATER)
    assert telling.told == []
    assert await outcomes(telling, alert.id) == {WAYS[leave]: 1}
    await sums_are_right(office, alert, 1, left=False)


@LEAVES
async def test_whoever_leaves_before_a_crash_over_their_copy_is_not_told_after_it(office: Office, leave: Leave) -> None:
    """Whether they had been told by then, nobody knows."""
    telling, alert = await on_the_wire(office, Fate.AGAIN)
    await leaves(office, leave)
    telling.restart()
    assert await telling.broadcaster.recover() == 1
    await telling.goes_on(LATER)
    assert telling.told == []
    assert await outcomes(telling, alert.id) == {"unknown": 1}
    await sums_are_right(office, alert, 1, left=False)


@LEAVES
async def test_whoever_leaves_while_claimed_and_not_begun_is_not_told(office: Office, leave: Leave) -> None:
    """Telegram says to wait to the first of them, so that the others are handed back without a try."""
    telling = await make_telling(office)
    names = [f"p{number}" for number in range(8)]
    for name in names:
        await somebody(office, name, "telegram")
    alert = await telling.approved()
    telling.pace = Pace(100)
    telling.restart()
    telling.wire.closed = NotSent(Fate.THROTTLED, "Too Many Requests", retry_after=60)
    await telling.ticking.step()
    await telling.broadcaster.step()
    assert (await states(telling, alert))["sending"] > 1
    for name in names:
        await leaves(office, leave, name)
    await telling.broadcaster.drain()
    telling.wire.closed, telling.pace = None, None
    telling.restart()
    await telling.goes_on(LATER)
    assert telling.told == []
    assert await outcomes(telling, alert.id) == {WAYS[leave]: len(names)}
    await sums_are_right(office, alert, len(names), left=False)


@LEAVES
async def test_whoever_has_left_is_not_told_of_a_new_alert(office: Office, leave: Leave) -> None:
    telling = await make_telling(office)
    await somebody(office, "hoa", "telegram")
    await follows(office, "telegram")
    await leaves(office, leave)
    for level in (2, 3, 5):
        await telling.approved(level=level)
    await telling.goes_on()
    assert telling.told == []


@LEAVES
async def test_whoever_was_told_and_has_left_hears_no_withdrawal(office: Office, leave: Leave) -> None:
    telling = await make_telling(office)
    await somebody(office, "hoa", "telegram")
    alert = await telling.approved()
    await telling.goes_on()
    await leaves(office, leave)
    await telling.cancel(alert)
    await telling.goes_on()
    assert telling.told == ["hoa"]


async def test_whoever_was_told_and_has_left_hears_no_update(office: Office) -> None:
    telling = await make_telling(office)
    await somebody(office, "hoa", "telegram")
    original = await telling.approved()
    await telling.goes_on()
    await leaves(office, unsubscribes)
    await telling.approved(follows=original, change=Change.UPDATE, title="Lần hai")
    await telling.goes_on()
    assert telling.told == ["hoa"]


async def test_whoever_stops_where_they_are_told_and_follows_elsewhere_is_told_there(office: Office) -> None:
    """Both chats follow; the one that says stop is the one in which they spoke last, and hears nothing more."""
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH)
    await follows(office, "zalo_bot")
    await spoke(office, "telegram", "hoa", hours=1)
    await stops(office, "telegram")
    await telling.approved()
    await telling.goes_on()
    assert heard(telling) == {"hoa": ["zalo_bot"]}


async def test_a_copy_that_waits_where_they_stop_goes_to_where_they_follow(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")
    await follows(office, "zalo_bot")
    telling.wire.closed = NotSent(Fate.AGAIN, "connection refused")
    await telling.approved()
    await telling.goes_on()
    await stops(office, "telegram")
    telling.wire.closed = None
    telling.restart()
    await telling.goes_on(LATER)
    assert heard(telling) == {"hoa": ["zalo_bot"]}


async def test_whoever_stops_in_the_one_chat_that_follows_is_told_in_none(office: Office) -> None:
    """Told on Zalo, where they prefer it; followed, and stopped, on Telegram."""
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="zalo_bot")
    original = await telling.approved()
    await telling.goes_on()
    await stops(office, "telegram")
    await telling.cancel(original)
    await telling.approved(title="Lũ trên sông Vàm Cỏ")
    await telling.goes_on()
    assert heard(telling) == {"hoa": ["zalo_bot"]}


async def test_whoever_follows_again_is_told_where_they_prefer_as_before(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="zalo_bot")
    await stops(office, "telegram")
    await follows(office, "telegram")
    await telling.approved()
    await telling.goes_on()
    assert heard(telling) == {"hoa": ["zalo_bot"]}


async def test_whoever_leaves_while_on_the_wire_and_comes_back_at_once_is_told_once(office: Office) -> None:
    telling, alert = await on_the_wire(office, Fate.AGAIN)
    await stops(office, "telegram")
    await follows(office, "telegram")
    await telling.broadcaster.drain()
    telling.restart()
    await telling.goes_on(LATER)
    assert telling.told == ["hoa"]
    assert await outcomes(telling, alert.id) == {"told": 1}


async def test_a_tester_who_has_left_hears_no_drill(office: Office) -> None:
    telling = await make_telling(office)
    for name in ("hoa", "tu"):
        await office.tester(name)
    await stops(office, "telegram")
    await telling.approved(kind=Kind.EXERCISE)
    await telling.goes_on()
    assert telling.told == ["tu"]
