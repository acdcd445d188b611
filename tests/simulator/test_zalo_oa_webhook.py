"""Events of the Official Account: signed, in order, and what each thing that a person does is called."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from simulator.server import Simulator
from simulator.zalo.oa_webhook import set_webhook
from simulator.zalo.person import ZaloPerson
from tests.simulator.samples import PNG
from tests.simulator.zalo_oa import OaApi


class Listener:
    def __init__(self) -> None:
        self.calls: list[tuple[str, bytes]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.calls.append((request.headers["X-ZEvent-Signature"], await request.read()))
        return web.Response()

    async def event(self, number: int = 1) -> dict[str, Any]:
        """The so-many-th event."""
        for _ in range(300):
            if len(self.calls) >= number:
                event: dict[str, Any] = json.loads(self.calls[number - 1][1])
                return event
            await asyncio.sleep(0.01)
        raise AssertionError(f"only {len(self.calls)} events came")


@pytest.fixture
async def listener(sim: Simulator) -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/oa", listener.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    await set_webhook(sim.zalo, f"http://127.0.0.1:{port}/oa")
    yield listener
    await runner.cleanup()


@pytest.fixture
def hoa(sim: Simulator) -> ZaloPerson:
    return sim.zalo_person(name="Hoa", phone="+84901234567").on_oa()


async def test_what_a_person_writes_is_told(sim: Simulator, listener: Listener, hoa: ZaloPerson) -> None:
    said = await hoa.says("nước lên")
    event = await listener.event()
    assert event["event_name"] == "user_send_text"
    assert event["message"] == {"text": "nước lên", "msg_id": said.id}
    assert (event["sender"]["id"], event["recipient"]["id"]) == (hoa.account.user_id, sim.zalo.oa.id)


async def test_an_event_is_signed_over_its_bytes(sim: Simulator, listener: Listener, hoa: ZaloPerson) -> None:
    await hoa.says("nước lên")
    timestamp = (await listener.event())["timestamp"]
    signature, body = listener.calls[0]
    oa = sim.zalo.oa
    signed = oa.keys.app_id.encode() + body + timestamp.encode() + oa.secret.encode()
    assert signature == f"mac={hashlib.sha256(signed).hexdigest()}"


async def test_a_picture_is_told_with_its_link(listener: Listener, hoa: ZaloPerson) -> None:
    sent = await hoa.sends_photo(PNG, caption="cống tắc")
    message = (await listener.event())["message"]
    assert message["text"] == "cống tắc"
    assert message["attachments"][0]["payload"]["url"] == sent.link


async def test_a_place_is_told_with_its_coordinates(listener: Listener, hoa: ZaloPerson) -> None:
    await hoa.shares_location(11.31, 106.1)
    event = await listener.event()
    assert event["event_name"] == "user_send_location"
    coordinates = event["message"]["attachments"][0]["payload"]["coordinates"]
    assert coordinates == {"latitude": "11.31", "longitude": "106.1"}


async def test_following_and_leaving_are_told(listener: Listener, hoa: ZaloPerson) -> None:
    await hoa.follows()
    await hoa.unfollows()
    assert [(await listener.event(n))["event_name"] for n in (1, 2)] == ["follow", "unfollow"]


@pytest.mark.parametrize("event_name", ["user_send_text", "user_click_button"])
async def test_a_hidden_question_is_told_and_not_shown(
    sim: Simulator, oa: OaApi, listener: Listener, hoa: ZaloPerson, event_name: str
) -> None:
    sim.zalo.manner.change({"press_event": event_name})
    await hoa.says("alo")
    buttons = [{"title": "Gửi phản ánh", "type": "oa.query.hide", "payload": "menu:feedback"}]
    await oa.send(hoa.account.user_id, "Chọn", buttons=buttons)
    await hoa.presses("Gửi phản ánh")
    event = await listener.event(2)
    assert (event["event_name"], event["message"]["text"]) == (event_name, "menu:feedback")
    assert [message.text for message in hoa.chat] == ["alo", "Chọn"]


async def test_a_shown_question_stands_in_the_chat(oa: OaApi, listener: Listener, hoa: ZaloPerson) -> None:
    await hoa.says("alo")
    buttons = [{"title": "Xem cảnh báo", "type": "oa.query.show", "payload": "/canhbao"}]
    await oa.send(hoa.account.user_id, "Chọn", buttons=buttons)
    await hoa.presses("Xem cảnh báo")
    assert (await listener.event(2))["message"]["text"] == "/canhbao"
    assert hoa.chat[-1].text == "/canhbao"


async def test_a_button_that_opens_something_tells_nobody(oa: OaApi, listener: Listener, hoa: ZaloPerson) -> None:
    await hoa.says("alo")
    buttons = [{"title": "Gọi 1022", "type": "oa.open.phone", "payload": {"phone_code": "1022"}}]
    await oa.send(hoa.account.user_id, "Chọn", buttons=buttons)
    assert (await hoa.presses("Gọi 1022"))["payload"] == {"phone_code": "1022"}
    await asyncio.sleep(0.1)
    assert len(listener.calls) == 1


async def test_shared_details_are_told(listener: Listener, hoa: ZaloPerson) -> None:
    await hoa.shares_info()
    event = await listener.event()
    assert event["event_name"] == "user_submit_info"
    assert event["info"]["phone"] == "84901234567"
