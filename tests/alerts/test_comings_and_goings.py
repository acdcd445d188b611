"""People leave, come back, sign in and sign out while they are being told: heard once, and by nobody who has left."""

from datetime import timedelta

from channels.fate import Fate, NotSent
from domain.alert import Change
from services import privacy, registering, subscribing
from services.registering import Proved
from storage import broadcasts, chats, people, subscriptions
from storage.subscriptions import Subscription
from tests.alerts.conftest import NOW, TAN_BIEN, Office
from tests.alerts.telling import make_telling
from tests.alerts.test_channels import BOTH, heard, outcomes, somebody

A_DAY = timedelta(hours=30)
TOMORROW = NOW + timedelta(hours=20)


async def follows(office: Office, name: str) -> int:
    async with office.store.transaction() as tx:
        who = await office.person(tx, name)
        return await subscribing.follow(tx, who, areas=[TAN_BIEN], least_level=1, channel="telegram", now=NOW)


async def stops(office: Office, name: str) -> None:
    async with office.store.transaction() as tx:
        await subscribing.stop(tx, await office.person(tx, name), now=NOW)


async def signs_out(office: Office, name: str) -> None:
    async with office.store.transaction() as tx:
        await registering.sign_out(tx, await office.person(tx, name), now=NOW)


async def test_whoever_leaves_before_their_turn_and_follows_again_is_told(office: Office) -> None:
    telling = await make_telling(office, "tu")
    await pauses(office, "tu")
    alert = await telling.approved()
    await telling.goes_on()
    await stops(office, "tu")
    assert await follows(office, "tu") == 1
    await telling.goes_on()
    assert telling.told == ["tu"]
    assert await outcomes(telling, alert.id) == {"told": 1}


async def test_whoever_signs_out_and_leaves_hears_nothing_of_what_waited(office: Office) -> None:
    telling = await make_telling(office)
    await somebody(office, "hoa", "telegram")
    await pauses(office, "hoa")
    alert = await telling.approved(ends_at=NOW + A_DAY)
    await telling.goes_on()
    await signs_out(office, "hoa")
    await stops(office, "hoa")
    await telling.goes_on(TOMORROW)
    assert telling.told == []
    assert await outcomes(telling, alert.id) == {"stopped": 1}


async def test_whoever_signs_out_hears_what_waited_once(office: Office) -> None:
    telling = await make_telling(office)
    await somebody(office, "hoa", "telegram")
    await pauses(office, "hoa")
    await telling.approved(ends_at=NOW + A_DAY)
    await telling.goes_on()
    await signs_out(office, "hoa")
    await follows(office, "hoa")
    await telling.goes_on(TOMORROW)
    assert telling.told == ["hoa"]


async def test_whoever_was_told_and_signs_out_hears_an_update_once(office: Office) -> None:
    telling = await make_telling(office)
    await somebody(office, "hoa", "telegram")
    original = await telling.approved()
    await telling.goes_on()
    await signs_out(office, "hoa")
    await telling.approved(follows=original, change=Change.UPDATE, title="Lần hai")
    await telling.goes_on()
    assert telling.told == ["hoa", "hoa"]


async def test_whoever_signs_in_while_their_copy_is_on_the_wire_is_told_once(office: Office) -> None:
    telling = await make_telling(office, "tu")
    await telling.approved()
    await telling.ticking.step()
    await telling.broadcaster.step()
    async with office.store.transaction() as tx:
        person = await people.add(tx, now=NOW)
        await people.register(
            tx, person, name="Tư", phone="+84912345678", mail=None, mail_proved=False, area=TAN_BIEN, now=NOW
        )
        proved = Proved(phone="+84912345678", mail=None)
        assert await registering.sign_in(tx, await office.person(tx, "tu"), proved, now=NOW) == person
        assert await tx.value("select count(*) from deliveries where state = 'sending'", {}) == 1
        assert await subscribing.catch_up(tx, await office.person(tx, "tu"), now=NOW) == 0
    await telling.goes_on()
    assert telling.told == ["tu"]


async def test_whoever_may_have_it_and_waits_to_be_asked_again_hears_that_it_is_void(office: Office) -> None:
    """The withdrawal is copied before it is written down of them that nobody knows."""
    telling = await make_telling(office, "tu")
    telling.wire.fates["tu"] = [NotSent(Fate.UNKNOWN, "502")]
    alert = await telling.approved(level=3)
    await telling.goes_on()
    assert telling.told == []
    await telling.cancel(alert)
    async with office.store.transaction() as tx:
        await broadcasts.start(tx, now=telling.clock.now())
    for _ in range(9):
        await telling.broadcaster.step()
    await telling.goes_on()
    assert ["ĐÃ HỦY" in text for _, text, _ in telling.wire.heard] == [True]


async def pauses(office: Office, name: str) -> None:
    async with office.store.transaction() as tx:
        await subscribing.pause(tx, await office.person(tx, name), until=NOW + timedelta(hours=12), now=NOW)


async def test_whoever_is_erased_hears_nothing_of_what_waited(office: Office) -> None:
    telling = await make_telling(office)
    await somebody(office, "hoa", "telegram")
    await pauses(office, "hoa")
    alert = await telling.approved(ends_at=NOW + A_DAY)
    await telling.goes_on()
    async with office.store.transaction() as tx:
        await privacy.erase(tx, await office.person(tx, "hoa"), now=NOW)
    await telling.goes_on(TOMORROW)
    assert telling.told == []
    assert await outcomes(telling, alert.id) == {"stopped": 1}


async def test_whoever_signs_one_of_two_chats_out_is_told_in_both(office: Office) -> None:
    """They are two to us from then on, and each of them follows."""
    telling = await make_telling(office, channels=BOTH)
    await somebody(office, "hoa", *BOTH, prefers="telegram")
    async with office.store.transaction() as tx:
        found = await chats.find(tx, "zalo_bot", "hoa")
        assert found
        wanted = [Subscription(area=TAN_BIEN, least_level=1)]
        await subscriptions.replace_all(tx, found[0].id, wanted, now=NOW)
    await pauses(office, "hoa")
    await telling.approved(ends_at=NOW + A_DAY)
    await telling.goes_on()
    await signs_out(office, "hoa")
    await telling.goes_on(TOMORROW)
    assert heard(telling) == {"hoa": ["telegram", "zalo_bot"]}
