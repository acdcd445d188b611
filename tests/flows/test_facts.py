"""The number of people is put into the card that was waiting for it, which is the one that was opened last."""

import asyncio

from simulator.seen import Seen
from storage import alerts
from tests.flows.alerts import draft, submit
from tests.flows.conftest import Leader, World

COUNTING, NOBODY = "Đang đếm số người nhận", "Không có người nào nhận được"


async def test_the_number_comes_into_the_card_and_not_as_another_message(
    here: World, lan: Leader, minh: Leader
) -> None:
    await waiting(here, lan, minh)
    card = await opened(minh)
    await count(here)
    counted = await minh.person.hears(NOBODY)
    assert counted.id == card.id
    assert counted.find_button("Phê duyệt")
    await minh.person.hears_nothing()


async def test_of_two_cards_the_one_that_was_opened_last_is_filled_in(here: World, lan: Leader, minh: Leader) -> None:
    await waiting(here, lan, minh)
    first, second = await opened(minh), await opened(minh)
    await count(here)
    assert (await minh.person.hears(NOBODY)).id == second.id
    (older,) = [seen for seen in minh.person.heard if seen.id == first.id]
    assert COUNTING in older.text


async def waiting(here: World, lan: Leader, minh: Leader) -> None:
    """An alert that Minh may decide on and that is still to be counted; the loop has just looked and rests."""
    await draft(lan.person)
    await submit(lan.person)
    await minh.person.hears("Chờ phê duyệt")
    await count(here)
    await asyncio.sleep(0.1)
    async with here.app.store.transaction() as tx:
        (alert,) = await alerts.search(tx, most=1)
        await alerts.count_anew(tx, alert)


async def opened(minh: Leader) -> Seen:
    await minh.person.presses("Xem và quyết định")
    return await minh.person.hears(COUNTING)


async def count(here: World) -> None:
    async with here.app.store.transaction() as tx:
        tx.wake("counting")
