"""Whoever waits for the number of people that an alert reaches is told it, once it is counted."""

import pytest

from bot.clock import SystemClock
from bot.counting import Counting
from channels.message import Say
from channels.message_json import from_json
from handlers.facts import line_of
from services import alerting
from services.speaking import begin_line
from storage import chats, outbox
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


@pytest.mark.parametrize(
    ("channel", "slot"),
    [
        pytest.param("telegram", "facts:", id="by the card itself"),
        pytest.param("zalo_bot", "reach:", id="by a message where no card can be changed"),
    ],
)
async def test_who_looks_at_the_card_is_told_once(office: Office, channel: str, slot: str) -> None:
    lan, minh = await office.leader("lan"), await office.leader("minh", channel=channel)
    await office.subscriber("hoa", TAN_BIEN)
    async with office.store.transaction() as tx:
        author = await office.person(tx, lan)
        alert = await alerting.draft(tx, author, content(), now=NOW)
        await alerting.submit(tx, alert.id, author, seen=alert.digest, now=NOW)
        found = await chats.find(tx, channel, minh)
        assert found
        await begin_line(tx, found[0], line_of(alert))
    await Counting(office.store, SystemClock(), office.house).step()
    (told,) = await said_to(office, channel, minh)
    assert "1 người" in told.text
    assert (told.slot or "").startswith(slot)


async def test_what_was_counted_of_an_older_revision_is_told_to_nobody(office: Office) -> None:
    lan = await office.leader("lan")
    counting = Counting(office.store, SystemClock(), office.house)
    async with office.store.transaction() as tx:
        author = await office.person(tx, lan)
        older = await alerting.draft(tx, author, content(), now=NOW)
        await alerting.edit(tx, older.id, author, content(level=2), now=NOW)
    await counting._note(older, author.id, {"telegram": 1})
    assert await said_to(office, "telegram", lan) == []


async def said_to(office: Office, channel: str, address: str) -> list[Say]:
    async with office.store.transaction() as tx:
        letters = await outbox.claim(tx, channel, now=SystemClock().now(), most=9)
    messages = [from_json(letter.document) for letter in letters if letter.address == address]
    return [message for message in messages if isinstance(message, Say)]
