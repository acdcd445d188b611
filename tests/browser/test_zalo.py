"""Phones with Zalo beside Telegram's: no buttons from a bot, a list of them from the Official Account."""

from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from simulator.zalo.person import ZaloPerson
from tests.browser.conftest import SMALL, Stage
from tests.browser.test_access import BOTH, faultless

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
MENU = [
    {"title": "Gửi phản ánh", "type": "oa.query.hide", "payload": "menu:feedback"},
    {"title": "Xem cảnh báo", "type": "oa.query.show", "payload": "Cảnh báo đang có"},
    {"title": "Gọi 1022", "type": "oa.open.phone", "payload": {"phone_code": "1022"}},
]
WARNING = "{red}**LŨ KHẨN CẤP**{/red}\nÔng/bà trả lời một số:\n1. Tôi an toàn\n2. Cần giúp\n> Gọi 112 khi nguy hiểm"


@dataclass
class ZaloStage:
    """The page, with Tư who has Zalo and a bot that answers when it is told to."""

    stage: Stage
    tu: ZaloPerson
    http: aiohttp.ClientSession

    @property
    def phone(self) -> Locator:
        return self.stage.page.get_by_role("region", name="Zalo của Trần Văn Tư")

    async def writes(self, text: str) -> None:
        box = self.phone.get_by_role("textbox", name="Tin nhắn")
        await box.fill(text)
        await box.press("Enter")
        await self.phone.locator(".entry.mine", has_text=text).wait_for()

    async def bot(self, method: str, **params: Any) -> None:
        zalo = self.stage.sim.zalo
        address = f"{self.stage.sim.url}/zalo/bot{zalo.token}/{method}"
        async with self.http.post(address, json={"chat_id": self.tu.id, **params}) as response:
            assert response.status == 200, await response.text()

    async def account(self, text: str, buttons: list[dict[str, Any]]) -> None:
        token = self.stage.sim.zalo.oa.keys.issue()["access_token"]
        attachment = {"type": "template", "payload": {"buttons": buttons}}
        body = {
            "recipient": {"user_id": self.tu.account.user_id},
            "message": {"text": text, "attachment": attachment},
        }
        address = f"{self.stage.sim.url}/zalo-oa/v3.0/oa/message/cs"
        async with self.http.post(address, json=body, headers={"access_token": token}) as response:
            assert (await response.json())["error"] == 0


@pytest_asyncio.fixture(loop_scope="session")
async def zalo(stage: Stage) -> Any:
    async with aiohttp.ClientSession() as http:
        there = ZaloStage(stage, stage.sim.zalo_person(name="Trần Văn Tư", phone="+84905678901"), http)
        await there.phone.wait_for(state="attached")
        yield there


async def test_a_bot_is_heard_only_after_the_person_wrote_and_shows_no_button(zalo: ZaloStage) -> None:
    await expect(zalo.phone.get_by_text("Viết trước")).to_be_visible()
    await zalo.writes("Xin chào")
    await expect(zalo.phone.get_by_text("Viết trước")).to_be_hidden()
    await zalo.bot("sendMessage", text=WARNING, parse_mode="markdown")
    bubble = zalo.phone.locator(".entry.theirs")
    await expect(bubble.locator("strong")).to_have_text("LŨ KHẨN CẤP")
    await expect(bubble.locator("[data-look=c_db342e]")).to_be_visible()
    await expect(zalo.phone.locator(".key")).to_have_count(0)


async def test_buttons_of_the_official_account_are_pressed(zalo: ZaloStage) -> None:
    await zalo.phone.get_by_label("Cuộc trò chuyện").select_option("oa")
    await zalo.writes("alo")
    await zalo.account("Ông/Bà muốn làm gì?", MENU)
    await zalo.phone.get_by_role("button", name="Xem cảnh báo").click()
    await expect(zalo.phone.locator(".entry.mine").last).to_contain_text("Cảnh báo đang có")
    await zalo.phone.get_by_role("button", name="Gọi 1022").click()
    await expect(zalo.phone.get_by_role("status")).to_have_text("Gọi 1022: 1022")


