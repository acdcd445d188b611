"""The page serves those who do not see it, do not use a mouse, read English, or hold a small phone."""

import re
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.conftest import LARGE, SMALL, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
Scheme = Literal["light", "dark"]
BOTH: tuple[Scheme, Scheme] = ("light", "dark")
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
STICKS_OUT = """panel => {
    const { paddingRight, borderRightWidth } = getComputedStyle(panel);
    const edge = panel.getBoundingClientRect().right - parseFloat(paddingRight) - parseFloat(borderRightWidth) + 0.5;
    const shown = [...panel.querySelectorAll(".card, .card *")].filter(part => part.checkVisibility());
    return shown.filter(part => part.getBoundingClientRect().right > edge).map(part => part.outerHTML.slice(0, 80));
}"""
PANELS = ["Kịch bản", "Hộp thư", "Xác thực", "Đám đông", "Nhật ký", "Sự cố"]


async def faultless(stage: Stage, *, schemes: tuple[Scheme, ...] = ("light",), within: str | None = None) -> None:
    for scheme in schemes:
        await stage.page.emulate_media(color_scheme=scheme)
        await stage.page.evaluate(SETTLED)
        results = await Axe().run(stage.page, context=within)
        assert results.violations_count == 0, results.generate_report()


async def test_axe_finds_nothing_on_a_chat_in_full_use(stage: Stage) -> None:
    await stage.starts("hoa")
    for text in ["/mau", "/xacthuc", "/canhbao"]:
        await stage.says("hoa", text)
    await stage.phone("hoa").get_by_role("button", name="Tôi an toàn").wait_for()
    await stage.bot.sms("+84901234567", "Ma xac thuc la 482915.")
    await stage.phone("hoa").locator(".banner").wait_for()
    for width, height in (LARGE, SMALL):
        await stage.page.set_viewport_size({"width": width, "height": height})
        await faultless(stage, schemes=BOTH)


async def test_axe_finds_nothing_in_any_panel(stage: Stage) -> None:
    await stage.starts("lan")
    await stage.says("lan", "/xacthuc")
    await stage.bot.sms("+84901234567", "Ma xac thuc la 482915.")
    stage.sim.crowd(first=7_000_000_000, count=1000, buckets=[{"key": "25459", "count": 1000}])
    await stage.page.reload()
    for name in PANELS:
        panel = await stage.panel(name)
        for summary in await panel.locator("summary").all():
            await summary.click()
        await faultless(stage, schemes=BOTH, within=".panels")


@pytest.mark.parametrize("size", [LARGE, SMALL, (1024, 768)], ids=["large", "small", "tablet"])
async def test_no_panel_is_wider_than_its_place(stage: Stage, size: tuple[int, int]) -> None:
    await stage.bot.sms("+84901234567", "Ma xac thuc 1022 Tay Ninh cua ban la 482915, hieu luc 5 phut.")
    await stage.bot.mail("hoa@example.org", "Mã xác thực", "Mã của bạn: 482915")
    stage.sim.world.people[stage.people["lan"].id].authenticator = "JBSWY3DPEHPK3PXP"
    stage.sim.crowd(first=7_000_000_000, count=1_000_000, buckets=[{"key": "25459", "count": 1_000_000}])
    await stage.page.reload()
    if size == SMALL:
        await stage.page.get_by_role("button", name="Công cụ").click()
    for name in PANELS:
        panel = await stage.panel(name)
        for summary in await panel.locator("summary").all():
            await summary.click()
        assert await panel.evaluate(STICKS_OUT) == [], name


