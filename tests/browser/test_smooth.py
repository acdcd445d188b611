"""The page stays at hand while messages pour in: it shows samples and counts."""

import asyncio

import aiohttp
import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
MESSAGES = 2000
A_SECOND = 1000
AT_ONCE = 20
WATCH = """
    window.longest = 0;
    const note = list => list.getEntries().forEach(task => window.longest = Math.max(window.longest, task.duration));
    new PerformanceObserver(note).observe({ entryTypes: ["longtask"] });
"""


@pytest.mark.parametrize("panel", ["Đám đông", "Nhật ký"])
async def test_no_task_is_long_while_a_thousand_messages_a_second_go_by(stage: Stage, panel: str) -> None:
    hoa = stage.people["hoa"]
    await stage.starts("hoa")
    stage.sim.crowd(first=7_000_000_000, count=MESSAGES, buckets=[{"key": "25459", "count": MESSAGES}])
    shown = await stage.panel(panel)
    await stage.page.evaluate(WATCH)
    async with aiohttp.ClientSession() as session:
        clock = asyncio.get_running_loop().time
        began = clock()
        for number in range(0, MESSAGES, AT_ONCE):
            chats = [7_000_000_000 + number + place for place in range(AT_ONCE - 1)] + [hoa.id]
            await asyncio.gather(*(send(session, stage, chat, number) for chat in chats))
            await asyncio.sleep(max(0, began + number / A_SECOND - clock()))
    await expect(stage.phone("hoa").get_by_text(f"Tin {MESSAGES - AT_ONCE}")).to_be_visible()
    assert await stage.page.evaluate("window.longest") < 200
    assert await stage.phone("hoa").locator(".entry").count() <= 130
    assert await shown.get_by_role("listitem").count() <= 220


async def send(session: aiohttp.ClientSession, stage: Stage, chat: int, number: int) -> None:
    body = {"chat_id": chat, "text": f"Tin {number}"}
    async with session.post(f"{stage.sim.url}/bot{stage.sim.token}/sendMessage", json=body) as response:
        await response.read()
