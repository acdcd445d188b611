"""The first three minutes with the demo, in a real browser: the whole story, and a conversation by hand."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.demo import demo
from tests.browser.told import tell, until_done

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
STORY = Path("bot/demo/story.json")
CROWD = 1_000
ALERT = "CẢNH BÁO Mưa lớn – cấp 3"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with demo(tmp_path_factory.mktemp("demo"), crowd=CROWD) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def page(url: str, chromium: Browser) -> AsyncIterator[Page]:
    """Nothing that the browser complains about is let pass."""
    complaints: list[str] = []
    async with await chromium.new_context(
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
        viewport={"width": 1600, "height": 900},
    ) as context:
        page = await context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(url)
        await page.locator(".step.next").wait_for()
        yield page
    assert not complaints


async def test_the_story_is_told_from_first_to_last_one_button_a_step(page: Page, tmp_path: Path) -> None:
    async def picture(done: int) -> None:
        await page.screenshot(path=tmp_path / f"{done}.png")

    await tell(page, picture)
    steps = sum(len(chapter["steps"]) for chapter in json.loads(STORY.read_text("utf-8"))["chapters"])
    await expect(page.locator(".step.done")).to_have_count(steps)
    await expect(phone(page, "Lê Thị Hoa").get_by_text(ALERT)).to_be_visible()
    await expect(phone(page, "Trần Văn Tư").get_by_text(ALERT)).to_be_visible()
    await expect(page.get_by_role("region", name="Zalo của Nguyễn Thị Tám").get_by_text(ALERT)).to_be_visible()
    assert len(list(tmp_path.glob("*.png"))) == steps


async def test_the_story_is_told_again_to_those_who_have_registered_and_follow(page: Page) -> None:
    for done, title in enumerate(("Hoa mở bot", "Hoa đăng ký tài khoản", "Hoa đăng ký nhận cảnh báo"), start=1):
        await page.locator(".step.next .go").click()
        await until_done(page, done, title)
    await expect(phone(page, "Lê Thị Hoa").get_by_text("Đang nhận cảnh báo").last).to_be_visible()


async def test_a_report_goes_by_hand_from_one_phone_to_another_and_back(page: Page) -> None:
    tu, thao = phone(page, "Trần Văn Tư"), phone(page, "Võ Thị Thảo")
    await press(tu, "Gửi phản ánh")
    await hears(tu, "Phản ánh về lĩnh vực nào?")
    await press(tu, "Chiếu sáng công cộng")
    await hears(tu, "Sự việc thế nào?")
    await say(tu, "Đèn đường trước trạm y tế tắt ba đêm liền, rất tối.")
    await hears(tu, "Gửi ảnh, video hoặc tệp")
    await press(tu, "Bỏ qua")
    await hears(tu, "Xảy ra ở đâu?")
    await say(tu, "Trạm y tế, Tân Biên")
    await hears(tu, "Xem lại phản ánh")
    await press(tu, "Xác nhận gửi")
    await hears(tu, "Mã phản ánh:")
    code = await tu.locator("code").last.inner_text()
    await hears(thao, f"Phản ánh mới {code}")
    await press(thao, "Mở phản ánh")
    await hears(thao, "Người gửi: Trần Văn Tư")
    await press(thao, "Tiếp nhận")
    await hears(tu, f"Phản ánh {code}: Đã tiếp nhận")


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"Điện thoại của {name}")


async def press(phone: Locator, title: str) -> None:
    """The newest button of that title."""
    await phone.get_by_role("button", name=title).last.click()


async def say(phone: Locator, text: str) -> None:
    box = phone.get_by_role("textbox", name="Tin nhắn")
    await box.fill(text)
    await box.press("Enter")


async def hears(phone: Locator, text: str) -> None:
    await expect(phone.get_by_text(text).last).to_be_visible()
