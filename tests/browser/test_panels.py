"""Every panel beside the phones does its work."""

import re

import aiohttp
import pyotp
import pytest
import segno
from playwright.async_api import expect

from simulator.faults import KINDS
from tests.browser.conftest import Stage
from tests.browser.hotline import OTP, SECRET, png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
FIRST = 7_000_000_000


async def test_the_inbox_keeps_letters_and_copies_their_codes(stage: Stage) -> None:
    await stage.bot.sms("+84901234567", f"Ma xac thuc la {OTP}, hieu luc 5 phut.")
    await stage.bot.mail("lan@example.org", "Thư mời", "Mã của bạn: 1357")
    inbox = await stage.panel("Hộp thư")
    letter = inbox.get_by_role("listitem").filter(has_text="Lê Thị Hoa")
    await letter.get_by_role("button", name="Sao chép").click()
    assert await stage.page.evaluate("navigator.clipboard.readText()") == OTP
    await expect(inbox.get_by_text("Thư mời")).to_be_visible()
    await inbox.get_by_role("button", name="Dọn hộp thư").click()
    await expect(inbox.get_by_text("Chưa có thư nào.")).to_be_visible()


async def test_the_authenticator_scans_the_qr_picture_of_the_bot_and_shows_the_code_that_holds(
    stage: Stage,
) -> None:
    lan = await stage.starts("lan")
    await stage.says("lan", "/xacthuc")
    await lan.get_by_role("button", name="Phóng to ảnh").wait_for()
    panel = await stage.panel("Xác thực")
    await panel.get_by_role("combobox", name="Người").select_option(label="Nguyễn Thị Lan")
    await panel.get_by_role("button", name="Quét mã QR trong tin mới nhất").click()
    await expect(panel.locator(".digits")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    await panel.get_by_role("button", name="Điền vào máy").click()
    box = lan.get_by_role("textbox", name="Tin nhắn")
    assert pyotp.TOTP(SECRET).verify(await box.input_value(), valid_window=1)


async def test_a_picture_is_scanned_from_its_own_menu_and_one_without_a_code_says_so(stage: Stage) -> None:
    lan = await stage.starts("lan")
    await stage.says("lan", "/xacthuc")
    picture = lan.get_by_role("button", name="Phóng to ảnh")
    for shown, told in ((1, "Ứng dụng xác thực đã nhận khóa."), (2, "Ảnh này không có mã QR của ứng dụng xác thực.")):
        await expect(picture).to_have_count(shown)
        await picture.last.click(button="right")
        await stage.page.get_by_role("menuitem", name="Quét mã QR vào ứng dụng xác thực").click()
        await expect(lan.get_by_text(told)).to_be_visible()
        lan_id = stage.people["lan"].id
        await stage.bot.upload("sendPhoto", "photo", png(segno.make("https://example.org/")), "a.png", chat_id=lan_id)
    panel = await stage.panel("Xác thực")
    await expect(panel.locator(".digits")).to_have_text(re.compile(r"^\d{3} \d{3}$"))


async def test_the_wire_log_shows_calls_and_copies_one_as_curl(stage: Stage) -> None:
    await stage.starts("hoa")
    panel = await stage.panel("Nhật ký")
    call = panel.get_by_role("listitem").filter(has_text="sendMessage").first
    await call.locator("summary").click()
    await expect(call.get_by_label("Nội dung").first).to_contain_text('"chat_id"')
    await call.get_by_role("button", name="Sao chép lệnh curl").click()
    line = await stage.page.evaluate("navigator.clipboard.readText()")
    assert line.startswith(f"curl '{stage.sim.url}/bot{stage.sim.token}/sendMessage'")
    await panel.get_by_label("Lọc theo lệnh").fill("setMyCommands")
    await expect(panel.get_by_role("listitem")).to_have_count(1)


async def test_faults_are_set_by_one_button_counted_and_cleared(stage: Stage) -> None:
    hoa = await stage.starts("hoa")
    panel = await stage.panel("Sự cố")
    await panel.get_by_role("button", name="429 năm lần").click()
    await expect(panel.get_by_role("listitem").filter(has_text="429 Gửi quá nhanh")).to_be_visible()
    await stage.says("hoa", "Có ai đó không?")
    await expect(panel.get_by_text("trúng 1")).to_be_visible()
    await panel.get_by_role("button", name="Tắt hết").click()
    await expect(panel.get_by_text("Đang bật")).to_have_count(0)
    await stage.says("hoa", "Alô?")
    await expect(hoa.get_by_text("Tôi chưa hiểu.")).to_be_visible()


async def test_a_fault_of_ones_own_strikes_one_method_of_one_chat_as_often_as_was_said(stage: Stage) -> None:
    hoa, binh = await stage.starts("hoa"), await stage.starts("binh")
    panel = await stage.panel("Sự cố")
    await panel.get_by_text("Tự đặt").click()
    await panel.get_by_label("Loại").select_option(label="Lỗi máy chủ")
    await panel.get_by_label("Lệnh").fill("sendMessage")
    await panel.get_by_label("Cuộc trò chuyện").fill(str(stage.people["hoa"].id))
    await panel.get_by_label("Số lần").fill("2")
    await panel.get_by_role("button", name="Bật sự cố").click()
    await expect(panel.get_by_text("sendMessage · 1001 · ×2")).to_be_visible()
    for text in ("một", "hai", "ba"):
        await stage.says("hoa", text)
    await stage.says("binh", "tôi thì sao")
    await expect(binh.get_by_text("Tôi chưa hiểu.")).to_have_count(1)
    await expect(hoa.get_by_text("Tôi chưa hiểu.")).to_have_count(1)
    await expect(panel.get_by_text("Đang bật")).to_have_count(0)


async def test_every_fault_has_a_button_or_a_choice(stage: Stage) -> None:
    panel = await stage.panel("Sự cố")
    await panel.get_by_text("Tự đặt").click()
    offered = await panel.get_by_label("Loại").locator("option").evaluate_all("all => all.map(one => one.value)")
    assert set(offered) == set(KINDS)


async def test_faults_of_zalo_are_set_for_one_person_counted_and_taken_back(stage: Stage) -> None:
    hoa = stage.sim.zalo_person(name="Hoa")
    panel = await stage.panel("Sự cố")
    await panel.get_by_role("button", name="Zalo", exact=True).click()
    await panel.get_by_role("button", name="429 năm lần").click()
    await panel.get_by_role("button", name="Tắt sự cố này").click()
    await expect(panel.get_by_text("Đang bật")).to_have_count(0)
    await panel.get_by_text("Tự đặt").click()
    await panel.get_by_label("Loại").select_option(label="Lỗi máy chủ")
    await panel.get_by_label("Người").select_option(label="Hoa")
    await panel.get_by_role("button", name="Bật sự cố").click()
    await expect(panel.get_by_role("listitem").filter(has_text="Lỗi máy chủ")).to_be_visible()
    (fault,) = stage.sim.zalo.faults.all.values()
    assert (fault.kind, fault.chat, stage.sim.faults.all) == ("error", hoa.number, {})
    stage.sim.zalo.faults.strike(("error",), "", hoa.number)
    await expect(panel.get_by_text("Đang bật")).to_have_count(0)


async def test_the_clock_is_moved_until_a_press_is_too_old_and_back(stage: Stage) -> None:
    panel = await stage.panel("Sự cố")
    await panel.get_by_role("button", name="Thêm 3 phút").click()
    await expect(panel.get_by_text("Đi trước giờ máy này 3 phút")).to_be_visible()
    assert 179 < stage.sim.clock.offset < 181
    await panel.get_by_role("button", name="Về giờ thật").click()
    await expect(panel.get_by_text("Đúng giờ máy này.")).to_be_visible()
    assert stage.sim.clock.offset == 0


async def test_people_who_leave_the_script_are_answered(stage: Stage) -> None:
    await stage.starts("hoa")
    panel = await stage.panel("Sự cố")
    await panel.get_by_text("Người dùng làm khác lời dặn").click()
    for deed in ["Lệnh không có", "Nhãn dán", "Tin chuyển tiếp"]:
        await panel.get_by_role("button", name=deed).click()
    await expect(stage.phone("hoa").get_by_text("Tôi chưa hiểu.")).to_have_count(3)
    await expect(stage.phone("hoa").get_by_text("Chuyển tiếp từ Báo Tây Ninh")).to_be_visible()


async def test_a_crowd_fills_commune_by_commune_while_it_is_told(stage: Stage) -> None:
    panel = await stage.panel("Đám đông")
    await panel.get_by_role("combobox", name="Số người").select_option("1000")
    await panel.get_by_role("button", name="Thêm đám đông").click()
    await expect(panel.get_by_text("0 trong 1.000 người đã nhận")).to_be_visible()
    async with aiohttp.ClientSession() as session:
        for number in range(200):
            body = {"chat_id": FIRST + number, "text": "Cảnh báo"}
            async with session.post(f"{stage.sim.url}/bot{stage.sim.token}/sendMessage", json=body) as response:
                await response.read()
    await expect(panel.locator(".share")).to_have_text("19,9%")
    shares = await panel.locator(".dots circle").evaluate_all(
        "dots => dots.map(dot => dot.style.getPropertyValue('--share'))"
    )
    assert shares.count("100%") > 5
    assert "0%" in shares


async def test_the_button_that_plays_the_whole_story_is_seen_without_scrolling(stage: Stage) -> None:
    await stage.page.set_viewport_size({"width": 1280, "height": 420})
    panel = await stage.panel("Kịch bản")
    await expect(panel.get_by_role("button", name="Tự chạy")).to_be_in_viewport()


async def test_a_story_is_played_one_button_a_step_and_where_it_is_stuck_it_says_why(stage: Stage) -> None:
    panel = await stage.panel("Kịch bản")
    for title in ["Hoa mở bot", "Hoa đăng ký", "Lan cài ứng dụng xác thực", "Tú tới sau"]:
        await expect(panel.locator(".step.next b")).to_have_text(title)
        await panel.locator(".go").click()
        await expect(panel.locator(".step.next b")).not_to_have_text(title)
    hoa = stage.people["hoa"]
    assert any(message.text.startswith("✅ Đã xác thực") for message in hoa.heard)
    await expect(panel.locator(".step.done")).to_have_count(4)
    await panel.locator(".go").click()
    await expect(panel.get_by_text("Trên máy của Lê Thị Hoa chưa có nút «Không có nút này».")).to_be_visible()
    await panel.get_by_role("button", name="Tự chạy").click()
    await expect(panel.locator(".note.bad")).to_be_visible()
    await expect(panel.get_by_role("button", name="Tự chạy")).to_have_attribute("aria-pressed", "false")
    await panel.get_by_role("button", name="Bỏ qua bước này").click()
    await expect(panel.locator(".step.done")).to_have_count(5)
