"""The webhook: again until 2xx, each chat in order, with its secret."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from simulator.server import Simulator
from tests.simulator.samples import Api


class Hook:
    """A bot's web server that writes down what comes and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str | None]] = []
        self.url = ""
        self.answers: list[int] = []
        self.body: dict[str, Any] = {}
        self.slow: Callable[[], Awaitable[None]] | None = None

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.append((update["message"]["text"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        if self.slow is not None:
            await self.slow()
        status = self.answers.pop(0) if self.answers else 200
        return web.json_response(self.body, status=status)

    async def has(self, count: int) -> list[str]:
        for _ in range(300):
            if len(self.got) >= count:
                break
            await asyncio.sleep(0.01)
        return [text for text, _ in self.got]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_come_in_order_with_the_secret(sim: Simulator, api: Api, hook: Hook) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("trước")
    assert (await api("setWebhook", url=hook.url, secret_token="s3cret"))["description"] == "Webhook was set"
    await hoa.says("sau")
    assert await hook.has(2) == ["trước", "sau"]
    assert {secret for _, secret in hook.got} == {"s3cret"}
    assert (await api("setWebhook", url=hook.url, secret_token="s3cret"))["description"] == "Webhook is already set"


async def test_a_refused_update_comes_again_before_the_next_of_its_chat(sim: Simulator, api: Api, hook: Hook) -> None:
    sim.world.webhook_pause = 0.02
    hook.answers = [500, 503, 200]
    hoa = sim.person(name="Hoa")
    await api("setWebhook", url=hook.url)
    await hoa.says("một")
    await hoa.says("hai")
    assert await hook.has(4) == ["một", "một", "một", "hai"]
    info = (await api("getWebhookInfo"))["result"]
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")
    assert info["pending_update_count"] == 0


async def test_one_slow_chat_does_not_hold_up_another(sim: Simulator, api: Api, hook: Hook) -> None:
    slow = asyncio.Event()
    hook.slow = slow.wait  # type: ignore[assignment]
    hoa, binh = sim.person(name="Hoa"), sim.person(name="Bình")
    await api("setWebhook", url=hook.url)
    await hoa.says("Hoa 1")
    await hoa.says("Hoa 2")
    await binh.says("Bình 1")
    assert sorted(await hook.has(2)) == ["Bình 1", "Hoa 1"]
    await asyncio.sleep(0.05)
    assert len(hook.got) == 2
    slow.set()
    assert "Hoa 2" in await hook.has(3)


async def test_an_answer_that_names_a_method_is_executed(sim: Simulator, api: Api, hook: Hook) -> None:
    hoa = sim.person(name="Hoa")
    hook.body = {"method": "sendMessage", "chat_id": hoa.id, "text": "từ webhook"}
    await api("setWebhook", url=hook.url)
    await hoa.says("/start")
    await hoa.hears("từ webhook")


async def test_updates_of_a_dead_server_wait(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    await hoa.says("x")
    await asyncio.sleep(0.1)
    info = (await api("getWebhookInfo"))["result"]
    assert (info["pending_update_count"], info["last_error_message"]) == (1, "Connection refused")
    await api("deleteWebhook", drop_pending_updates=True)
    assert (await api("getUpdates"))["result"] == []


async def test_a_duplicate_is_delivered_twice(sim: Simulator, api: Api, hook: Hook) -> None:
    sim.faults.add("duplicate", times=1)
    hoa = sim.person(name="Hoa")
    await api("setWebhook", url=hook.url)
    await hoa.says("x")
    assert await hook.has(2) == ["x", "x"]
