"""Telegram by a webhook: it is told where to call us, and people are answered just as they are by polling."""

import asyncio
from pathlib import Path
from typing import Any

from bot.app import running
from simulator.server import Simulator
from tests.flows.conftest import free_port, settings_for
from tests.flows.sections import web

BY_WEBHOOK = {"mode": "webhook", "webhook_secret": "a-long-random-word"}
WITHIN = 10  # seconds


def sections() -> dict[str, Any]:
    return {"telegram": BY_WEBHOOK, "web": web(free_port())}


async def announced(sim: Simulator) -> None:
    async with asyncio.timeout(WITHIN):
        while sim.world.bot().webhook is None:
            await asyncio.sleep(0.02)


async def test_by_webhook_people_are_answered_too(tmp_path: Path) -> None:
    async with Simulator(port=0) as sim, running(settings_for(sim, tmp_path, **sections())):
        await announced(sim)
        hoa = sim.person(name="Lê Thị Hoa")
        await hoa.says("/help")
        await hoa.hears("1022")


async def test_telegram_is_told_again_where_to_call_while_it_does_not_take_it(tmp_path: Path) -> None:
    async with Simulator(port=0) as sim:
        sim.faults.add("error", method="setWebhook", times=1, status=502)
        async with running(settings_for(sim, tmp_path, **sections())):
            await announced(sim)


async def test_telegram_is_told_where_to_call_though_it_takes_no_new_name(tmp_path: Path) -> None:
    """It allows few changes of a bot's name a day: what people write does not wait for that."""
    async with Simulator(port=0) as sim:
        sim.faults.add("flood", method="setMyName", retry_after=3_600)
        async with running(settings_for(sim, tmp_path, **sections())):
            await announced(sim)


async def test_back_to_polling_the_webhook_is_taken_away(tmp_path: Path) -> None:
    async with Simulator(port=0) as sim:
        async with running(settings_for(sim, tmp_path, **sections())):
            await announced(sim)
        hoa = sim.person(name="Lê Thị Hoa")
        async with running(settings_for(sim, tmp_path)):
            await hoa.says("/help")
            await hoa.hears("1022")


async def test_what_was_said_between_the_two_is_answered(tmp_path: Path) -> None:
    async with Simulator(port=0) as sim:
        async with running(settings_for(sim, tmp_path, **sections())):
            await announced(sim)
        hoa = sim.person(name="Lê Thị Hoa")
        await hoa.says("/help")
        async with running(settings_for(sim, tmp_path)):
            await hoa.hears("1022")
