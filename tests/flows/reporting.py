"""What people do with reports, as they do it on a phone: shared by the stories."""

from simulator.person import Person
from tests.flows.conftest import World

TEXT = "Ổ gà lớn trước cổng chợ, xe máy ngã nhiều lần trong tuần này."
PHOTO = b"\xff\xd8\xff\xe0 "


async def staff(here: World, role: str, name: str, unit: str) -> Person:
    person = here.sim.person(name=name)
    await person.starts(await here.invite(role, name, unit))
    await person.hears(unit)
    return person


async def files_a_report(
    hoa: Person, *, text: str = TEXT, way: str = "Xác nhận gửi", photo: bytes | None = None
) -> str:
    """With the commune alone; the code."""
    await hoa.says("/phananh")
    await hoa.hears("lĩnh vực nào")
    await hoa.presses("Hạ tầng giao thông")
    await hoa.hears("Sự việc thế nào")
    await hoa.says(text)
    await hoa.hears("Gửi ảnh")
    if photo is None:
        await hoa.presses("Bỏ qua")
    else:
        await hoa.sends_photo(photo)
        await hoa.hears("Đã nhận 1/5")
        await hoa.presses("Xong")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("Tân Biên")
    await hoa.hears("Xem lại phản ánh")
    await hoa.presses(way)
    return code_in((await hoa.hears("Mã phản ánh")).text)


def code_in(receipt: str) -> str:
    return receipt.split("\n")[0].removeprefix("Mã phản ánh: ")


async def opens(officer: Person, notice: str) -> None:
    await officer.hears(notice)
    await officer.presses("Mở phản ánh")
    await officer.hears("Người gửi")


async def concludes(officer: Person, words: str) -> None:
    await officer.presses("Cập nhật kết quả")
    await officer.hears("Kết quả thế nào")
    await officer.presses("Đã khắc phục")
    await officer.hears("Viết kết quả cho người dân")
    await officer.says(words)
    await officer.hears("làm bằng chứng")
    await officer.sends_photo(PHOTO + words.encode())
    await officer.hears("Đã nhận 1/5")
    await officer.presses("Xong")
    await officer.hears("Xem lại kết quả")
    await officer.presses("Trình duyệt")
    await officer.hears("Đã ghi vào phản ánh")
