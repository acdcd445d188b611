"""What leaders do to alerts, as they do it, for the stories in this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.person import Person

if TYPE_CHECKING:
    from tests.flows.conftest import Leader

CARD = "CẢNH BÁO Mưa lớn"


async def follow(person: Person, communes: str, *, level: str = "Cấp 1 trở lên") -> None:
    await person.says("/theodoi")
    await person.hears("Muốn nhận cảnh báo của những xã")
    await person.says(communes)
    await person.hears("Đã chọn")
    await person.presses("✅ Xong")
    await person.hears("cấp độ rủi ro nào")
    await person.presses(level)
    await person.hears("loại thiên tai, sự cố nào")
    await person.presses("Bỏ qua")
    await person.hears("Xem lại")
    await person.presses("Đăng ký nhận cảnh báo")
    await person.hears("Đã đăng ký nhận cảnh báo")


async def draft(
    lan: Person,
    *,
    kind: str = "Thật",
    level: str = "Cấp 3",
    title: str = "Mưa rất to đêm nay",
    start: str = "",
    picture: bytes = b"",
) -> None:
    """A draft up to its preview, with the people counted; `start` typed, or at once."""
    await lan.says("/soancanhbao")
    await lan.hears("Loại tin?")
    await lan.presses(kind)
    await lan.hears("Loại thiên tai, sự cố?")
    await lan.presses("Mưa lớn")
    await lan.hears("Cấp độ rủi ro?")
    await lan.presses(level)
    await lan.hears("Tiêu đề")
    await lan.says(title)
    await lan.hears("Nguy cơ")
    await lan.says("Mưa 100–150 mm, ngập vùng trũng ven sông Vàm Cỏ Đông.")
    await lan.hears("Người dân cần làm gì")
    await lan.says("Kê cao đồ đạc; không đi qua chỗ nước chảy xiết.")
    await lan.hears("Khu vực ảnh hưởng")
    await lan.says("Tân Biên, Tân Châu")
    await lan.hears("Đã chọn 2")
    await lan.presses("✅ Xong")
    await lan.hears("Nguồn tin")
    await lan.says("Đài KTTV tỉnh Tây Ninh")
    await lan.hears("Số bản tin")
    await lan.says("12")
    await lan.hears("Bản tin phát lúc nào")
    await lan.presses("Vừa xong")
    await lan.hears("Ảnh kèm theo")
    if picture:
        await lan.sends_photo(picture)
    else:
        await lan.presses("Bỏ qua")
    await lan.hears("Thời gian bắt đầu?")
    if start:
        await lan.says(start)
    else:
        await lan.presses("Ngay khi duyệt")
    await lan.hears("Thời gian kết thúc?")
    await lan.presses("Sau 6 giờ")
    await lan.hears("Xem lại trước khi xem bản gửi đi")
    await preview(lan)


async def preview(lan: Person) -> None:
    await lan.presses("Xem trước bản gửi đi")
    await lan.hears("đúng như sau")
    await lan.hears("Phát từ")


async def submit(lan: Person) -> None:
    await lan.hears("người")
    await lan.presses("Trình phê duyệt")
    await lan.hears("Đã trình phê duyệt")


async def approve(leader: Leader) -> None:
    minh = leader.person
    await look(leader)
    await minh.presses("Phê duyệt")
    await minh.hears("mã 6 số")
    await minh.says(leader.fresh_code())
    await minh.hears("Đã phê duyệt")


async def look(leader: Leader) -> None:
    await leader.person.hears("Chờ phê duyệt")
    await leader.person.presses("Xem và quyết định")
    await leader.person.hears("bản thứ")


async def told(lan: Leader, minh: Leader, *people: Person) -> None:
    """An alert of Lan's that Minh approved and these people got."""
    await draft(lan.person)
    await submit(lan.person)
    await approve(minh)
    for person in people:
        await person.hears(CARD)
