"""Makes the README's pictures on the demo's journey: `python -m tests.browser.screenshots DIR`.

With `--url` the phones of a running simulator are photographed as they stand.
"""

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import FLAGS, SMALL
from tests.browser.demo import demo
from tests.browser.told import tell

WIDE = (1600, 900)
COLOURS = 256
CROWD = 14_000
HALF = 40  # per cent of them told, when the picture is taken
LOOK_AGAIN = 0.1
REPORTED, APPROVED = 4, 8  # steps of the story


async def main(folder: Path, url: str | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            await (as_they_stand(browser, folder, url) if url else on_the_way(browser, folder))
        finally:
            await browser.close()


async def as_they_stand(browser: Browser, folder: Path, url: str) -> None:
    async with window(browser, url, WIDE, "light") as page:
        await keep(page, folder, "phones")
    async with window(browser, url, WIDE, "dark") as page:
        await keep(page, folder, "phones-dark")


async def on_the_way(browser: Browser, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as data:
        async with demo(Path(data), crowd=CROWD) as url:
            async with window(browser, url, WIDE, "light") as page:
                await journey(page, folder)
            async with window(browser, url, WIDE, "dark") as page:
                await keep(page, folder, "phones-dark")
            async with window(browser, url, SMALL, "light") as page:
                await keep(page, folder, "small")


async def journey(page: Page, folder: Path) -> None:
    """The story once through: a report with its code, and the alert while the crowd is being told."""
    watching: list[asyncio.Task[None]] = []

    async def after(done: int) -> None:
        if done == REPORTED:
            await keep(page, folder, "phones")
        if done == APPROVED:
            watching.append(asyncio.create_task(half_told(page, folder)))

    await page.locator(".step.next").wait_for()
    await tell(page, after)
    await asyncio.gather(*watching)


async def half_told(page: Page, folder: Path) -> None:
    share = page.locator(".crowd-card .share")
    await share.wait_for()
    while float((await share.inner_text()).rstrip("%").replace(",", ".")) < HALF:
        await asyncio.sleep(LOOK_AGAIN)
    await keep(page, folder, "crowd")


@asynccontextmanager
async def window(browser: Browser, url: str, size: tuple[int, int], scheme: str) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
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
    """In few colours, the rare ones among them: a third of the size, and nobody sees it."""
    taken = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    few = taken.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", help="a running simulator, for example that of the demo")
    chosen = parser.parse_args()
    asyncio.run(main(chosen.folder, chosen.url))
