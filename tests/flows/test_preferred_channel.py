"""Where warnings come: asked of those alone who have chats on several channels."""

from simulator.person import Person
from storage import chats, people
from tests.flows.conftest import World

BUTTON = "Kênh nhận cảnh báo"


async def also_on(here: World, hoa: Person, channel: str) -> int:
    """She is signed in there too; who she is."""
    async with here.app.store.transaction() as tx:
        found = await chats.find(tx, "telegram", str(hoa.id))
        assert found
        chat, _ = await chats.add(tx, channel, "6ede9afa66b88fe6d6a9", language="vi", now=here.clock.now())
        await chats.belong(tx, chat.id, found[1].id)
        return found[1].id


async def preferred(here: World, person: int) -> str:
    async with here.app.store.reading() as session:
        return await people.find_preferred(session, person)


async def test_hoa_chooses_where_warnings_come_and_may_leave_it_to_us_again(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    person = await also_on(here, hoa, "zalo_bot")
    await hoa.says("/taikhoan")
    await hoa.presses(BUTTON, on=await hoa.hears("Họ tên"))
    asked = await hoa.hears("trên kênh nào")
    assert asked.titles == ["Telegram", "Zalo Bot", "Nơi trò chuyện gần nhất"]
    await hoa.presses("Zalo Bot", on=asked)
    await hoa.hears("Đã lưu")
    assert await preferred(here, person) == "zalo_bot"
    await hoa.presses("Nơi trò chuyện gần nhất", on=asked)
    await hoa.hears("Đã lưu")
    assert await preferred(here, person) == ""


async def test_somebody_with_one_channel_is_asked_nothing(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await hoa.says("/taikhoan")
    card = await hoa.hears("Họ tên")
    assert not [title for title in card.titles if BUTTON in title]
