"""How often somebody is tried: what was never sent costs no try, and a channel that answers nobody is left alone."""

import asyncio
from datetime import timedelta

import pytest

from channels.fate import Fate, NotSent
from channels.message import Say
from channels.pace import Pace
from storage import chats
from tests.alerts.conftest import NOW, Office
from tests.alerts.telling import Telling, make_telling
from tests.alerts.test_channels import BOTH, outcomes, somebody

STORM = 8
CROWD = 12


@pytest.mark.parametrize("before", [Fate.THROTTLED, Fate.AGAIN])
async def test_a_doubtful_answer_is_asked_again_however_often_nothing_was_sent_before(
    office: Office, before: Fate
) -> None:
    telling = await make_telling(office, "tu")
    no = NotSent(before, "no", retry_after=0.0)
    telling.wire.fates["tu"] = [*[no] * STORM, NotSent(Fate.UNKNOWN, "502")]
    alert = await telling.approved(level=5)
    await storm(telling)
    assert await outcomes(telling, alert.id) == {"told": 1}


async def test_a_doubtful_answer_is_asked_again_however_often_we_crashed_before(office: Office) -> None:
    telling = await make_telling(office, "tu")
    telling.wire.fates["tu"] = [NotSent(Fate.UNKNOWN, "502")] * (STORM + 1)
    alert = await telling.approved(level=5)
    await telling.ticking.step()
    for _ in range(STORM):
        await telling.broadcaster.step()
        telling.restart()
        assert await telling.broadcaster.recover() == 1
    await storm(telling)
    assert await outcomes(telling, alert.id) == {"told": 1}


async def test_nobody_waits_for_long_because_we_crashed_over_them(office: Office) -> None:
    telling = await make_telling(office, "tu")
    telling.wire.fates["tu"] = [NotSent(Fate.AGAIN, "connection reset")] * (STORM + 1)
    await telling.approved()
    await telling.ticking.step()
    for _ in range(STORM):
        await telling.broadcaster.step()
        telling.restart()
        assert await telling.broadcaster.recover() == 1
    await telling.goes_on()
    telling.restart()
    await telling.goes_on(NOW + timedelta(seconds=10))
    assert telling.told == ["tu"]


@pytest.mark.parametrize("before", [Fate.THROTTLED, Fate.AGAIN])
async def test_a_group_that_moves_after_a_storm_is_told_where_it_is(office: Office, before: Fate) -> None:
    telling = await make_telling(office, "to5")
    no = NotSent(before, "no", retry_after=0.0)
    telling.wire.fates["to5"] = [*[no] * STORM, NotSent(Fate.MOVED, "upgraded", moved_to="to5-moi")]
    await telling.approved()
    await storm(telling)
    assert telling.told == ["to5-moi"]


@pytest.mark.parametrize("before", [Fate.THROTTLED, Fate.AGAIN])
async def test_whoever_was_tried_already_goes_before_those_whose_turn_has_not_come(
    office: Office, before: Fate
) -> None:
    telling = await one_by_one(office, NotSent(before, "no", retry_after=0.0))
    await a_round(telling)
    telling.restart()
    telling.clock.time += timedelta(minutes=3)
    await a_round(telling)
    assert telling.told[0] == "p00"


async def test_a_chat_that_is_throttled_again_waits_until_everybody_is_told(office: Office) -> None:
    telling = await one_by_one(office, *[NotSent(Fate.THROTTLED, "retry", retry_after=0.0)] * 2)
    while len(telling.told) < CROWD:
        await a_round(telling)
    assert "p00" in telling.told[-2:]


async def one_by_one(office: Office, *fates: NotSent) -> Telling:
    """A crowd and an alert; `fates`: what becomes of the first one's next messages."""
    telling = await make_telling(office, *(f"p{number:02}" for number in range(CROWD)))
    telling.wire.fates["p00"] = list(fates)
    await telling.approved()
    await telling.ticking.step()
    return telling


async def a_round(telling: Telling) -> None:
    """Of a process that has room for one at a time, a second after the last one's."""
    telling.clock.time += timedelta(seconds=1)
    telling.pace = Pace(None, most=1)
    telling.restart()
    await telling.broadcaster.step()
    await telling.broadcaster.drain()


async def storm(telling: Telling) -> None:
    """Until the channel's pauses have passed, one after the other; a new process has none."""
    for minutes in range(STORM + 4):
        telling.restart()
        await telling.goes_on(NOW + timedelta(minutes=5 * minutes))


async def test_a_group_that_moves_to_an_address_we_know_holds_nobody_up(office: Office) -> None:
    telling = await make_telling(office, "to5", "tu")
    async with office.store.transaction() as tx:
        await chats.add(tx, "telegram", "to5-moi", language="vi", now=NOW)
    telling.wire.fates["to5"] = [NotSent(Fate.MOVED, "upgraded", moved_to="to5-moi")]
    alert = await telling.approved()
    await telling.goes_on()
    assert sorted(telling.told) == ["to5-moi", "tu"]
    assert await outcomes(telling, alert.id) == {"told": 2}


async def test_a_group_that_we_know_twice_is_told_once(office: Office) -> None:
    telling = await make_telling(office, "to5", "to5-moi")
    telling.wire.fates["to5"] = [NotSent(Fate.MOVED, "upgraded", moved_to="to5-moi")]
    alert = await telling.approved()
    await telling.goes_on()
    assert telling.told == ["to5-moi"]
    assert sum((await outcomes(telling, alert.id)).values()) == 2


async def test_what_cannot_be_made_for_a_channel_is_refused_there_and_told_on_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")

    def too_long(message: Say) -> bytes:
        raise ValueError("longer than one message")

    monkeypatch.setattr(telling.wire, "prepare", too_long)
    alert = await telling.approved()
    await telling.goes_on()
    assert await outcomes(telling, alert.id) == {"told": 1}


async def test_a_channel_that_answers_nobody_for_a_while_costs_nobody_their_tries(office: Office) -> None:
    crowd = [f"p{number}" for number in range(20)]
    telling = await make_telling(office, *crowd)
    telling.wire.closed = NotSent(Fate.UNKNOWN, "502")
    alert = await telling.approved(level=5)
    for minutes in range(8):
        await telling.goes_on(NOW + timedelta(minutes=5 * minutes))
    telling.wire.closed = None
    await asyncio.sleep(1)  # the longest first pause of a channel that is away
    await telling.goes_on()
    assert await outcomes(telling, alert.id) == {"told": len(crowd)}
