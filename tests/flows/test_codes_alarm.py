"""Admins are called when codes are asked for beyond the budget; once an hour, not every minute."""

from pathlib import Path

from tests.flows.conftest import world
from tests.flows.test_staff import admin


async def test_admins_are_told_once_that_codes_are_strained(tmp_path: Path) -> None:
    async with world(tmp_path, otp={"all_an_hour": 1}) as here:
        chief = await admin(here, "Quản trị Một")
        await here.citizen("Lê Thị Hoa", "0912 345 678")
        await here.app.rounds.upkeep.step()
        await chief.hears("chạm mức chung trong một giờ")
        await here.app.rounds.upkeep.step()
        await chief.hears_nothing()
