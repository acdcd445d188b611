"""One person, many chats: told once, where they want it; another way only when that one is closed for good."""

import asyncio
from datetime import timedelta

import pytest

from channels.fate import Fate, NotSent
from channels.pace import Pace
from services.subscribing import stop
from storage import broadcasts, chats, deliveries, people, subscriptions, tallies
from storage.subscriptions import Subscription
from tests.alerts.conftest import NOW, TAN_BIEN, TAN_CHAU, Office
from tests.alerts.telling import Telling, make_telling

BOTH = ("telegram", "zalo_bot")
LONG = timedelta(hours=1)


async def somebody(office: Office, name: str, *on: str, area: str = TAN_BIEN, prefers: str = "") -> int:
    """A person with a chat of that name on each of these channels, who follows a commune on the first."""
    async with office.store.transaction() as tx:
        person = await people.add(tx, now=NOW)
        for channel in on:
            chat, _ = await chats.add(tx, channel, name, language="vi", now=NOW)
            await chats.belong(tx, chat.id, person)
            if channel == on[0]:
                await subscriptions.replace_all(tx, chat.id, [Subscription(area=area, least_level=1)], now=NOW)
        await people.prefer(tx, person, prefers)
    return person


async def spoke(office: Office, channel: str, name: str, hours: int) -> None:
    async with office.store.transaction() as tx:
        found = await chats.find(tx, channel, name)
        assert found
        await chats.note_spoken(tx, found[0], now=NOW + timedelta(hours=hours))


def heard(telling: Telling) -> dict[str, list[str]]:
    """The channels on which each was told, in order."""
    told = [(at, name, who) for name, wire in telling.wires.items() for who, _, at in wire.heard]
    return {who: [name for _, name, other in sorted(told) if other == who] for _, _, who in told}


async def outcomes(telling: Telling, alert: int) -> dict[str, int]:
    async with telling.office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert)
        assert live is not None
        return {outcome: people for outcome, people in live.progress.people.items() if people}


async def test_whoever_follows_on_two_channels_is_told_once(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH)
    async with office.store.transaction() as tx:
        found = await chats.find(tx, "zalo_bot", "hoa")
        assert found
        wanted = [Subscription(area=TAN_CHAU, least_level=1)]
        await subscriptions.replace_all(tx, found[0].id, wanted, now=NOW)
    alert = await telling.approved()
    await telling.goes_on()
    assert [len(channels) for channels in heard(telling).values()] == [1]
    assert await outcomes(telling, alert.id) == {"told": 1}


async def test_people_are_told_where_they_prefer_and_else_where_they_last_spoke(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="zalo_bot")
    await somebody(office, "tu", *BOTH, prefers="telegram")
    await somebody(office, "nam", *BOTH)
    for who in ("hoa", "tu", "nam"):
        await spoke(office, "telegram", who, hours=1)
    for who in ("tu", "nam"):
        await spoke(office, "zalo_bot", who, hours=3)
    await telling.approved()
    await telling.goes_on()
    assert heard(telling) == {"hoa": ["zalo_bot"], "tu": ["telegram"], "nam": ["zalo_bot"]}


@pytest.mark.parametrize("fate", [Fate.BLOCKED, Fate.GONE, Fate.SHUT, Fate.CONTENT])
async def test_whoever_cannot_be_told_on_one_channel_is_told_on_the_next(office: Office, fate: Fate) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")
    telling.wire.fates["hoa"] = [NotSent(fate, "no")]
    alert = await telling.approved()
    await telling.goes_on()
    assert heard(telling) == {"hoa": ["zalo_bot"]}
    assert await outcomes(telling, alert.id) == {"told": 1}


@pytest.mark.parametrize(
    ("fate", "outcome"),
    [(Fate.BLOCKED, "blocked"), (Fate.GONE, "gone"), (Fate.SHUT, "failed"), (Fate.CONTENT, "failed")],
)
async def test_whoever_can_be_told_nowhere_is_counted_as_what_happened_last(
    office: Office, fate: Fate, outcome: str
) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH)
    for wire in telling.wires.values():
        wire.fates["hoa"] = [NotSent(fate, "no")]
    alert = await telling.approved()
    await telling.goes_on()
    assert heard(telling) == {}
    assert await outcomes(telling, alert.id) == {outcome: 1}


