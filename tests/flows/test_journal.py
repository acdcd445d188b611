"""/nhatky: admins read the audit by kind of act and by who acted, page by page; nobody else does."""

import pytest

from handlers.journal import PAGE
from simulator.person import Person
from storage import audit
from tests.flows.conftest import World
from tests.flows.test_staff import admin

FAMILIES = {
    "Cảnh báo": "alert",
    "Nhân sự": "staff",
    "Tài khoản": "account",
    "Phản ánh": "report",
    "Dữ liệu cá nhân": "data",
    "Trò chuyện": "chat",
    "Phát tin": "broadcasts",
    "Khóa": "keys",
}


async def written(here: World, *acts: str, actor: int = 77) -> None:
    async with here.app.store.transaction() as tx:
        for n, act in enumerate(acts):
            await audit.record(tx, act, actor=actor, subject=n, now=here.clock.now())


async def shows(chief: Person, containing: str) -> str:
    return (await chief.hears(containing)).text


async def test_each_filter_shows_its_own_kind_of_act_and_no_other(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    await written(here, *(f"{family}.tried" for family in FAMILIES.values()))
    await chief.says("/nhatky")
    everything = await shows(chief, "Nhật ký hệ thống")
    assert all(f"{family}.tried" in everything for family in FAMILIES.values())
    for title, family in FAMILIES.items():
        await chief.presses(title)
        text = await shows(chief, f"{family}.tried")
        assert not any(f"{other}.tried" in text for other in FAMILIES.values() if other != family)


async def test_what_one_person_did_is_read_by_their_number_page_by_page(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    await written(here, *(f"report.act{n:02}" for n in range(PAGE + 3)), actor=4123)
    await written(here, "report.somebody_else", actor=4124)
    await chief.says("/nhatky 4123")
    first = await shows(chief, f"report.act{PAGE + 2}")
    await chief.presses("Cũ hơn")
    second = await shows(chief, "report.act00")
    assert "report.act03" in first
    assert "report.act03" not in second
    assert "report.act02" in second
    assert "somebody_else" not in first + second


async def test_older_pages_follow_one_another_without_gap_or_repetition(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    await written(here, *(f"data.act{n:02}" for n in range(PAGE * 2 + 1)))
    await chief.says("/nhatky")
    await shows(chief, "Nhật ký hệ thống")
    await chief.presses("Dữ liệu cá nhân")
    pages = [await shows(chief, f"data.act{PAGE * 2}")]
    for containing in (f"data.act{PAGE}", "data.act00"):
        await chief.presses("Cũ hơn")
        pages.append(await shows(chief, containing))
    shown = [line for page in pages for line in page.split("\n") if "data.act" in line]
    assert len(shown) == PAGE * 2 + 1
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("number", ["Hoa", "'; drop table audit", "1" * 20, "٤"])
async def test_what_is_no_number_is_nobodys(here: World, number: str) -> None:
    chief = await admin(here, "Quản trị Một")
    await chief.says(f"/nhatky {number}")
    await chief.hears("Gõ /nhatky kèm số")


async def test_a_forged_filter_and_a_strangers_press_show_nothing(here: World) -> None:
    chief = await admin(here, "Quản trị Một")
    tu = here.sim.person(name="Trần Văn Tư")
    await tu.starts()
    await chief.forges("journal.of:nothing:0")
    await chief.hears("Lựa chọn này")
    await tu.forges("journal.older:all:99")
    await tu.hears("chỉ dành cho quản trị")
