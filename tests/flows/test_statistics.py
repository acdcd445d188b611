"""Statistics in chat: a picture with its figures, a sheet and a CSV file, for leaders and admins alone."""

import io
from typing import Any

import aiohttp
from openpyxl import load_workbook

from simulator.person import Person, until
from tests.flows.conftest import World
from tests.flows.reporting import files_a_report, staff

UNIT = "UBND Xã Tân Biên"


async def test_a_leader_gets_the_picture_the_figures_a_sheet_and_a_csv_file(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    for text in ("Ổ gà lớn trước cổng chợ Tân Biên.", "Đèn đường hư ở ấp ba đã hai tuần rồi."):
        await files_a_report(hoa, text=text)
    chau = await staff(here, "approver", "Châu", UNIT)
    await chau.says("/thongke")
    await chau.hears("Đang tính số liệu 30 ngày")
    figures = await chau.hears(f"Thống kê · {UNIT}", timeout=20)
    assert figures.kind == "photo"
    assert "Tiếp nhận: 2 ↑ 0" in figures.text
    assert "Đang xử lý: 2 ↑ 0\nQuá hạn: 0 → 0" in figures.text
    assert "Hạ tầng giao thông" in figures.text
    sheet = await _file(here, chau, ".xlsx")
    book = load_workbook(io.BytesIO(sheet))
    assert [[cell.value for cell in row] for row in book["Tổng hợp"]["B2:C3"]] == [[2, 0], [2, 0]]
    assert (await _file(here, chau, ".csv")).startswith("\ufeffTổng hợp".encode())


async def test_a_citizen_and_an_officer_get_none(here: World) -> None:
    hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
    binh = await staff(here, "officer", "Bình", UNIT)
    for person in (hoa, binh):
        await person.says("/thongke")
        await person.hears("chỉ dành cho")


async def _file(here: World, person: Person, ending: str) -> bytes:
    """The newest file of that ending that came to the person."""

    def found() -> dict[str, Any] | None:
        media = [seen.media for seen in person.heard if seen.media and (seen.media["name"] or "").endswith(ending)]
        return media[-1] if media else None

    media = await until(here.sim.world, found, 10, f"no {ending} file came")
    async with aiohttp.ClientSession() as session, session.get(f"{here.sim.url}{media['url']}") as answer:
        return await answer.read()
