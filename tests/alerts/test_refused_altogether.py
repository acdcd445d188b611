"""A channel that refuses us altogether: its people wait, somebody is called, and nobody is left out."""

from datetime import datetime, timedelta

from bot.broadcaster import Broadcaster
from channels.ability import ability_of
from channels.fate import Fate, NotSent
from channels.message import Say
from channels.message_json import from_json
from channels.pace import Pace
from domain.role import Role
from services.alarming import call_admins
from storage import outbox, staff
from storage.engine import Tx
from tests.alerts.conftest import NOW, Office
from tests.alerts.telling import Telling, make_telling
from tests.alerts.test_channels import outcomes

HOUR = timedelta(hours=1)


async def refused(office: Office) -> Telling:
    """Telegram knows no such token; an admin, who is on Telegram as well, is called at most once an hour."""
    telling = await make_telling(office, "tu", "hoa", "nam")
    async with office.store.transaction() as tx:
        minh = await office.person(tx, "minh")
        grant = {"role": Role.ADMIN, "unit": "UBND tỉnh", "label": "minh_quantri", "granted_by": "a test", "now": NOW}
        await staff.grant(tx, person=minh.id, chat=minh.chat, **grant)
    telling.wire.closed = NotSent(Fate.FATAL, "Unauthorized")
    return telling


def restart(telling: Telling) -> None:
    said = telling.office.house.catalogues

    async def call(tx: Tx, channel: str, now: datetime) -> bool:
        named = ability_of(channel).title
        return await call_admins(tx, said, "refused", "alarm.channel_refused", every=HOUR, now=now, channel=named)

    telling.broadcaster = Broadcaster(telling.office.store, telling.wires, telling.clock, Pace(None), call=call)


async def calls(telling: Telling) -> list[str]:
    async with telling.office.store.transaction() as tx:
        letters = await outbox.claim(tx, "telegram", now=telling.clock.now(), most=99)
        await outbox.done(tx, [letter.id for letter in letters])
    messages = [from_json(letter.document) for letter in letters if letter.address == "minh"]
    return [message.text for message in messages if isinstance(message, Say) and "từ chối bot" in message.text]


async def test_its_people_wait_until_it_is_put_right(office: Office) -> None:
    telling = await refused(office)
    alert = await telling.approved(level=2)
    restart(telling)
    await telling.goes_on()
    assert await outcomes(telling, alert.id) == {}
    telling.wire.closed = None
    restart(telling)
    await telling.goes_on(NOW + HOUR)
    assert await outcomes(telling, alert.id) == {"told": 3}


async def test_the_admins_are_called_once_an_hour(office: Office) -> None:
    telling = await refused(office)
    await telling.approved(level=2)
    heard = []
    for minutes in (0, 20, 40, 70):
        restart(telling)
        await telling.goes_on(NOW + timedelta(minutes=minutes))
        heard.append(len(await calls(telling)))
    assert heard == [1, 0, 0, 1]
