"""A picture's link opens for a while only: it is fetched at once, and the report has it whenever it is filed."""

import asyncio
import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import aiohttp

from bot.app import App, running
from bot.clock import SystemClock
from bot.passing import GIVE_UP
from bot.purging import UNFILED
from simulator.person import Person
from simulator.server import Simulator
from storage import passing
from tests.flows.citizens import ZaloCitizen
from tests.flows.conftest import World, settings_for, world
from tests.flows.reporting import TEXT, code_in, opens, staff

HOLE = b"GIF89a\x10\x00\x10\x00hole"


async def file_report(hoa: Person) -> str:
    """From the picture on: what it shows, where, confirm."""
    await hoa.presses("Hạ tầng giao thông")
    await hoa.hears("Xảy ra ở đâu")
    await hoa.says("Tân Biên")
    await hoa.hears("Xem lại phản ánh")
    await hoa.presses("Xác nhận gửi")
    return code_in((await hoa.hears("Mã phản ánh")).text)


async def until(app: App, condition: str) -> int:
    """Until this can be read in the database, and what it says."""
    for _ in range(300):
        async with app.store.reading() as session:
            if found := await session.value(condition, {}):
                return int(found)
        await asyncio.sleep(0.02)
    raise AssertionError(condition)


async def kept(here: World) -> None:
    """Until nothing is on the way any more."""
    await until(here.app, "select count(*) = 0 from passing_files where link_sealed is not null")


async def tried(here: World) -> None:
    await until(here.app, "select count(*) from passing_files where tries > 0")


async def report_file(app: App) -> int:
    """The file of the only report, once its bytes are ours."""
    return await until(app, "select id from files where stored_at is not null")


async def bytes_of(here: World, message: object) -> bytes:
    address = f"{here.sim.url}{message.media['url']}"  # type: ignore[attr-defined]
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return await answer.read()


async def test_an_officer_on_another_channel_sees_what_a_dead_link_led_to(tmp_path: Path) -> None:
    async with world(tmp_path, citizens="zalo_bot") as here:
        hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
        binh = await staff(here, "officer", "Bình", "UBND Xã Tân Biên")
        await hoa.sends_photo(HOLE, caption=TEXT)
        await hoa.hears("lĩnh vực nào")
        await kept(here)
        here.sim.zalo.pictures.all.clear()
        code = await file_report(hoa)
        await opens(binh, f"Phản ánh mới {code}")
        await report_file(here.app)
        await binh.presses("Xem tệp")
        assert await bytes_of(here, await binh.hears("Kèm phản ánh")) == HOLE


async def test_a_picture_outlives_a_restart_in_the_middle_of_a_form(tmp_path: Path) -> None:
    """The link is dead by then: what the form knows is our own name for the picture."""
    async with Simulator(port=0) as sim:
        settings = settings_for(sim, tmp_path, zalo_bot={"token": sim.zalo.token, "api_url": f"{sim.url}/zalo"})
        async with running(settings, clock=SystemClock()) as app:
            here = World(sim=sim, app=app, settings=settings, clock=SystemClock(), citizens="zalo_bot")
            hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
            await hoa.sends_photo(HOLE, caption=TEXT)
            await hoa.hears("lĩnh vực nào")
            await kept(here)
        sim.zalo.pictures.all.clear()
        async with running(settings, clock=SystemClock()) as app:
            await file_report(hoa)
            assert await app.rounds.filing.read(await report_file(app)) == HOLE


async def test_what_could_not_be_fetched_is_asked_for_again_for_a_while(tmp_path: Path) -> None:
    async with world(tmp_path, citizens="zalo_bot") as here:
        here.sim.zalo.manner.change({"link_seconds": 0})
        hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
        await hoa.sends_photo(HOLE, caption=TEXT)
        await hoa.hears("lĩnh vực nào")
        await tried(here)
        await file_report(hoa)
        pictures = here.sim.zalo.pictures.all
        pictures.update({name: replace(each, ends=math.inf) for name, each in pictures.items()})
        here.clock.offset += timedelta(seconds=5)
        await kept(here)
        assert await here.app.rounds.filing.read(await report_file(here.app)) == HOLE


async def test_a_picture_that_never_comes_is_not_asked_for_for_ever(tmp_path: Path) -> None:
    async with world(tmp_path, citizens="zalo_bot") as here:
        here.sim.zalo.manner.change({"link_seconds": 0})
        hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
        await hoa.sends_photo(HOLE, caption=TEXT)
        await hoa.hears("lĩnh vực nào")
        await tried(here)
        here.clock.offset += GIVE_UP
        await kept(here)


async def test_a_picture_of_a_channel_that_is_not_configured_any_more_stops_nothing(tmp_path: Path) -> None:
    async with Simulator(port=0) as sim:
        sim.zalo.manner.change({"link_seconds": 0})
        settings = settings_for(sim, tmp_path, zalo_bot={"token": sim.zalo.token, "api_url": f"{sim.url}/zalo"})
        async with running(settings, clock=SystemClock()) as app:
            await sim.zalo_person(name="Hoa").sends_photo(HOLE, caption=TEXT)
            await until(app, "select count(*) from passing_files where tries > 0")
        async with running(settings_for(sim, tmp_path), clock=SystemClock(GIVE_UP)) as app:
            await until(app, "select count(*) = 0 from passing_files where link_sealed is not null")


async def test_a_report_whose_picture_is_lost_says_so(tmp_path: Path) -> None:
    async with world(tmp_path, citizens="zalo_bot") as here:
        here.sim.zalo.manner.change({"link_seconds": 0})
        hoa = await here.citizen("Lê Thị Hoa", "0912 345 678")
        binh = await staff(here, "officer", "Bình", "UBND Xã Tân Biên")
        await hoa.sends_photo(HOLE, caption=TEXT)
        await hoa.hears("lĩnh vực nào")
        code = await file_report(hoa)
        await opens(binh, f"Phản ánh mới {code}")
        await binh.presses("Xem tệp")
        await binh.hears("Tệp này chưa lấy được")


async def test_what_no_report_has_taken_goes_after_a_week(tmp_path: Path) -> None:
    async with world(tmp_path, citizens="zalo_bot") as here:
        hoa = cast(ZaloCitizen, await here.citizen("Lê Thị Hoa", "0912 345 678"))
        await hoa.sends_photo(HOLE, caption=TEXT)
        await hoa.hears("lĩnh vực nào")
        await kept(here)
        async with here.app.store.transaction() as tx:
            later = here.clock.now() + UNFILED + timedelta(hours=1)
            assert await passing.drop_old(tx, before=later - UNFILED, most=10, now=here.clock.now()) == 1
        for _ in range(200):
            if not [each for each in here.settings.files.folder.rglob("*") if each.is_file()]:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("the bytes are still there")
