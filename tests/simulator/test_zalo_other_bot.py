"""A bot that knows nothing of this project runs against the simulator as it would against Zalo."""

import asyncio
import sys
from pathlib import Path

from simulator.server import Simulator


async def test_an_ordinary_zalo_bot_works_unchanged(sim: Simulator) -> None:
    hoa = sim.zalo_person(name="Hoa")
    program = str(Path(__file__).parent / "echo_zalo.py")
    bot = await asyncio.create_subprocess_exec(
        sys.executable, program, sim.zalo.token, f"{sim.url}/zalo", stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await hoa.says("Nước lên rồi 😀")
        await hoa.hears("Nước lên rồi 😀", timeout=20)
        await hoa.sends_sticker()
        refusal = await hoa.hears("Chỉ nhận chữ")
        assert refusal.styles == [{"start": 9, "len": 3, "st": ["b"]}]
    finally:
        bot.terminate()
        await bot.wait()
