"""A chat is asked for as a whole, and what came meanwhile holds against the answer, which may be older."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.bot import Json, SmallBot
from tests.browser.conftest import Stage
from tests.browser.hotline import MENU, say
from tests.browser.test_zalo import ZaloStage, zalo

__all__ = ["zalo"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@asynccontextmanager
async def held_up(page: Page, path: str) -> AsyncIterator[asyncio.Event]:
    """Answers to what is asked at this path are given at the end only; set when the first is on its way."""
    given, go = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        response = await route.fetch()
        given.set()
        await go.wait()
        await route.fulfill(response=response)

    await page.route(path, late)
    try:
        yield given
    finally:
        async with page.expect_response(path) as answered:
            go.set()
        await (await answered.value).finished()
        await page.evaluate("() => new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn), 50))")
        await page.unroute(path, late)


async def test_news_of_every_kind_holds_against_an_older_answer(stage: Stage) -> None:
    hoa, chat = stage.phone("hoa"), stage.people["hoa"].id
    async with held_up(stage.page, f"**/sim/people/{chat}/chat?*") as given:

        async def answer(bot: SmallBot, update: Json) -> None:
            if update["message"].get("text") != "/start":
                return
            await given.wait()
            gone = await say(bot, chat, "Tin sẽ gỡ")
            edited = await say(bot, chat, "Tin sẽ sửa", reply_markup=MENU)
            await bot.call("deleteMessage", chat_id=chat, message_id=gone["message_id"])
            await bot.call("editMessageText", chat_id=chat, message_id=edited["message_id"], text="Tin đã sửa")
            await bot.call("pinChatMessage", chat_id=chat, message_id=edited["message_id"])

        stage.bot.answer = answer
        await hoa.get_by_role("button", name="Bắt đầu", exact=True).click()
        await expect(hoa.locator(".pinned-bar")).to_have_text("Tin đã sửa")
    await expect(hoa.get_by_role("button", name="Đăng ký tài khoản")).to_be_visible()
    await expect(hoa.locator(".bubble", has_text="Tin đã sửa")).to_be_visible()
    await expect(hoa.locator(".pinned-bar")).to_have_text("Tin đã sửa")
    await expect(hoa.get_by_text("Tin sẽ")).to_have_count(0)


async def test_on_a_phone_with_zalo_too(zalo: ZaloStage) -> None:
    await zalo.writes("Xin chào")
    newest = zalo.stage.page.locator(".phone.zalo .bubble", has_text="Tin vừa đến")
    async with held_up(zalo.stage.page, "**/sim/zalo/**/chat?*") as given:
        await zalo.stage.page.get_by_role("button", name="English").click()
        await given.wait()
        await zalo.bot("sendMessage", text="Tin vừa đến")
        await expect(newest).to_be_visible()
    await expect(newest).to_be_visible()
    await zalo.stage.page.get_by_role("button", name="Tiếng Việt").click()
