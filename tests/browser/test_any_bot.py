"""The simulator by itself, with somebody else's bot: no map, no story of its own, nobody there yet."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from simulator.server import Simulator
from tests.browser.conftest import LARGE
from tests.browser.told import tell

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
BOT = Path(__file__).parents[1] / "simulator" / "echo_ptb.py"


@pytest_asyncio.fixture(loop_scope="session")
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(port=0) as sim:
        bot = await asyncio.create_subprocess_exec(
            sys.executable, str(BOT), sim.token, sim.url, stderr=asyncio.subprocess.DEVNULL
        )
        yield sim
        bot.kill()
        await bot.wait()


async def test_its_own_story_is_told_to_the_end_with_any_bot(sim: Simulator, window: Page) -> None:
    complaints: list[str] = []
    window.on("pageerror", lambda error: complaints.append(str(error)))
    await window.set_viewport_size({"width": LARGE[0], "height": LARGE[1]})
    await window.goto(sim.url)
    await expect(window.get_by_text("Vài phút với bot của bạn")).to_be_visible()
    await expect(window.locator(".light.on")).to_be_visible()

    async def nothing(done: int) -> None:
        assert not complaints

    await tell(window, nothing)
    await expect(window.get_by_text("Chào bot 👋 Có ai ở đó không?")).to_have_count(2)
    hoa, john = sim.world.people.values()
    heard = [message.text for message in sim.world.private_chat(sim.world.bot(), hoa).messages.values()]
    assert heard[-2:].count("Lần này thì sao?") == 2
    assert john.language == "en"
    assert not sim.faults
    await window.goto("about:blank")
