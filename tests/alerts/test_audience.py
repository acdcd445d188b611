"""An audience is copied whole, chunk by chunk: those inside first, and however few they are among all who follow."""

from storage import audiences, broadcasts
from storage.broadcasts import Broadcast
from storage.engine import Tx
from tests.alerts.conftest import NOW, TAN_BIEN, TAN_CHAU, Office
from tests.alerts.telling import make_telling

ELSEWHERE, PROVINCE = "25459", "80"
CHUNK = 2
MANY = CHUNK * audiences.LOOKED_AT * 2 + 1  # more than one chunk looks at


async def copied(tx: Tx) -> list[str]:
    rows = await tx.rows("select c.address from deliveries d join chats c on c.id = d.chat_id order by c.id", {})
    return [row["address"] for row in rows]


async def begun(office: Office) -> Broadcast:
    """The broadcast of an alert for two communes, with nobody copied yet."""
    telling = await make_telling(office)
    alert = await telling.approved()
    async with office.store.reading() as session:
        found = await broadcasts.find_of_alert(session, alert.id)
    assert found is not None
    return found


async def fill_once(office: Office, tx: Tx, broadcast: Broadcast) -> Broadcast:
    await audiences.fill(tx, broadcast, most=CHUNK, now=NOW, zone=office.house.province.zone)
    return await broadcasts.get(tx, broadcast.id)


async def test_few_among_many_are_all_copied(office: Office) -> None:
    for n in range(MANY):
        await office.subscriber(f"other{n}", ELSEWHERE)
    for name, area in (("hoa", TAN_BIEN), ("tu", TAN_CHAU), ("binh", TAN_BIEN), ("vy", PROVINCE)):
        await office.subscriber(name, area)
    broadcast = await begun(office)
    async with office.store.transaction() as tx:
        while not broadcast.filled:
            broadcast = await fill_once(office, tx, broadcast)
        assert await copied(tx) == ["hoa", "tu", "binh", "vy"]


async def test_those_inside_are_copied_before_the_whole_province(office: Office) -> None:
    for n in range(CHUNK + 1):
        await office.subscriber(f"province{n}", PROVINCE)
    for n in range(CHUNK + 1):
        await office.subscriber(f"inside{n}", (TAN_CHAU, TAN_BIEN)[n % 2])
    broadcast = await begun(office)
    async with office.store.transaction() as tx:
        while len(inside := await copied(tx)) < CHUNK + 1:
            broadcast = await fill_once(office, tx, broadcast)
    assert inside == [f"inside{n}" for n in range(CHUNK + 1)]
