"""A person does with the page's phone what they would do with their own."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage
from tests.browser.hotline import OTP, REPORT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_citizen_registers_by_buttons_contact_and_the_code_of_the_sms(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    await hoa.get_by_role("button", name="Đăng ký tài khoản").click()
    await hoa.get_by_role("button", name="Đồng ý", exact=True).click()
    await expect(hoa.get_by_text("đã sửa")).to_be_visible()
    await stage.says("hoa", "Lê Thị Hoa")
    await hoa.get_by_role("button", name="Chia sẻ số điện thoại").click()
    await hoa.get_by_role("button", name=f"Điền mã {OTP}").click()
    await hoa.get_by_role("button", name="Gửi", exact=True).click()
    await expect(hoa.get_by_text("Đã xác thực")).to_be_visible()
    await expect(hoa.get_by_role("button", name="👍, 1")).to_be_visible()
    await expect(hoa.get_by_role("button", name="Cảnh báo đang có hiệu lực")).to_be_visible()


async def test_the_letter_with_the_code_goes_when_the_code_is_typed(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    await stage.bot.sms("+84901234567", f"Ma xac thuc la {OTP}, hieu luc 5 phut.")
    await hoa.locator(".banner").wait_for()
    await stage.says("hoa", "chưa thấy mã")
    await expect(hoa.get_by_text("Tôi chưa hiểu.")).to_be_visible()
    await expect(hoa.locator(".banner")).to_have_count(1)
    await stage.says("hoa", OTP)
    await expect(hoa.locator(".banner")).to_have_count(0)


async def test_a_deep_links_payload_is_the_bots_and_not_on_the_phone(stage: Stage) -> None:
    said = await stage.people["hoa"].starts("moi")
    await expect(stage.phone("hoa").get_by_text("Bạn vào bằng lời mời.")).to_be_visible()
    await expect(stage.phone("hoa").locator(".entry.mine .text")).to_have_text("/start")
    assert said.message.text == "/start moi"


async def test_a_report_takes_a_place_from_the_map_and_an_album_and_reaches_the_officer(stage: Stage) -> None:
    hoa, binh = await stage.starts("hoa"), await stage.starts("binh")
    await stage.says("binh", "/xuly")
    await hoa.get_by_role("button", name="Gửi phản ánh").click()
    await expect(hoa.locator(".quote")).to_contain_text("Gửi phản ánh")
    await stage.says("hoa", "Ổ gà trước chợ Long Hoa")
    await hoa.get_by_role("button", name="Gửi vị trí").click()
    await stage.page.get_by_role("combobox", name="Xã, phường").fill("Phường Long Hoa")
    await stage.page.keyboard.press("Tab")
    await expect(stage.page.get_by_text("Gần Phường Long Hoa")).to_be_visible()
    await stage.page.get_by_role("button", name="Gửi vị trí này").click()
    await expect(hoa.locator(".place")).to_contain_text("11.2600, 106.1640")
    await hoa.get_by_text("Gửi ảnh, nếu có.").wait_for()
    await hoa.get_by_role("button", name="Đính kèm").click()
    await stage.page.get_by_role("menuitem", name="Ảnh mẫu").click()
    await stage.page.get_by_label("Đường ngập").check()
    await stage.page.get_by_role("dialog").get_by_role("button", name="Gửi").click()
    await expect(hoa.locator(".album img")).to_have_count(2)
    await hoa.get_by_role("button", name="Sao chép mã").click()
    assert await stage.page.evaluate("navigator.clipboard.readText()") == REPORT
    await binh.get_by_role("button", name="Tiếp nhận").click()
    await expect(binh.get_by_role("status").filter(has_text="Đã tiếp nhận")).to_be_visible()
    await expect(hoa.get_by_role("img", name="Tin lặng, không báo chuông")).to_be_visible()


async def test_a_deep_link_opens_on_the_same_phone_with_its_payload(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    username = stage.bot.me["username"]
    await stage.bot.call(
        "sendMessage", chat_id=stage.people["hoa"].id, text=f"Mời vào: https://t.me/{username}?start=moi"
    )
    await hoa.get_by_role("button", name=f"https://t.me/{username}?start=moi").click()
    await expect(hoa.get_by_text("Bạn vào bằng lời mời.")).to_be_visible()


async def test_a_toast_passes_and_an_alert_waits_to_be_closed(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    await stage.says("hoa", "/canhbao")
    await hoa.get_by_role("button", name="Tôi an toàn").click()
    await expect(hoa.get_by_role("status").filter(has_text="Cảm ơn ông/bà")).to_be_visible()
    await hoa.get_by_role("button", name="Tôi cần trợ giúp").click()
    box = hoa.get_by_role("alertdialog")
    await expect(box).to_contain_text("Nguy cấp, xin gọi 112.")
    await box.get_by_role("button", name="Đóng").click()
    await expect(box).to_have_count(0)
    await expect(hoa.locator(".pinned-bar")).to_contain_text("CẢNH BÁO MƯA LỚN")


async def test_entities_are_drawn_as_telegram_draws_them(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    await stage.says("hoa", "/mau")
    text = hoa.locator(".entry.theirs .text").last
    await expect(text.locator("strong em")).to_have_text("và nghiêng")
    await expect(text.locator("u")).to_have_text("gạch chân")
    await expect(text.locator("pre[data-language=python] code")).to_have_text("print('1022')")
    await expect(text.locator("blockquote")).to_have_text("Trích dẫn")
    spoiler = text.get_by_role("button", name="Chữ bị che")
    await spoiler.click()
    await expect(text.get_by_role("button", name="bí mật")).to_have_attribute("aria-expanded", "true")
    await text.get_by_role("button", name="/phananh").press("Enter")
    await expect(hoa.get_by_text("Xin kể việc gì, ở đâu.")).to_be_visible()


async def test_a_full_stop_stays_on_the_line_of_the_command_before_it(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    words = " ".join(f"{'m' * (number % 9)} /help{number}." for number in range(40))
    await stage.bot.call("sendMessage", chat_id=stage.people["hoa"].id, text=words)
    commands = hoa.locator(".entry.theirs").last.get_by_role("button", name="/help")
    await expect(commands).to_have_count(40)
    torn = """links => links.filter(link => {
        const stop = new Range();
        stop.setStart(link.nextSibling, 0);
        stop.setEnd(link.nextSibling, 1);
        return stop.getBoundingClientRect().top > link.getBoundingClientRect().top + 5;
    }).length"""
    assert await commands.evaluate_all(torn) == 0


async def test_a_code_is_never_broken_at_its_hyphens(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    lines = "\n".join(f"{'x' * before} <code>TN-SCAP-F8</code>" for before in range(8, 28))
    await stage.says("hoa", "mã")
    await stage.bot.call("sendMessage", chat_id=stage.people["hoa"].id, text=lines, parse_mode="HTML")
    codes = hoa.locator("code", has_text="TN-SCAP-F8")
    await expect(codes).to_have_count(20)
    assert set(await codes.evaluate_all("all => all.map(one => one.getClientRects().length)")) == {1}


async def test_a_long_quotation_folds_and_unfolds(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    await stage.says("hoa", "/canhbao")
    quote = hoa.locator("blockquote.expandable")
    await quote.get_by_role("button", name="Xem hết").click()
    await expect(quote).not_to_have_class(re.compile("folded"))
    await quote.get_by_role("button", name="Thu gọn").click()
    await expect(quote).to_have_class(re.compile("folded"))


async def test_a_message_is_answered_edited_liked_and_deleted_from_its_menu(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    await stage.says("hoa", "Tin đầu")
    await hoa.get_by_text("Tôi chưa hiểu.").wait_for()
    entry = hoa.locator(".entry.mine").last
    await entry.click(button="right")
    await stage.page.get_by_role("menuitem", name="Sửa").click()
    await stage.says("hoa", "Tin đã đổi")
    await expect(entry).to_contain_text("Tin đã đổi")
    await expect(entry).to_contain_text("đã sửa")
    await entry.click(button="right")
    await stage.page.get_by_role("menuitem", name="Thả 🙏").click()
    await expect(hoa.get_by_role("button", name="🙏, 1")).to_be_visible()
    greeting = hoa.locator(".entry.theirs").first
    await greeting.click(button="right")
    await stage.page.get_by_role("menuitem", name="Trả lời").click()
    await stage.says("hoa", "Cảm ơn")
    answer = hoa.locator(".entry.mine").filter(has_text="Cảm ơn")
    await expect(answer.locator(".quote")).to_contain_text("Xin chào!")
    await answer.click(button="right")
    await stage.page.get_by_role("menuitem", name="Xóa").click()
    await expect(answer).to_have_count(0)


async def test_commands_come_from_the_menu_and_while_typing_a_slash(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    await hoa.get_by_role("button", name="Các lệnh").click()
    await stage.page.get_by_role("menuitem", name="/mau").click()
    await expect(hoa.locator("pre")).to_be_visible()
    await hoa.get_by_role("textbox", name="Tin nhắn").press_sequentially("/pha")
    await hoa.get_by_role("button", name="/phananh Gửi phản ánh").click()
    await expect(hoa.get_by_text("Xin kể việc gì, ở đâu.")).to_be_visible()


async def test_a_picture_is_enlarged_and_escape_brings_the_focus_back(stage: Stage) -> None:
    lan = await stage.starts("lan")
    await stage.says("lan", "/xacthuc")
    photo = lan.get_by_role("button", name="Phóng to ảnh")
    await photo.click()
    await expect(stage.page.get_by_role("dialog", name="Ảnh").locator("img")).to_be_visible()
    await stage.page.keyboard.press("Escape")
    await expect(photo).to_be_focused()


async def test_typing_shows_until_the_answer_comes(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    chat = stage.people["hoa"].id
    await stage.bot.call("sendChatAction", chat_id=chat, action="typing")
    await expect(hoa.get_by_text("đang nhập…")).to_be_visible()
    await stage.bot.call("sendMessage", chat_id=chat, text="Xong rồi")
    await expect(hoa.get_by_text("đang nhập…")).to_have_count(0)


async def test_whoever_reads_at_the_end_stays_there_and_whoever_scrolled_back_is_told_what_came(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    log, chat = hoa.locator(".log"), stage.people["hoa"].id
    newest, last = (hoa.locator(".bubble", has_text=text) for text in ("Tin số 29", "Tin sau cùng"))
    for number in range(30):
        await stage.bot.call("sendMessage", chat_id=chat, text=f"Tin số {number}")
    await expect(newest).to_be_in_viewport()
    await hoa.get_by_role("button", name="Bàn phím của bot").click()
    await expect(newest).to_be_in_viewport()
    await log.evaluate("log => log.scrollTop = 0")
    await expect(hoa.get_by_role("button", name="Xuống tin mới nhất")).to_be_visible()
    await stage.bot.call("sendMessage", chat_id=chat, text="Tin sau cùng")
    await expect(last).not_to_be_in_viewport()
    await hoa.get_by_role("button", name="Xuống tin mới nhất").filter(has_text="1").click()
    await expect(last).to_be_in_viewport()


async def test_a_phone_is_added_blocked_unblocked_and_put_away(stage: Stage) -> None:
    page = stage.page
    await page.get_by_role("button", name="Thêm điện thoại").click()
    await page.get_by_label("Họ và tên").fill("Võ Thị Mai")
    await page.get_by_label("Số điện thoại").fill("+84905678901")
    await page.get_by_role("dialog").get_by_role("button", name="Thêm", exact=True).click()
    mai = page.get_by_role("region", name="Điện thoại của Võ Thị Mai")
    await mai.get_by_role("button", name="Bắt đầu", exact=True).click()
    await mai.get_by_text("Xin chào!").wait_for()
    menu = mai.get_by_role("button", name="Việc với điện thoại của Võ Thị Mai")
    await menu.click()
    await page.get_by_role("menuitem", name="Chặn bot").click()
    await mai.get_by_role("button", name="Bỏ chặn").click()
    await expect(mai.get_by_role("textbox", name="Tin nhắn")).to_be_visible()
    await menu.click()
    await page.get_by_role("menuitem", name="Cất điện thoại").click()
    await expect(mai).to_have_count(0)


async def test_somebody_new_gets_a_phone_though_the_news_of_them_is_late(stage: Stage) -> None:
    page = await stage.page.context.new_page()
    await page.route_web_socket("**/sim/events", lambda _: None)
    await page.goto(stage.sim.url)
    await page.get_by_role("button", name="Thêm điện thoại").click()
    await page.get_by_label("Họ và tên").fill("Võ Thị Mai")
    await page.get_by_role("dialog").get_by_role("button", name="Thêm", exact=True).click()
    await expect(page.get_by_role("region", name="Điện thoại của Võ Thị Mai")).to_be_visible()
    await page.close()
