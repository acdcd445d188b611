"""Who is told first: the gravest alert, in equal shares among its equals; what moves, is past, or was in mid-air."""

from collections import Counter
from datetime import timedelta

from channels.fate import Fate, NotSent
from channels.pace import Pace
from domain.alert import Alert, Change
from storage import audiences, broadcasts, deliveries
from tests.alerts.conftest import NOW, TAN_BIEN, TAN_CHAU, Office
from tests.alerts.telling import Telling, make_telling
from tests.alerts.test_channels import outcomes

CROWD = 40


async def crowded(office: Office) -> Telling:
    """Twenty people in each of two communes."""
    telling = await make_telling(office)
    for number in range(CROWD):
        await office.subscriber(f"p{number}", area=(TAN_BIEN, TAN_CHAU)[number % 2])
    return telling


async def one_at_a_time(telling: Telling, rounds: int) -> list[str]:
    """The titles of what goes while there is room for one at a time."""
    telling.pace = Pace(None, most=1)
    telling.restart()
    await telling.ticking.step()
    telling.office.store.bell("broadcaster").set()
    before = len(telling.wire.heard)
    for _ in range(rounds):
        await telling.broadcaster.step()
        telling.clock.time += timedelta(milliseconds=1)
    await telling.broadcaster.drain()
    return [_title(text) for _, text, _ in telling.wire.heard[before:]]


def _title(text: str) -> str:
    return next(title for title in ("Nhẹ", "Nặng", "Một", "Hai") if title in text)


async def test_a_level_5_opened_during_a_level_2_goes_first(office: Office) -> None:
    telling = await crowded(office)
    await telling.approved(level=2, title="Nhẹ")
    assert set(await one_at_a_time(telling, 12)) == {"Nhẹ"}
    await telling.approved(level=5, title="Nặng")
    gone = await one_at_a_time(telling, 3 * CROWD)
    assert gone[:CROWD] == ["Nặng"] * CROWD
    assert set(gone[CROWD:]) == {"Nhẹ"}


async def test_two_alerts_of_a_level_share_the_lane_equally(office: Office) -> None:
    telling = await crowded(office)
    for title in ("Một", "Hai"):
        await telling.approved(level=3, title=title)
    shares = Counter(await one_at_a_time(telling, 32))
    assert abs(shares["Một"] - shares["Hai"]) <= 2
    assert min(shares.values()) >= 5


async def test_those_inside_are_told_before_who_follows_the_whole_province(office: Office) -> None:
    telling = await make_telling(office)
    for name in ("far1", "far2"):
        await office.subscriber(name, area=office.house.province.areas.province_code)
    for name in ("near1", "near2"):
        await office.subscriber(name)
    await telling.approved(level=3, title="Nặng")
    await one_at_a_time(telling, 12)
    assert [name.rstrip("12") for name in telling.told] == ["near", "near", "far", "far"]


async def test_an_update_overtakes_what_else_is_told_at_its_level(office: Office) -> None:
    telling = await crowded(office)
    first = await telling.approved(level=2, title="Nhẹ")
    await telling.goes_on()
    await telling.approved(level=2, title="Một")
    begun = await one_at_a_time(telling, 8)
    await telling.approved(level=2, title="Hai", follows=first, change=Change.UPDATE)
    gone = await one_at_a_time(telling, 3 * CROWD)
    assert set(begun) == {"Một"}
    assert gone[:CROWD] == ["Hai"] * CROWD
    assert set(gone[CROWD:]) == {"Một"}


async def test_a_group_that_has_moved_is_told_at_its_new_address(office: Office) -> None:
    telling = await make_telling(office, "to5")
    telling.wire.fates["to5"] = [NotSent(Fate.MOVED, "upgraded", moved_to="to5-moi")]
    alert = await telling.approved()
    await telling.goes_on()
    assert telling.told == ["to5-moi"]
    assert await outcomes(telling, alert.id) == {"told": 1}


async def test_what_moves_for_ever_fails_in_the_end(office: Office) -> None:
    telling = await make_telling(office, "to5")
    for moves in range(9):
        telling.wire.fates[f"to5{'-' * moves}"] = [NotSent(Fate.MOVED, "upgraded", moved_to=f"to5{'-' * (moves + 1)}")]
    alert = await telling.approved()
    await telling.goes_on()
    assert telling.told == []
    assert await outcomes(telling, alert.id) == {"failed": 1}


async def test_what_a_channel_calls_past_has_failed(office: Office) -> None:
    telling = await make_telling(office, "tu")
    telling.wire.fates["tu"] = [NotSent(Fate.STALE, "message is not modified")]
    alert = await telling.approved()
    await telling.goes_on()
    assert await outcomes(telling, alert.id) == {"failed": 1}


async def test_of_whoever_was_on_the_wire_at_a_crash_nobody_knows_once_it_is_over(office: Office) -> None:
    telling, alert = await died_in_mid_air(office)
    telling.clock.time = NOW + timedelta(hours=7)
    await telling.broadcaster.recover()
    await telling.goes_on(NOW + timedelta(hours=7))
    assert telling.told == []
    assert await outcomes(telling, alert.id) == {"unknown": 1}


async def test_whoever_was_on_the_wire_at_a_crash_is_told_again_while_it_holds(office: Office) -> None:
    telling, alert = await died_in_mid_air(office)
    assert await telling.broadcaster.recover() == 1
    await telling.goes_on()
    assert telling.told == ["tu"]
    assert await outcomes(telling, alert.id) == {"told": 1}


async def test_whoever_was_on_the_wire_at_a_crash_may_have_it_and_hears_that_it_is_void(office: Office) -> None:
    telling, alert = await died_in_mid_air(office)
    await telling.broadcaster.recover()
    await telling.cancel(alert)
    await telling.goes_on()
    assert [("ĐÃ HỦY" in text, who) for who, text, _ in telling.wire.heard] == [(True, "tu")]
    assert await outcomes(telling, alert.id) == {"unknown": 1}


async def died_in_mid_air(office: Office) -> tuple[Telling, Alert]:
    """Tư's copy had just been claimed when the process ended; the next one is there."""
    telling = await make_telling(office, "tu")
    alert = await telling.approved()
    await telling.ticking.step()
    async with office.store.transaction() as tx:
        live = await broadcasts.find_of_alert(tx, alert.id)
        assert live is not None
        while not await audiences.fill(tx, live, most=10, now=NOW, zone=office.house.province.zone):
            live = await broadcasts.get(tx, live.id)
        assert len(await deliveries.claim(tx, live, "telegram", most=10, now=NOW)) == 1
    return telling, alert
