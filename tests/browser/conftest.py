"""A real Chromium, a simulator with four people, and the small hotline bot: what every test of the page starts from."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect

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


@pytest_asyncio.fixture(loop_scope="session")
async def stage(chromium: Browser, size: tuple[int, int], scheme: str) -> AsyncIterator[Stage]:
    async with Simulator(port=0, areas=AREAS, story=STORY) as sim:
        people = {part: sim.person(**facts) for part, facts in CAST.items()}
        async with SmallBot(sim.url, sim.token, hotline.answer) as bot:
            await hotline.settle(bot)
            async with await chromium.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme=scheme,
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                permissions=["clipboard-read", "clipboard-write"],
                reduced_motion="reduce",
            ) as context:
                page = await context.new_page()
                page.set_default_timeout(PATIENCE_MS)
                stage = Stage(sim, bot, page, people)
                listen(stage)
                await page.goto(sim.url)
                await page.locator(".phone").nth(3).wait_for(state="attached")
                yield stage
    assert not stage.complaints


def listen(stage: Stage) -> None:
    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            stage.complaints.append(message.text)

    stage.page.on("console", said)
    stage.page.on("pageerror", lambda error: stage.complaints.append(str(error)))
