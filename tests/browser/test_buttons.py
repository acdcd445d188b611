"""Buttons that open something: a Mini App, a site one logs in to, a payment."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import expect

from tests.browser.bot import Json, SmallBot
from tests.browser.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
APP = """<!doctype html><p>Chọn xã</p><button onclick="send()">Gửi</button><script>
const sent = {eventType: "web_app_data_send", eventData: {data: "25459"}};
const send = () => parent.postMessage(JSON.stringify(sent), "*");
document.querySelector("p").append(location.hash.includes("tgWebAppData") ? " đã ký" : "");
</script>"""


@pytest_asyncio.fixture(loop_scope="session")
async def app() -> AsyncIterator[str]:
    """A Mini App on a server of its own."""

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=APP, content_type="text/html", charset="utf-8")

    site = web.Application()
    site.router.add_get("/", page)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def test_a_mini_app_from_the_keyboard_sends_its_data_to_the_bot(stage: Stage, app: str) -> None:
    got: list[Json] = []

    async def answer(bot: SmallBot, update: Json) -> None:
        got.append(update["message"].get("web_app_data"))

    hoa = await stage.starts("hoa")
    stage.bot.answer = answer
    keyboard = {"keyboard": [[{"text": "Mở bản đồ", "web_app": {"url": app}}]]}
    await stage.bot.call("sendMessage", chat_id=stage.people["hoa"].id, text="Chọn", reply_markup=keyboard)
    await hoa.get_by_role("button", name="Mở bản đồ").click()
    frame = stage.page.frame_locator(".mini-app")
    await expect(frame.get_by_text("Chọn xã đã ký")).to_be_visible()
    await frame.get_by_role("button", name="Gửi").click()
    await expect(stage.page.get_by_role("dialog")).to_have_count(0)
    await expect(hoa.get_by_text("Lê Thị Hoa gửi dữ liệu từ ứng dụng nhỏ")).to_be_visible()
    assert got == [{"data": "25459", "button_text": "Mở bản đồ"}]


async def test_a_key_with_a_picture_of_its_own_gets_no_second_one(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    keys = [{"text": "📱 Chia sẻ số", "request_contact": True}, {"text": "Gửi vị trí", "request_location": True}]
    markup = {"keyboard": [keys]}
    await stage.bot.call("sendMessage", chat_id=stage.people["hoa"].id, text="Ở đâu?", reply_markup=markup)
    await expect(hoa.get_by_role("button", name="Chia sẻ số").locator("svg")).to_have_count(0)
    await expect(hoa.get_by_role("button", name="Gửi vị trí").locator("svg")).to_have_count(1)


async def test_a_mini_app_under_a_message_opens_and_closes(stage: Stage, app: str) -> None:
    hoa = await stage.starts("hoa")
    markup = {"inline_keyboard": [[{"text": "Xem bản đồ", "web_app": {"url": app}}]]}
    await stage.bot.call("sendMessage", chat_id=stage.people["hoa"].id, text="Xem", reply_markup=markup)
    await hoa.get_by_role("button", name="Xem bản đồ").click()
    await expect(stage.page.frame_locator(".mini-app").get_by_text("Chọn xã đã ký")).to_be_visible()
    await stage.page.get_by_role("dialog").get_by_role("button", name="Đóng").click()
    await expect(stage.page.locator(".mini-app")).to_have_count(0)


async def test_a_mini_app_can_stand_in_the_place_of_the_command_menu(stage: Stage, app: str) -> None:
    hoa = await stage.starts("hoa")
    commands = hoa.get_by_role("button", name="Các lệnh")
    await expect(commands).to_be_visible()
    menu = {"type": "web_app", "text": "Bản đồ", "web_app": {"url": app}}
    await stage.bot.call("setChatMenuButton", chat_id=stage.people["hoa"].id, menu_button=menu)
    await hoa.get_by_role("button", name="Bản đồ").click()
    await expect(stage.page.frame_locator(".mini-app").get_by_text("Chọn xã đã ký")).to_be_visible()
    await expect(commands).to_be_hidden()
    await stage.page.keyboard.press("Escape")


async def test_a_login_button_shows_the_signed_address_before_it_opens(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    markup = {"inline_keyboard": [[{"text": "Đăng nhập", "login_url": {"url": "https://example.org/vao"}}]]}
    await stage.bot.call("sendMessage", chat_id=stage.people["hoa"].id, text="Vào", reply_markup=markup)
    await hoa.get_by_role("button", name="Đăng nhập").click()
    window = stage.page.get_by_role("dialog")
    await expect(window.get_by_text("Trang này sẽ biết bạn là ai")).to_be_visible()
    await expect(window.locator(".address")).to_contain_text("https://example.org/vao?id=1001&first_name=")


async def test_an_invoice_is_paid_and_its_receipt_stands_in_the_chat(stage: Stage) -> None:
    words = json.dumps({"ok": True})

    async def answer(bot: SmallBot, update: Json) -> None:
        if "pre_checkout_query" in update:
            query = update["pre_checkout_query"]["id"]
            await bot.call("answerPreCheckoutQuery", pre_checkout_query_id=query, **json.loads(words))

    hoa = await stage.starts("hoa")
    stage.bot.answer = answer
    price = {"currency": "VND", "provider_token": "1:TEST", "prices": [{"label": "Lệ phí", "amount": 50000}]}
    facts = {"title": "Lệ phí", "description": "Cấp bản sao trích lục", "payload": "hs-12", **price}
    await stage.bot.call("sendInvoice", chat_id=stage.people["hoa"].id, **facts)
    await expect(hoa.get_by_text("50.000 VND")).to_be_visible()
    pay = hoa.get_by_role("button", name="Pay")
    words = json.dumps({"ok": False, "error_message": "Hết giờ nhận"})
    await pay.click()
    await expect(hoa.get_by_text("Hết giờ nhận")).to_be_visible()
    words = json.dumps({"ok": True})
    await pay.click()
    await expect(hoa.get_by_text("Lê Thị Hoa đã trả tiền")).to_be_visible()


async def test_a_button_asks_the_bot_inline_and_a_result_is_sent_by_way_of_it(stage: Stage) -> None:
    async def answer(bot: SmallBot, update: Json) -> None:
        if "inline_query" in update:
            asked = update["inline_query"]
            words = {"message_text": f"Tình hình {asked['query']}"}
            result = {"type": "article", "id": "1", "title": "Thời tiết", "input_message_content": words}
            await bot.call("answerInlineQuery", inline_query_id=asked["id"], results=[result])

    hoa = await stage.starts("hoa")
    stage.bot.answer = answer
    markup = {"inline_keyboard": [[{"text": "Tìm", "switch_inline_query_current_chat": "Tân Ninh"}]]}
    await stage.bot.call("sendMessage", chat_id=stage.people["hoa"].id, text="Tìm", reply_markup=markup)
    await hoa.get_by_role("button", name="Tìm").click()
    await hoa.get_by_role("button", name="Thời tiết").click()
    await expect(hoa.get_by_text("Tình hình Tân Ninh")).to_be_visible()
    await expect(hoa.get_by_text(f"qua @{stage.bot.me['username']}")).to_be_visible()
    await expect(hoa.get_by_role("textbox", name="Tin nhắn")).to_have_value("")
