"""The whole program on Zalo's bot platform, over real HTTP: words and numbers only, and nothing lost on the way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from bot.app import running
from bot.clock import SystemClock
from channels.message import Picture, Say
from services.speaking import post
from simulator.server import Simulator
from tests.crash.test_troubles import full_disk
from tests.flows.alerts import approve, draft, follow, submit
from tests.flows.citizens import ZaloCitizen
from tests.flows.conftest import World, free_port, settings_for, world


def zalo_section(sim: Simulator, **keys: Any) -> dict[str, Any]:
    return {"token": sim.zalo.token, "api_url": f"{sim.url}/zalo", "rate": 1000.0, **keys}


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with Simulator(port=0) as sim:
        settings = settings_for(sim, tmp_path, zalo_bot=zalo_section(sim))
        clock = SystemClock()
        async with running(settings, clock=clock) as app:
            yield World(sim=sim, app=app, settings=settings, clock=clock)


async def test_whoever_writes_is_answered(here: World) -> None:
    hoa = here.sim.zalo_person(name="Lê Thị Hoa")
    await hoa.says("Xin chào")
    await hoa.hears("")


async def test_a_typed_command_is_a_command(here: World) -> None:
    hoa = here.sim.zalo_person(name="Lê Thị Hoa")
    await hoa.says("/dangky")
    await hoa.hears("Có đồng ý không?")


async def test_the_word_menu_shows_what_can_be_done(here: World) -> None:
    hoa = here.sim.zalo_person(name="Lê Thị Hoa")
    await hoa.says("alo")
    await hoa.hears("xin chào")
    await hoa.says("menu")
    assert "Chưa hiểu" not in (await hoa.hears("Gửi phản ánh")).text


async def test_what_cannot_be_read_is_answered_with_what_to_do(here: World) -> None:
    hoa = here.sim.zalo_person(name="Lê Thị Hoa")
    for send in (hoa.sends_unsupported, hoa.sends_voice, hoa.sends_sticker):
        await send()
        await hoa.hears("1022")


async def test_an_event_that_cannot_be_kept_yet_is_kept_later(here: World) -> None:
    """It is gone from Zalo with the answer to the poll: we have the only copy."""
    hoa = here.sim.zalo_person(name="Lê Thị Hoa")
    with full_disk():
        await hoa.says("/help")
        await hoa.hears_nothing(within=0.5)
    assert len(here.sim.zalo.bot().incoming.waiting) == 0
    await hoa.hears("")


@pytest.mark.parametrize("wrapped", [True, False])
async def test_by_webhook_people_are_answered_too(tmp_path: Path, wrapped: bool) -> None:
    async with Simulator(port=0) as sim:
        sim.zalo.manner.change({"wrapped": wrapped})
        port = free_port()
        web = {"enabled": True, "port": port, "public_url": f"http://127.0.0.1:{port}"}
        section = zalo_section(sim, mode="webhook", webhook_secret="a-long-random-word")
        async with running(settings_for(sim, tmp_path, zalo_bot=section, web=web)):
            while sim.zalo.bot().webhook is None:
                await asyncio.sleep(0.02)
            hoa = sim.zalo_person(name="Lê Thị Hoa")
            await hoa.says("/help")
            await hoa.hears("")
            await hoa.hears_nothing(within=0.2)


async def test_what_we_draw_comes_as_a_picture(tmp_path: Path) -> None:
    async with world(tmp_path, citizens="zalo_bot") as here:
        hoa = cast(ZaloCitizen, here.newcomer(name="Lê Thị Hoa"))
        await hoa.says("/help")
        await hoa.hears("")
        drawn = Say(text="Mã để kiểm tra", picture=Picture(kind="qr", subject="https://1022.example.vn"))
        async with here.app.store.transaction() as tx:
            await post(tx, [("zalo_bot", hoa.id, drawn)], now=here.clock.now())
        seen = await hoa.hears("Mã để kiểm tra")
        assert seen.media


async def test_an_alert_bears_its_picture_here_too(tmp_path: Path) -> None:
    """The leader sent it on Telegram, which holds it."""
    async with world(tmp_path, citizens="zalo_bot") as here:
        lan, minh = await here.leader("Nguyễn Thị Lan", "lan"), await here.leader("Phạm Quang Minh", "minh")
        tu = here.newcomer(name="Trần Văn Tư")
        await follow(tu, "Tân Biên")
        await draft(lan.person, picture=b"\xff\xd8\xff\xe0 a map")
        await submit(lan.person)
        await approve(minh)
        assert (await tu.hears("Mưa rất to")).media


async def test_the_same_event_twice_is_one_turn(here: World) -> None:
    hoa = here.sim.zalo_person(name="Lê Thị Hoa")
    here.sim.zalo.faults.add("duplicate")
    await hoa.says("/help")
    await hoa.hears("")
    await hoa.hears_nothing()
