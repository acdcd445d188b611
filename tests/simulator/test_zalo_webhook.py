"""Events of Zalo by webhook: the secret in the header, the body wrapped or bare, again until 2xx, one chat in order."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from simulator.server import Simulator
from tests.simulator.zalo import SECRET, ZaloApi


class Listener:
    """A bot's web server; it answers with `statuses` one after the other, and then with 200."""

    def __init__(self) -> None:
        self.calls: list[tuple[str | None, dict[str, Any]]] = []
        self.agents: set[str] = set()
        self.statuses: list[int] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.agents.add(request.headers["User-Agent"])
        self.calls.append((request.headers.get("X-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def events(self, count: int) -> list[dict[str, Any]]:
        """The first events after the trial call, as they came."""
        for _ in range(300):
            if len(self.calls) > count:
                return [body for _, body in self.calls[1:]]
            await asyncio.sleep(0.01)
        raise AssertionError(f"only {len(self.calls) - 1} events came")


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/zalo", listener.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    listener.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/zalo"  # type: ignore[attr-defined]
    yield listener
    await runner.cleanup()


async def test_a_webhook_is_tried_when_it_is_set(zalo: ZaloApi, listener: Listener) -> None:
    result = (await zalo("setWebhook", url=listener.url, secret_token=SECRET))["result"]
    assert result["verification"] == {"ok": True, "url": listener.url, "outcome": "webhook.ok", "hint": ""}
    assert (await zalo("getWebhookInfo"))["result"]["url"] == listener.url


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(403, "webhook.http.403"), (404, "webhook.http.404"), (503, "webhook.http.5xx"), (418, "webhook.http.other")],
)
async def test_the_trial_says_what_went_wrong(zalo: ZaloApi, listener: Listener, status: int, outcome: str) -> None:
    listener.statuses = [status]
    result = (await zalo("setWebhook", url=listener.url, secret_token=SECRET))["result"]
    assert result["verification"]["outcome"] == outcome


async def test_nobody_at_the_address_is_unreachable(zalo: ZaloApi) -> None:
    result = (await zalo("setWebhook", url="http://127.0.0.1:9/zalo", secret_token=SECRET))["result"]
    assert result["verification"]["outcome"] == "webhook.err.unreachable"


async def test_an_event_comes_wrapped_with_the_secret(sim: Simulator, zalo: ZaloApi, listener: Listener) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await zalo("setWebhook", url=listener.url, secret_token=SECRET)
    await hoa.says("nước lên")
    [event] = await listener.events(1)
    assert event["ok"] is True
    assert event["result"]["message"]["text"] == "nước lên"
    assert {secret for secret, _ in listener.calls} == {SECRET}
    assert all(agent.startswith("Java/") for agent in listener.agents)


async def test_an_event_may_come_bare(sim: Simulator, zalo: ZaloApi, listener: Listener) -> None:
    sim.zalo.manner.change({"wrapped": False})
    hoa = sim.zalo_person(name="Hoa")
    await zalo("setWebhook", url=listener.url, secret_token=SECRET)
    await hoa.says("nước lên")
    assert (await listener.events(1))[0]["event_name"] == "message.text.received"


async def test_an_event_comes_again_until_it_is_taken_and_before_the_next(
    sim: Simulator, zalo: ZaloApi, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.zalo.courier.PAUSE", 0.01)
    hoa = sim.zalo_person(name="Hoa")
    await zalo("setWebhook", url=listener.url, secret_token=SECRET)
    listener.statuses = [500]
    await hoa.says("một")
    await hoa.says("hai")
    texts = [event["result"]["message"]["text"] for event in await listener.events(3)]
    assert texts == ["một", "một", "hai"]


async def test_an_event_that_is_never_taken_is_given_up(
    sim: Simulator, zalo: ZaloApi, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.zalo.courier.PAUSE", 0.01)
    hoa = sim.zalo_person(name="Hoa")
    await zalo("setWebhook", url=listener.url, secret_token=SECRET)
    listener.statuses = [500] * 3
    await hoa.says("một")
    await hoa.says("hai")
    texts = [event["result"]["message"]["text"] for event in await listener.events(4)]
    assert texts == ["một", "một", "một", "hai"]
