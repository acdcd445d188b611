"""A real Chromium, a simulator with four people, and the small hotline bot: what every test of the page starts from."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, async_playwright, expect

from simulator.person import Person
from simulator.server import Simulator
from tests.browser import hotline
from tests.browser.bot import SmallBot

AREAS = Path("bot/province/areas.json")
STORY = Path(__file__).parent / "story.json"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000
LARGE = (1280, 720)
SMALL = (360, 740)
CAST = {
    "hoa": {"name": "Lê Thị Hoa", "phone": "+84901234567", "role": "citizen"},
    "binh": {"name": "Trần Văn Bình", "phone": "+84902345678", "role": "officer"},
    "lan": {"name": "Nguyễn Thị Lan", "phone": "+84903456789", "role": "approver"},
    "minh": {"name": "Phạm Quang Minh", "phone": "+84904567890", "role": "approver"},
}


expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Stage:
    """The page, who stands behind it, and what the browser complained about."""

    sim: Simulator
    bot: SmallBot
    page: Page
    people: dict[str, Person]
    complaints: list[str] = field(default_factory=list)

    def phone(self, part: str) -> Locator:
        return self.page.get_by_role("region", name=f"Điện thoại của {CAST[part]['name']}")

    async def starts(self, part: str) -> Locator:
        phone = self.phone(part)
        await phone.get_by_role("button", name="Bắt đầu", exact=True).click()
        await phone.get_by_text("Xin chào!").wait_for()
        return phone

    async def says(self, part: str, text: str) -> None:
        box = self.phone(part).get_by_role("textbox", name="Tin nhắn")
        await box.fill(text)
        await box.press("Enter")

    async def panel(self, name: str) -> Locator:
        await self.page.get_by_role("tab", name=name).click()
        return self.page.get_by_role("tabpanel", name=name)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
def size() -> tuple[int, int]:
    return LARGE


@pytest.fixture
def scheme() -> str:
    return "light"


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def window(chromium: Browser) -> AsyncIterator[Page]:
    """One window for all tests: a new one costs half a second. Each test has an origin of its own, so nothing stays."""
    async with await chromium.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", permissions=["clipboard-read", "clipboard-write"]
    ) as context:
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def stage(window: Page, size: tuple[int, int], scheme: Literal["light", "dark"]) -> AsyncIterator[Stage]:
    async with Simulator(port=0, areas=AREAS, story=STORY) as sim:
        people = {part: sim.person(**facts) for part, facts in CAST.items()}
        async with SmallBot(sim.url, sim.token, hotline.answer) as bot:
            await hotline.settle(bot)
            stage = Stage(sim, bot, window, people)
            await window.set_viewport_size({"width": size[0], "height": size[1]})
            await window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            with complaints_of(stage):
                await window.goto(sim.url)
                await window.locator(".phone").nth(3).wait_for(state="attached")
                yield stage
                await window.goto("about:blank")
    assert not stage.complaints


@contextmanager
def complaints_of(stage: Stage) -> Iterator[None]:
    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            stage.complaints.append(message.text)

    def failed(error: Error) -> None:
        stage.complaints.append(str(error))

    stage.page.on("console", said)
    stage.page.on("pageerror", failed)
    yield
    stage.page.remove_listener("console", said)
    stage.page.remove_listener("pageerror", failed)
