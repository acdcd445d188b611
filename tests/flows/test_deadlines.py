"""What the clock does: reminders, overdue, more time, closing; and the unit's group, which hears of it."""

from datetime import timedelta

from simulator import acts
from simulator.chats import Chat
from simulator.person import Person, until
from tests.flows.conftest import World
from tests.flows.reporting import TEXT, concludes, files_a_report, opens, staff

UNIT = "UBND Xã Tân Biên"


def later(here: World, span: timedelta) -> None:
    here.app.clock.offset += span
    here.app.store.bell("deadlines").set()


async def posted(here: World, group: Chat, containing: str) -> str:
    """A message in the group that contains the text, once it is there."""

    def found() -> str | None:
        return next((each.text for each in group.messages.values() if containing in each.text), None)

    return str(await until(here.sim.world, found, 5, f"nobody said {containing!r} in the group"))


async def in_hand(here: World, hoa: Person, binh: Person) -> str:
    code = await files_a_report(hoa)
    await opens(binh, f"Phản ánh mới {code}")
    await binh.presses("Tiếp nhận")
    await binh.hears("Đã tiếp nhận")
    await binh.presses("Nhận xử lý")
    await binh.hears("Đang xử lý")
    return code


async def test_the_officer_hears_before_the_deadline_the_leader_the_citizen_and_the_group_after(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh, chau = await staff(here, "officer", "Bình", UNIT), await staff(here, "approver", "Châu", UNIT)
    group = here.sim.group(title="Tổ xử lý Tân Biên", members=[binh])
    acts.say(here.sim.world, binh.account, binh.bot, "/donvi", chat_id=group.id)
    await posted(here, group, f"Nhóm này nhận tin phản ánh mới và quá hạn của {UNIT}")
    code = await in_hand(here, hoa, binh)
    announced = await posted(here, group, f"Phản ánh mới {code}")
    assert TEXT not in announced
    assert "Hoa" not in announced

    later(here, timedelta(days=6, hours=12))
    await binh.hears(f"{code} sắp đến hạn")
    later(here, timedelta(days=9))
    await binh.hears(f"{code} của {UNIT} đã quá hạn")
    await chau.hears(f"{code} của {UNIT} đã quá hạn")
    await hoa.hears("chưa trả lời đúng hạn")
    await posted(here, group, f"Quá hạn: phản ánh {code}")
    await hoa.says("/cuatoi")
    await hoa.hears("Phản ánh của tôi")
    await hoa.presses(code)
    await hoa.hears("Quá hạn xử lý")


async def test_a_leader_gives_more_time_once_with_a_reason_that_the_citizen_reads(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh, chau = await staff(here, "officer", "Bình", UNIT), await staff(here, "approver", "Châu", UNIT)
    code = await in_hand(here, hoa, binh)
    assert not any("Gia hạn" in title for title in binh.last.titles)
    await chau.says("/xuly")
    await chau.hears(UNIT)
    await chau.presses("Đang xử lý (1)")
    await chau.hears("trang 1")
    await chau.presses(code)
    await chau.hears("Người gửi")
    await chau.presses("Gia hạn")
    await chau.hears("mấy ngày làm việc")
    await chau.says("99")
    await chau.hears("từ 1 đến 10")
    await chau.says("3")
    await chau.hears("Lý do gia hạn")
    await chau.says("Chờ vật liệu.")
    told = await hoa.hears("Gia hạn đến")
    assert "Chờ vật liệu." in told.text
    await chau.hears(f"{code} · Đang xử lý")
    await chau.presses("Mở phản ánh")
    card = await chau.hears("Gia hạn: Chờ vật liệu.")
    assert "Gia hạn" not in card.titles


async def test_a_result_that_nobody_rates_is_closed_after_a_week_and_never_called_fixed(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh, chau = await staff(here, "officer", "Bình", UNIT), await staff(here, "approver", "Châu", UNIT)
    await in_hand(here, hoa, binh)
    await concludes(binh, "Đã vá.")
    await opens(chau, "có kết quả chờ duyệt")
    await chau.presses("Duyệt kết quả")
    result = await hoa.hears("Kết quả: Đã khắc phục")
    later(here, timedelta(days=7, minutes=1))
    closed = await hoa.hears("Đã đóng")
    assert "khắc phục" not in closed.text
    await hoa.presses("Hài lòng", on=result)
    await hoa.hears("không đánh giá được")
