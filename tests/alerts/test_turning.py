"""A channel that stays away: from level 3 on, whoever waits for it is told on another that works. Never on both."""

from datetime import timedelta

import pytest

from channels.fate import Fate, NotSent
from domain.alert import Alert
from storage import audiences, broadcasts, chats
from tests.alerts.conftest import NOW, Office
from tests.alerts.telling import Telling, make_telling
from tests.alerts.test_channels import BOTH, heard, outcomes, somebody

AWAY = NotSent(Fate.AGAIN, "connection refused")
AT_ONCE = timedelta(0)
LONG = timedelta(hours=1)


async def away(office: Office, *, level: int = 3, patience: timedelta = AT_ONCE) -> tuple[Telling, Alert]:
    """Telegram is away; Hoa, who prefers it, is on Zalo too, Tư is not."""
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")
    await somebody(office, "tu", "telegram")
    telling.patience = patience
    telling.restart()
    telling.wire.closed = AWAY
    alert = await telling.approved(level=level)
    await telling.goes_on()
    return telling, alert


async def is_back(telling: Telling) -> None:
    telling.wire.closed = None
    telling.restart()
    await telling.goes_on(NOW + LONG)


async def test_whoever_can_be_told_on_another_channel_is_and_the_others_wait(office: Office) -> None:
    telling, _ = await away(office)
    assert heard(telling) == {"hoa": ["zalo_bot"]}


async def test_nobody_is_told_again_when_it_is_back(office: Office) -> None:
    telling, alert = await away(office)
    await is_back(telling)
    assert heard(telling) == {"hoa": ["zalo_bot"], "tu": ["telegram"]}
    assert await outcomes(telling, alert.id) == {"told": 2}


async def test_below_level_3_everybody_waits(office: Office) -> None:
    telling, _ = await away(office, level=2)
    assert heard(telling) == {}
    await is_back(telling)
    assert heard(telling) == {"hoa": ["telegram"], "tu": ["telegram"]}


async def test_everybody_waits_while_there_is_patience(office: Office) -> None:
    telling, _ = await away(office, patience=timedelta(minutes=2))
    assert heard(telling) == {}


async def test_whoever_may_have_got_it_is_turned_to_no_other(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")
    await somebody(office, "tu", "telegram")
    telling.patience = AT_ONCE
    telling.restart()
    telling.wire.fates = {"hoa": [NotSent(Fate.UNKNOWN, "no answer")], "tu": [AWAY]}
    await telling.approved()
    await telling.goes_on()
    telling.wire.closed = AWAY
    await telling.goes_on(NOW + timedelta(minutes=5))
    assert heard(telling) == {}


@pytest.mark.parametrize("fate", [Fate.AGAIN, Fate.THROTTLED])
async def test_nobody_is_turned_to_a_channel_that_does_not_work_either(office: Office, fate: Fate) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")
    await somebody(office, "nam", "zalo_bot")
    telling.patience = AT_ONCE
    telling.restart()
    telling.wire.closed = AWAY
    telling.wires["zalo_bot"].closed = NotSent(fate, "no", retry_after=3600)
    await telling.approved()
    await telling.goes_on()
    telling.wires["zalo_bot"].closed = None
    await is_back(telling)
    assert heard(telling) == {"hoa": ["telegram"], "nam": ["zalo_bot"]}


@pytest.mark.parametrize("shut", ["blocked", "failed"])
async def test_nobody_is_turned_to_a_chat_that_is_shut(office: Office, shut: str) -> None:
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="zalo_bot" if shut == "failed" else "telegram")
    telling.patience = AT_ONCE
    telling.restart()
    telling.wire.closed = AWAY
    if shut == "blocked":
        async with office.store.transaction() as tx:
            await chats.block(tx, "zalo_bot", "hoa", now=NOW)
    telling.wires["zalo_bot"].fates["hoa"] = [NotSent(Fate.SHUT, "the window is over")]
    await telling.approved()
    await telling.goes_on()
    await is_back(telling)
    assert heard(telling) == {"hoa": ["telegram"]}


async def test_looked_at_one_by_one_everybody_is_turned_once(office: Office) -> None:
    telling = await make_telling(office, channels=BOTH)
    for name in ("hoa", "nam", "lien"):
        await somebody(office, name, *BOTH, prefers="telegram")
    await somebody(office, "tu", "telegram")
    telling.wire.closed = AWAY
    alert = await telling.approved()
    await telling.goes_on()
    turned, reached = list[int](), 0
    async with office.store.transaction() as tx:
        live = await broadcasts.find_of_alert(tx, alert.id)
        assert live is not None
        while True:
            last, people = await audiences.turn_from(
                tx, live.id, "telegram", to=["zalo_bot"], after=reached, most=1, now=NOW
            )
            if last is None:
                break
            reached = last
            turned.append(people)
    assert sorted(turned) == [0, 1, 1, 1]
    await telling.goes_on()
    assert heard(telling) == {name: ["zalo_bot"] for name in ("hoa", "nam", "lien")}
