"""Subscriptions: people are counted once, whatever they follow and in however many chats."""

from collections.abc import Sequence

import pytest

from storage import chats, people, subscriptions
from storage.engine import Store, Tx
from storage.subscriptions import Subscription
from tests.alerts.conftest import NOW

TAN_BIEN, TAN_LAP, PROVINCE = "25486", "25489", "80"


async def follower(
    tx: Tx,
    address: str,
    areas: Sequence[str],
    *,
    person: int | None = None,
    channel: str = "telegram",
    hazard: str = "*",
    least_level: int = 1,
) -> int:
    chat, _ = await chats.add(tx, channel, address, language="vi", now=NOW)
    if person is not None:
        await chats.belong(tx, chat.id, person)
    wanted = [Subscription(area=area, hazard=hazard, least_level=least_level) for area in areas]
    await subscriptions.replace_all(tx, chat.id, wanted, now=NOW)
    return chat.id


async def counted(store: Store, *areas: str, level: int = 3) -> dict[str, int]:
    async with store.reading() as session:
        return await subscriptions.count_by_channel(session, areas=areas, hazard="mua_lon", level=level)


async def test_somebody_who_follows_two_communes_is_counted_once(store: Store) -> None:
    async with store.transaction() as tx:
        await follower(tx, "1", (TAN_BIEN, TAN_LAP))
    assert await counted(store, TAN_BIEN, TAN_LAP, PROVINCE) == {"telegram": 1}


async def test_somebody_with_chats_on_two_channels_is_counted_once(store: Store) -> None:
    async with store.transaction() as tx:
        hoa = await people.add(tx, now=NOW)
        await follower(tx, "1", (TAN_BIEN,), person=hoa)
        await follower(tx, "2", (TAN_LAP,), person=hoa, channel="zalo")
    assert await counted(store, TAN_BIEN, TAN_LAP) == {"telegram": 1}


async def test_channels_are_counted_apart(store: Store) -> None:
    async with store.transaction() as tx:
        await follower(tx, "1", (TAN_BIEN,))
        await follower(tx, "2", (TAN_BIEN,))
        await follower(tx, "3", (PROVINCE,), channel="zalo")
    assert await counted(store, TAN_BIEN, PROVINCE) == {"telegram": 2, "zalo": 1}


async def test_who_lets_us_in_no_more_is_not_counted(store: Store) -> None:
    async with store.transaction() as tx:
        gone = await follower(tx, "1", (TAN_BIEN,))
        await chats.block_many(tx, [gone], now=NOW)
    assert await counted(store, TAN_BIEN) == {}


@pytest.mark.parametrize(
    ("areas", "hazard", "least_level", "expected"),
    [
        ((TAN_LAP,), "*", 1, {}),
        ((TAN_BIEN,), "dong_dat", 1, {}),
        ((TAN_BIEN,), "mua_lon", 1, {"telegram": 1}),
        ((TAN_BIEN,), "*", 4, {}),
        ((TAN_BIEN,), "*", 3, {"telegram": 1}),
        ((PROVINCE,), "*", 1, {"telegram": 1}),
    ],
)
async def test_only_who_wants_to_hear_of_it_is_counted(
    store: Store, areas: Sequence[str], hazard: str, least_level: int, expected: dict[str, int]
) -> None:
    async with store.transaction() as tx:
        await follower(tx, "1", areas, hazard=hazard, least_level=least_level)
    assert await counted(store, TAN_BIEN, PROVINCE) == expected


async def test_the_test_group_is_counted_by_people(store: Store) -> None:
    async with store.transaction() as tx:
        lan = await people.add(tx, now=NOW)
        for address in ("1", "2"):
            await follower(tx, address, (), person=lan)
            await chats.mark_test_group(tx, "telegram", address, member=True)
        await follower(tx, "3", (TAN_BIEN,))
    async with store.reading() as session:
        assert await subscriptions.count_test_group_by_channel(session) == {"telegram": 1}
