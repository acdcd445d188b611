"""Makes the README's pictures: `python -m tests.browser.screenshots DIR`.

With `--url` the phones of a running simulator are photographed as they stand; without it the small hotline plays.
"""

import argparse
import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from simulator.server import Simulator
from tests.browser import hotline
from tests.browser.bot import SmallBot
from tests.browser.conftest import AREAS, CAST, FLAGS, SMALL, Stage

WIDE = (1600, 900)
SHARPNESS = 2
FIRST = 7_000_000_000


async def main(folder: Path, url: str | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            await (as_they_stand(browser, folder, url) if url else played(browser, folder))
        finally:
            await browser.close()


async def as_they_stand(browser: Browser, folder: Path, url: str) -> None:
    async with window(browser, url, WIDE, "light") as page:
        await keep(page, folder, "phones")
    async with window(browser, url, WIDE, "dark") as page:
        await keep(page, folder, "phones-dark")


async def played(browser: Browser, folder: Path) -> None:
    async with Simulator(port=0, areas=AREAS) as sim:
        people = {part: sim.person(**facts) for part, facts in CAST.items()}
        async with SmallBot(sim.url, sim.token, hotline.answer) as bot:
            await hotline.settle(bot)
            async with window(browser, sim.url, WIDE, "light") as page:
                stage = Stage(sim, bot, page, people)
                await journey(stage)
                await keep(page, folder, "phones")
                await told_crowd(stage)
                await keep(page, folder, "crowd")
            async with window(browser, sim.url, WIDE, "dark") as page:
                await keep(page, folder, "phones-dark")
            async with window(browser, sim.url, SMALL, "light") as page:
                await keep(page, folder, "small")


async def journey(stage: Stage) -> None:
    """A report from Hoa to Bình, an alert from Lan to everybody: each phone in the middle of its part."""
    hoa, binh, lan, minh = [await stage.starts(part) for part in ("hoa", "binh", "lan", "minh")]
    await stage.says("binh", "/xuly")
    await hoa.get_by_role("button", name="Gửi phản ánh").click()
    await hoa.get_by_text("Xin kể việc gì, ở đâu.").wait_for()
    await stage.says("hoa", "Ổ gà sâu trước chợ Long Hoa, xe máy dễ ngã khi trời mưa.")
    await hoa.get_by_role("button", name="Gửi vị trí").click()
    await stage.page.get_by_role("combobox", name="Xã, phường").fill("Phường Long Hoa")
    await stage.page.keyboard.press("Tab")
    await stage.page.get_by_role("button", name="Gửi vị trí này").click()
    await hoa.get_by_text("Gửi ảnh, nếu có.").wait_for()
    await hoa.get_by_role("button", name="Đính kèm").click()
    await stage.page.get_by_role("menuitem", name="Ảnh mẫu").click()
    await stage.page.get_by_role("dialog").get_by_role("button", name="Gửi").click()
    await hoa.get_by_text("Đã nhận phản ánh.").wait_for()
    await binh.get_by_role("button", name="Tiếp nhận").click()
    await hoa.get_by_text("Đã tiếp nhận").wait_for()
    await stage.says("lan", "/xacthuc")
    await lan.get_by_role("button", name="Phóng to ảnh").wait_for()
    panel = await stage.panel("Xác thực")
    await panel.get_by_role("combobox", name="Người").select_option(label=CAST["lan"]["name"])
    await panel.get_by_role("button", name="Lấy khóa từ tin mới nhất").click()
    await panel.get_by_role("button", name="Điền vào máy").wait_for()
    await stage.says("minh", "/duyet")
    await minh.get_by_role("button", name="Phê duyệt").wait_for()
    await stage.page.wait_for_timeout(4500)


async def told_crowd(stage: Stage) -> None:
    panel = await stage.panel("Đám đông")
    buckets = [{"key": area["code"], "count": 100 + 37 * place % 290} for place, area in enumerate(communes())]
    count = sum(bucket["count"] for bucket in buckets)
    stage.sim.crowd(first=FIRST, count=count, buckets=buckets, blocked=0.01)
    await stage.page.reload()
    for start in range(0, count, 50):
        if start // 50 % 9 < 6:
            await asyncio.gather(*(tell(stage, FIRST + start + place) for place in range(50)))
    await stage.says("hoa", "/canhbao")
    await panel.get_by_text("người đã nhận").wait_for()
    await stage.page.wait_for_timeout(1500)


def communes() -> list[dict[str, Any]]:
    return list(json.loads(AREAS.read_text("utf-8"))["units"])


async def tell(stage: Stage, chat: int) -> None:
    await stage.bot.call("sendMessage", chat_id=chat, text=hotline.ALERT, parse_mode="HTML")


@asynccontextmanager
async def window(browser: Browser, url: str, size: tuple[int, int], scheme: str) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=SHARPNESS,
        color_scheme="dark" if scheme == "dark" else "light",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    async with context:
        page = await context.new_page()
        await page.goto(url)
        await page.locator(".phone").first.wait_for()
        await page.wait_for_timeout(500)
        yield page


async def keep(page: Page, folder: Path, name: str) -> None:
    await page.screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", help="a running simulator, for example that of the demo")
    chosen = parser.parse_args()
    asyncio.run(main(chosen.folder, chosen.url))
