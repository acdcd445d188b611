"""Groups, forums with topics and channels, made and used from the page."""

import asyncio

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import PATIENCE_MS, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def made(stage: Stage, part: str, *, title: str, kind: str, bot: str = "Quản trị viên") -> Locator:
    """The phone, with the new group open on it."""
    phone = stage.phone(part)
    await phone.get_by_role("button", name="Việc với điện thoại").click()
    await stage.page.get_by_role("menuitem", name="Lập nhóm hoặc kênh").click()
    window = stage.page.get_by_role("dialog")
    await window.get_by_label("Tên", exact=True).fill(title)
    await window.get_by_label("Loại").select_option(label=kind)
    await window.get_by_label("Bot là").select_option(label=bot)
    await window.get_by_role("button", name="Lập", exact=True).click()
    await expect(phone.get_by_role("heading", name=title)).to_be_visible()
    return phone


async def turned(stage: Stage, part: str, title: str) -> Locator:
    phone = stage.phone(part)
    await phone.get_by_role("combobox", name="Cuộc trò chuyện").select_option(label=title)
    return phone


async def test_what_is_said_in_a_topic_stays_in_it_on_every_phone(stage: Stage) -> None:
    lan = await made(stage, "lan", title="Trực lũ", kind="Diễn đàn có chủ đề")
    for name in ("Trạm bơm", "Đê bao"):
        await lan.get_by_role("button", name="Thêm chủ đề").click()
        await stage.page.get_by_label("Tên chủ đề").fill(name)
        await stage.page.get_by_role("dialog").get_by_role("button", name="Xong").click()
        await expect(lan.get_by_role("button", name=name)).to_have_attribute("aria-current", "true")
    await stage.says("lan", "Đê vẫn vững")
    binh = await turned(stage, "binh", "Trực lũ")
    await expect(binh.get_by_text("Đê vẫn vững")).to_be_visible()
    await binh.get_by_role("button", name="Trạm bơm").click()
    await expect(binh.get_by_text("Đê vẫn vững")).to_have_count(0)
    await stage.says("binh", "Bơm chạy đủ")
    await expect(binh.get_by_text("Bơm chạy đủ")).to_be_visible()
    await expect(lan.get_by_text("Bơm chạy đủ")).to_have_count(0)
    [forum] = stage.sim.world.groups.values()
    said = {message.text: forum.topics[message.thread].name for message in forum.messages.values() if message.thread}
    assert said["Đê vẫn vững"] == "Đê bao"
    assert said["Bơm chạy đủ"] == "Trạm bơm"


async def test_a_topic_that_the_bot_deletes_leaves_the_phones(stage: Stage) -> None:
    lan = await made(stage, "lan", title="Trực lũ", kind="Diễn đàn có chủ đề")
    [forum] = stage.sim.world.groups.values()
    topic = (await stage.bot.call("createForumTopic", chat_id=forum.id, name="Tạm"))["message_thread_id"]
    await lan.get_by_role("button", name="Tạm").click()
    await stage.bot.call("deleteForumTopic", chat_id=forum.id, message_thread_id=topic)
    await expect(lan.get_by_role("button", name="Tạm")).to_have_count(0)
    await expect(lan.get_by_role("button", name="Tất cả")).to_have_attribute("aria-current", "true")


async def test_the_bot_is_promoted_thrown_out_and_let_in_again(stage: Stage) -> None:
    lan = await made(stage, "lan", title="Đội trực", kind="Nhóm nhỏ", bot="Thành viên")
    bot = stage.sim.world.bot().id
    [group] = stage.sim.world.groups.values()
    for wish, status in (("làm quản trị", "administrator"), ("Đuổi bot ra", "kicked"), ("làm thành viên", "member")):
        await lan.get_by_role("button", name="Việc với Đội trực").click()
        await stage.page.get_by_role("menuitem", name=wish).click()
        await expect(lan.get_by_role("button", name="Việc với Đội trực")).to_be_focused()
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while group.status(bot) != status:
                await asyncio.sleep(0.02)
    await lan.get_by_role("button", name="Việc với Đội trực").click()
    await stage.page.get_by_role("menuitem", name="Rời đi").click()
    await expect(lan.locator(".status")).to_have_text("bot")
    assert group.status(stage.people["lan"].id) == "left"


async def test_a_channel_is_written_in_by_its_owner_and_read_by_the_others(stage: Stage) -> None:
    await made(stage, "lan", title="Kênh báo tin", kind="Kênh")
    await stage.says("lan", "Bão số 9 vào đêm nay")
    hoa = await turned(stage, "hoa", "Kênh báo tin")
    await expect(hoa.get_by_text("Bão số 9 vào đêm nay")).to_be_visible()
    await expect(hoa.get_by_role("textbox", name="Tin nhắn")).to_have_count(0)


async def test_an_invite_link_is_pressed_and_opens_the_group(stage: Stage) -> None:
    team = stage.sim.group(title="Đội cứu hộ", members=[stage.people["lan"]], bot="administrator")
    link = (await stage.bot.call("createChatInviteLink", chat_id=team.id))["invite_link"]
    asking = await stage.bot.call("createChatInviteLink", chat_id=team.id, creates_join_request=True)
    hoa, binh = await stage.starts("hoa"), await stage.starts("binh")
    await stage.bot.call("sendMessage", chat_id=stage.people["hoa"].id, text=f"Mời vào {link}")
    await hoa.get_by_role("button", name=link).click()
    await expect(hoa.get_by_role("heading", name="Đội cứu hộ")).to_be_visible()
    await stage.bot.call("sendMessage", chat_id=stage.people["binh"].id, text=f"Xin vào {asking['invite_link']}")
    await binh.get_by_role("button", name=asking["invite_link"]).click()
    await expect(binh.get_by_text("Đã xin vào, chờ quản trị viên đồng ý.")).to_be_visible()