async def test_axe_finds_nothing_in_windows_and_menus(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    for choice in ["Vị trí", "Ảnh mẫu", "Danh thiếp"]:
        await hoa.get_by_role("button", name="Đính kèm").click()
        await faultless(stage)
        await stage.page.get_by_role("menuitem", name=choice).click()
        await stage.page.get_by_role("dialog").wait_for()
        await faultless(stage)
        await stage.page.keyboard.press("Escape")
    await stage.page.get_by_role("button", name="Thêm điện thoại").click()
    await faultless(stage)


async def test_axe_finds_nothing_in_a_forum_and_where_it_is_made(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    await hoa.get_by_role("button", name="Việc với điện thoại").click()
    await stage.page.get_by_role("menuitem", name="Lập nhóm hoặc kênh").click()
    await faultless(stage, schemes=BOTH, within=".dialog")
    await stage.page.keyboard.press("Escape")
    people = list(stage.people.values())
    forum = stage.sim.group(title="Trực lũ", members=people, forum=True, bot="administrator")
    for name in ("Trạm bơm", "Đê bao"):
        await stage.bot.call("createForumTopic", chat_id=forum.id, name=name)
    await hoa.get_by_role("combobox", name="Cuộc trò chuyện").select_option(label="Trực lũ")
    await hoa.get_by_role("button", name="Đê bao").click()
    await faultless(stage, schemes=BOTH, within=".phone.front")


async def test_the_keyboard_alone_is_enough_and_shows_where_it_is(stage: Stage) -> None:
    page, hoa = stage.page, stage.phone("hoa")
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Tới các điện thoại")
    await expect(skip).to_be_focused()
    await expect(skip).to_have_css("outline", re.compile("solid 2px$"))
    await page.keyboard.press("Enter")
    begin = hoa.get_by_role("button", name="Bắt đầu", exact=True)
    for _ in range(6):
        await page.keyboard.press("Tab")
        if await begin.evaluate("button => button === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await hoa.get_by_text("Xin chào!").wait_for()
    log = hoa.locator(".log")
    await log.focus()
    await page.keyboard.press("ArrowUp")
    await expect(hoa.locator(".entry").last).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await expect(hoa.locator(".entry").last).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(hoa.get_by_role("textbox", name="Tin nhắn")).to_be_focused()
    await page.keyboard.type("/canhbao")
    await page.keyboard.press("Enter")
    safe = hoa.get_by_role("button", name="Tôi an toàn")
    await safe.focus()
    await page.keyboard.press("Space")
    await expect(hoa.get_by_role("status").filter(has_text="Cảm ơn ông/bà")).to_be_visible()
    await page.get_by_role("tab", name="Kịch bản").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Hộp thư")).to_be_focused()
    await expect(page.get_by_role("tabpanel", name="Hộp thư")).to_be_visible()


async def test_a_new_message_is_said_to_those_who_do_not_see_it(stage: Stage) -> None:
    await stage.starts("hoa")
    await expect(stage.page.locator("[aria-live=polite].unseen")).to_contain_text("1022 Tây Ninh → Hoa: Xin chào!")


async def test_the_page_turns_english_and_back_while_it_stands(stage: Stage) -> None:
    page = stage.page
    await stage.starts("hoa")
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    english = page.get_by_role("region", name="Lê Thị Hoa's phone")
    await expect(english.get_by_text("Citizen")).to_be_visible()
    await expect(page.get_by_role("tab", name="Faults")).to_be_visible()
    await page.reload()
    await expect(english).to_be_visible()
    await page.get_by_role("button", name="Tiếng Việt").click()
    await expect(stage.phone("hoa").get_by_text("Người dân")).to_be_visible()


@pytest.mark.parametrize("size", [SMALL], ids=["small"])
async def test_a_small_screen_shows_one_phone_at_a_time_and_the_tools_over_it(
    stage: Stage, size: tuple[int, int]
) -> None:
    page = stage.page
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await page.get_by_role("navigation", name="Các điện thoại").get_by_role("button", name="Minh").click()
    await expect(stage.phone("minh")).to_be_visible()
    await expect(stage.phone("hoa")).to_be_hidden()
    await page.get_by_role("button", name="Công cụ").click()
    await expect(page.get_by_role("tab", name="Đám đông")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
