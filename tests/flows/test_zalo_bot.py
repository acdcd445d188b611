"""The whole program on Zalo's bot platform, over real HTTP: words and numbers only, and nothing lost on the way."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import running
from bot.clock import SystemClock
from simulator.server import Simulator
from tests.flows.conftest import World, settings_for


def zalo_section(sim: Simulator, **keys: object) -> dict[str, object]:
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


async def test_what_cannot_be_read_is_answered_with_what_to_do(here: World) -> None:
    hoa = here.sim.zalo_person(name="Lê Thị Hoa")
    for send in (hoa.sends_unsupported, hoa.sends_voice, hoa.sends_sticker):
        await send()
        await hoa.hears("1022")


async def test_the_same_event_twice_is_one_turn(here: World) -> None:
    hoa = here.sim.zalo_person(name="Lê Thị Hoa")
    here.sim.zalo.faults.add("duplicate")
    await hoa.says("/help")
    await hoa.hears("")
    await hoa.hears_nothing()