async def test_the_keyboard_alone_reads_answers_and_presses(zalo: ZaloStage) -> None:
    page = zalo.stage.page
    await zalo.phone.get_by_label("Cuộc trò chuyện").focus()
    await page.keyboard.press("ArrowDown")
    await expect(zalo.phone.get_by_role("heading", name="1022 Tây Ninh")).to_be_visible()
    await zalo.writes("alo")
    await zalo.account("Ông/Bà muốn làm gì?", MENU)
    await zalo.phone.get_by_role("button", name="Gọi 1022").wait_for()
    await zalo.phone.locator(".log").focus()
    await page.keyboard.press("ArrowUp")
    await expect(zalo.phone.locator(".entry").last).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(zalo.phone.get_by_role("button", name="Xem cảnh báo")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(zalo.phone.locator(".entry.mine").last).to_contain_text("Cảnh báo đang có")
    await zalo.phone.locator(".log").focus()
    await page.keyboard.press("Escape")
    await expect(zalo.phone.get_by_role("textbox", name="Tin nhắn")).to_be_focused()


async def test_a_picture_a_sticker_and_a_file_are_sent(zalo: ZaloStage) -> None:
    for name, shown in (("Ảnh mẫu", "img"), ("Nhãn dán", "text=😺"), ("Tệp bot không đọc được", "text=don-xin.pdf")):
        await zalo.phone.get_by_role("button", name="Đính kèm").click()
        await zalo.stage.page.get_by_role("menuitem", name=name).click()
        await expect(zalo.phone.locator(".entry.mine").last.locator(shown)).to_be_visible()
    assert [message.kind for message in zalo.tu.chat] == ["image", "sticker", "unsupported"]


async def test_somebody_new_is_made_by_a_button_and_writes(zalo: ZaloStage) -> None:
    page = zalo.stage.page
    await page.get_by_role("button", name="Thêm điện thoại").click()
    await page.get_by_role("button", name="Thêm người dùng Zalo").click()
    await page.get_by_role("dialog").get_by_label("Họ và tên").fill("Bùi Thị Năm")
    await page.keyboard.press("Enter")
    new = page.get_by_role("region", name="Zalo của Bùi Thị Năm")
    await expect(new.get_by_role("textbox", name="Tin nhắn")).to_be_focused()
    await page.keyboard.type("alo")
    await page.keyboard.press("Enter")
    await expect(new.locator(".entry.mine")).to_contain_text("alo")


async def test_on_a_small_screen_the_tab_of_the_phone_in_front_is_in_view(zalo: ZaloStage) -> None:
    page = zalo.stage.page
    await page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
    await page.get_by_role("button", name="Thêm điện thoại").click()
    await page.get_by_role("button", name="Thêm người dùng Zalo").click()
    await page.get_by_role("dialog").get_by_label("Họ và tên").fill("Bùi Thị Năm")
    await page.keyboard.press("Enter")
    tab = page.get_by_role("navigation", name="Các điện thoại").get_by_role("button", name="Năm")
    await expect(tab).to_have_attribute("aria-current", "true")
    await expect(tab).to_be_in_viewport(ratio=0.9)


async def test_the_wire_log_gives_a_line_for_the_terminal(zalo: ZaloStage) -> None:
    await zalo.writes("alo")
    await zalo.bot("sendMessage", text="Chào bà")
    panel = await zalo.stage.panel("Nhật ký")
    await panel.locator("summary", has_text="zalo sendMessage").first.click()
    await panel.get_by_role("button", name="Sao chép lệnh curl").click()
    line = await zalo.stage.page.evaluate("navigator.clipboard.readText()")
    assert f"{zalo.stage.sim.url}/zalo/bot{zalo.stage.sim.zalo.token}/sendMessage" in line


async def test_axe_finds_nothing_on_phones_with_zalo(zalo: ZaloStage) -> None:
    await zalo.writes("alo")
    await zalo.bot("sendMessage", text=WARNING, parse_mode="markdown")
    await zalo.phone.get_by_text("LŨ KHẨN CẤP").wait_for()
    await faultless(zalo.stage, schemes=BOTH, within=".phone.zalo")
    await zalo.phone.get_by_label("Cuộc trò chuyện").select_option("oa")
    await zalo.writes("alo")
    await zalo.account("Ông/Bà muốn làm gì?", MENU)
    await zalo.phone.get_by_role("button", name="Gọi 1022").wait_for()
    await zalo.stage.page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
    await zalo.stage.page.get_by_role("navigation", name="Các điện thoại").get_by_role("button", name="Tư").click()
    await expect(zalo.phone).to_be_visible()
    await faultless(zalo.stage, schemes=BOTH, within=".phone.zalo")
