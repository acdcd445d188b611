"""The whole journey over real HTTP: register → report → alert → broadcast, in Vietnamese."""

import pytest

from simulator.person import Person
from storage import audit
from tests.flows.alerts import approve, draft, follow, submit
from tests.flows.conftest import World

pytestmark = [pytest.mark.every_channel, pytest.mark.official_too]


async def test_the_whole_journey(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    await file_report(hoa)
    tu = here.newcomer(name="Trần Văn Tư")
    await follow(tu, "Tân Biên, Tân Châu")
    await follow(hoa, "Tân Biên")
    lan = await here.leader("Nguyễn Thị Lan", "lan")
    minh = await here.leader("Phạm Quang Minh", "minh")

    await draft(lan.person)
    await submit(lan.person)
    await approve(minh)

    for subscriber in (hoa, tu):
        card = await subscriber.hears("CẢNH BÁO Mưa lớn")
        assert card.text.startswith("🟠 CẢNH BÁO Mưa lớn – cấp 3")
        assert "Xã Tân Biên" in card.text
    done = await minh.person.hears("Đã phát xong", timeout=10)
    assert "Đã báo 2" in done.text
    async with here.app.store.reading() as session:
        assert (await audit.verify(session))[1] is None
    for subscriber in (hoa, tu):
        assert sum("CẢNH BÁO Mưa lớn" in heard.text for heard in subscriber.heard) == 1


async def test_somebody_who_follows_while_it_holds_is_told(here: World) -> None:
    early = here.newcomer(name="Trần Văn Tư")
    await follow(early, "Tân Biên")
    lan, minh = await here.leader("Lan", "lan"), await here.leader("Minh", "minh")
    await draft(lan.person)
    await submit(lan.person)
    await approve(minh)
    await early.hears("CẢNH BÁO Mưa lớn")

    late = here.newcomer(name="Người Đến Sau")
    await follow(late, "Tân Biên")
    await late.hears("CẢNH BÁO Mưa lớn")


async def test_whoever_drafted_an_alert_of_level_3_does_not_approve_it(here: World) -> None:
    tu = here.newcomer(name="Trần Văn Tư")
    await follow(tu, "Tân Biên")
    lan = await here.leader("Lan", "lan")
    await draft(lan.person)
    await submit(lan.person)
    await lan.person.says("/duyet")
    await lan.person.hears("Cảnh báo chờ phê duyệt")
    await lan.person.presses("Mưa lớn")
    await lan.person.hears("Gửi đến 1 người, mất khoảng 1 giây")
    await lan.person.presses("Phê duyệt")
    await lan.person.hears("cần hai người")
    await tu.hears_nothing()


async def file_report(hoa: Person) -> None:
    await hoa.says("/phananh")
    await hoa.hears("lĩnh vực nào")
    await hoa.presses("Hạ tầng giao thông")
    await hoa.hears("Sự việc thế nào")
    await hoa.says("Ổ gà lớn trước cổng chợ, xe máy ngã nhiều lần trong tuần này.")
    await hoa.hears("Gửi ảnh")
    await hoa.sends_photo(b"\xff\xd8\xff\xe0 one", caption="ổ gà")
    await hoa.hears("Đã nhận 1/5")
    await hoa.presses("Xong")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.shares_location(11.5694, 105.925)
    await hoa.hears("Thuộc xã, phường nào")
    await hoa.presses("Xã Tân Biên")
    await hoa.hears("Xem lại phản ánh")
    await hoa.presses("Xác nhận gửi")
    receipt = await hoa.hears("Mã phản ánh")
    code = receipt.text.split("\n")[0].removeprefix("Mã phản ánh: ")
    await hoa.says("/cuatoi")
    await hoa.hears("Phản ánh của tôi")
    await hoa.presses(code)
    detail = await hoa.hears(f"{code} · Chờ tiếp nhận")
    assert "UBND Xã Tân Biên" in detail.text
    assert "Tệp đính kèm: 1" in detail.text
