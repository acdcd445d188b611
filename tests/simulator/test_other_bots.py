"""Bots that know nothing of this project run against the simulator as they would against Telegram."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from simulator.server import Simulator

HERE = Path(__file__).parent


@pytest.mark.parametrize("program", ["echo_ptb.py", "echo_aiogram.py"])
async def test_an_ordinary_bot_works_unchanged(sim: Simulator, program: str) -> None:
    hoa = sim.person(name="Hoa")
    bot = await asyncio.create_subprocess_exec(
        sys.executable, str(HERE / program), sim.token, sim.url, stderr=asyncio.subprocess.PIPE
    )
    try:
        await hoa.says("/start")
        greeting = await hoa.hears("Hi there!", timeout=20)
        assert greeting.entities == [{"type": "bold", "offset": 3, "length": 5}]
        await hoa.says("Nước lên rồi 😀")
        await hoa.hears("Nước lên rồi 😀")
        press = await hoa.presses("Press me")
        assert (await press.answer()).text == "Thanks"
        assert (await hoa.hears("You pressed")).id == greeting.id
    finally:
        bot.send_signal(signal.SIGINT)
        _, errors = await asyncio.wait_for(bot.communicate(), 10)
    assert b"Traceback" not in errors, errors.decode()