async def test_below_level_3_a_doubtful_message_is_followed_by_none_on_another_channel(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")
    telling.wire.fates["hoa"] = [NotSent(Fate.UNKNOWN, "no answer")]
    alert = await telling.approved(level=2)
    await telling.goes_on(NOW + LONG)
    assert heard(telling) == {}
    assert await outcomes(telling, alert.id) == {"unknown": 1}


async def test_from_level_3_on_what_stays_doubtful_is_told_on_another_channel(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")
    telling.wire.fates["hoa"] = [NotSent(Fate.UNKNOWN, "no answer")] * 5
    alert = await telling.approved(level=3)
    for minutes in range(0, 30, 3):
        await telling.goes_on(NOW + timedelta(minutes=minutes))
    assert heard(telling) == {"hoa": ["zalo_bot"]}
    assert await outcomes(telling, alert.id) == {"told": 1}


async def test_whoever_may_have_got_it_is_never_called_blocked(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", "telegram")
    telling.wire.fates["hoa"] = [NotSent(Fate.UNKNOWN, "no answer"), NotSent(Fate.BLOCKED, "blocked")]
    alert = await telling.approved(level=3)
    for minutes in range(0, 30, 3):
        await telling.goes_on(NOW + timedelta(minutes=minutes))
    assert await outcomes(telling, alert.id) == {"unknown": 1}


async def test_a_channel_that_is_away_holds_back_nobody_on_another(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    for number in range(5):
        await somebody(office, f"hoa{number}", "telegram")
        await somebody(office, f"tu{number}", "zalo_bot")
    telling.wire.closed = NotSent(Fate.AGAIN, "connection refused")
    await telling.approved()
    await telling.goes_on()
    assert heard(telling) == {f"tu{number}": ["zalo_bot"] for number in range(5)}


async def test_a_channel_that_does_not_answer_holds_back_nobody_on_another(office: Office) -> None:
    """Each has room for one at a time: on one, that one is taken by somebody who waits."""
    telling = await make_telling(office, channels=BOTH)
    for number in range(5):
        await somebody(office, f"hoa{number}", "telegram")
        await somebody(office, f"tu{number}", "zalo_bot")
    telling.pace = Pace(None, most=1)
    telling.restart()
    telling.wire.silent = asyncio.Event()
    await telling.approved()
    await telling.ticking.step()
    for _ in range(12):
        await telling.broadcaster.step()
    assert heard(telling) == {f"tu{number}": ["zalo_bot"] for number in range(5)}
    telling.wire.silent.set()
    await telling.broadcaster.drain()


async def test_a_channel_that_is_throttled_holds_back_nobody_on_another(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    for number in range(5):
        await somebody(office, f"hoa{number}", "telegram")
        await somebody(office, f"tu{number}", "zalo_bot")
    telling.wire.closed = NotSent(Fate.THROTTLED, "Too Many Requests", retry_after=3600)
    await telling.approved()
    await telling.goes_on()
    assert heard(telling) == {f"tu{number}": ["zalo_bot"] for number in range(5)}


async def test_what_one_channel_refuses_to_all_is_told_on_the_other(office: Office) -> None:
    """Nobody is asked in vain once it is clear; those who have no other way have failed."""
    telling = await make_telling(office, channels=BOTH)
    for number in range(6):
        await somebody(office, f"hoa{number}", *BOTH, prefers="telegram")
        await somebody(office, f"tu{number}", "telegram")
    telling.wire.closed = NotSent(Fate.CONTENT, "can't parse entities")
    alert = await telling.approved()
    await telling.goes_on()
    assert heard(telling) == {f"hoa{number}": ["zalo_bot"] for number in range(6)}
    assert await outcomes(telling, alert.id) == {"told": 6, "failed": 6}


async def test_people_on_a_channel_that_is_not_configured_are_told_another_way(office: Office) -> None:
    telling = await make_telling(office, channels=("telegram",))
    await somebody(office, "hoa", *BOTH, prefers="zalo_bot")
    await somebody(office, "tu", "zalo_bot")
    alert = await telling.approved()
    await telling.goes_on()
    assert heard(telling) == {"hoa": ["telegram"]}
    assert await outcomes(telling, alert.id) == {"told": 1, "failed": 1}


async def test_the_withdrawal_reaches_whoever_has_shut_the_chat_where_they_got_the_alert(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")
    alert = await telling.approved()
    await telling.goes_on()
    async with office.store.transaction() as tx:
        await chats.block(tx, "telegram", "hoa", now=NOW)
    await telling.cancel(alert)
    await telling.goes_on()
    assert heard(telling) == {"hoa": ["telegram", "zalo_bot"]}


async def test_whoever_stops_following_is_told_in_no_other_chat(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="zalo_bot")
    telling.wires["zalo_bot"].closed = NotSent(Fate.AGAIN, "connection refused")
    alert = await telling.approved()
    await telling.goes_on()
    async with office.store.transaction() as tx:
        await stop(tx, await office.person(tx, "hoa"), now=NOW)
    telling.wires["zalo_bot"].closed = None
    telling.restart()
    await telling.goes_on(NOW + LONG)
    assert heard(telling) == {}
    assert await outcomes(telling, alert.id) == {"stopped": 1}


async def test_each_channel_and_each_commune_has_its_own_sums(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", "telegram")
    await somebody(office, "tu", "zalo_bot", area=TAN_CHAU)
    await somebody(office, "nam", "zalo_bot")
    telling.wires["zalo_bot"].blocked = {"nam"}
    alert = await telling.approved()
    await telling.goes_on()
    async with office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None
        channels = await tallies.list_by_channel(session, live.id)
        areas = await tallies.list_by_area(session, live.id)
        assert not await deliveries.is_waiting(session, live.id)
    assert channels == {"telegram": {"told": 1}, "zalo_bot": {"told": 1, "blocked": 1}}
    assert areas == {TAN_BIEN: {"told": 1, "blocked": 1}, TAN_CHAU: {"told": 1}}
