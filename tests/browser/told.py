"""A story on the page, told by a person who presses its button step by step."""

import asyncio
from collections.abc import Awaitable, Callable

from playwright.async_api import Page

LOOK_AGAIN = 0.05
A_STEP_WITHIN = 45.0  # seconds: an authenticator's code may have to wait for the next


async def tell(page: Page, after: Callable[[int], Awaitable[None]]) -> None:
    """Every step, each to its end; `after` is called with the number of steps that are done."""
    steps = await page.locator(".step").count()
    for done in range(1, steps + 1):
        button = page.locator(".step.next .go")
        if not await button.is_visible():
            await page.get_by_role("tab", name="Kịch bản").click()
        title = await page.locator(".step.next b").inner_text()
        await button.click()
        async with asyncio.timeout(A_STEP_WITHIN):
            await until_done(page, done, title)
        await after(done)


async def until_done(page: Page, done: int, title: str) -> None:
    trouble = page.locator(".note.bad")
    while await page.locator(".step.done").count() < done:
        assert not await trouble.count(), f"{title}: {await trouble.text_content()}"
        await asyncio.sleep(LOOK_AGAIN)
