"""The control API, as the page uses it."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiohttp
import aiosmtplib
import pytest

from simulator.server import Simulator
from tests.simulator.samples import PNG, Api

Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
def ask(sim: Simulator, http: aiohttp.ClientSession) -> Ask:
    """`await ask("POST", "/sim/people", name="Hoa")` gives the answer, which must be 200."""

    async def ask(verb: str, path: str, *, expect: int = 200, **body: Any) -> Any:
        async with http.request(verb, sim.url + path, json=body or None) as response:
            answer = await response.json()
            assert response.status == expect, answer
            return answer

    return ask


@pytest.fixture
async def hoa(sim: Simulator, ask: Ask) -> dict[str, Any]:
    _ = sim.token
    person: dict[str, Any] = await ask("POST", "/sim/people", name="Hoa", phone="+84901234567", role="citizen")
    return person


async def test_people_are_made_changed_listed_and_removed(sim: Simulator, ask: Ask, hoa: dict[str, Any]) -> None:
    assert (hoa["id"], hoa["language"], hoa["role"]) == (1001, "vi", "citizen")
    changed = await ask("PATCH", "/sim/people/1001", name="Hoa Lê", language="en", authenticator="GEZDGNBV")
    assert (changed["name"], changed["language"], changed["authenticator"]) == ("Hoa Lê", "en", "GEZDGNBV")
    assert [person["id"] for person in await ask("GET", "/sim/people")] == [1001]
    await ask("DELETE", "/sim/people/1001")
    assert (await ask("GET", "/sim/people/1001", expect=404)) == {"error": "no person 1001"}


async def test_a_phone_does_everything_a_person_does(sim: Simulator, ask: Ask, api: Api, hoa: dict[str, Any]) -> None:
    path = "/sim/people/1001"
    start = await ask("POST", f"{path}/start", payload="x1")
    assert (start["text"], start["out"]) == ("/start", True)
    await api(
        "sendMessage",
        chat_id=1001,
        text="<b>Chọn</b>",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "Có", "callback_data": "y", "style": "success"}]]},
    )
    await api(
        "sendMessage", chat_id=1001, text="?", reply_markup={"keyboard": [[{"text": "Số", "request_contact": True}]]}
    )
    chat = await ask("GET", f"{path}/chat")
    assert [message["text"] for message in chat["messages"]] == ["/start", "Chọn", "?"]
    choice = chat["messages"][1]
    assert choice["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert choice["buttons"] == [[{"text": "Có", "data": "y", "style": "success"}]]
    assert chat["keyboard"]["buttons"] == [[{"text": "Số", "request": "contact"}]]
    assert chat["unread"] == 2
    press = await ask("POST", f"{path}/press", message_id=choice["id"], title="Có")
    assert press["query_id"]
    await ask("POST", f"{path}/press", message_id=choice["id"], row=0, column=0)
    await ask("POST", f"{path}/press", expect=400, message_id=choice["id"], title="Không")
    said = await ask("POST", f"{path}/say", text="một", reply_to=choice["id"])
    assert said["reply_to"]["text"] == "Chọn"
    assert (await ask("POST", f"{path}/edit", message_id=said["id"], text="hai"))["edited"]
    assert (await ask("POST", f"{path}/contact"))["contact"]["user_id"] == 1001
    assert (await ask("POST", f"{path}/location", latitude=11.3, longitude=106.1))["kind"] == "location"
    reacted = await ask("POST", f"{path}/react", message_id=choice["id"], emoji="👍")
    assert reacted["reactions"] == [{"emoji": "👍", "count": 1, "mine": True, "bots": False}]
    await ask("POST", f"{path}/read")
    await ask("POST", f"{path}/block")
    assert (await ask("POST", f"{path}/say", expect=400, text="x"))["error"] == "Hoa has blocked the bot"
    await ask("POST", f"{path}/unblock")
    await ask("POST", f"{path}/delete", message_id=said["id"])
    await ask("POST", f"{path}/clear")
    assert (await ask("GET", f"{path}/chat"))["messages"] == []
    await ask("POST", f"{path}/deactivate")
    await ask("POST", f"{path}/reactivate")
    assert "no such act" in (await ask("POST", f"{path}/dance", expect=400))["error"]


async def test_an_album_is_uploaded_and_its_pictures_can_be_seen(
    sim: Simulator, http: aiohttp.ClientSession, hoa: dict[str, Any]
) -> None:
    form = aiohttp.FormData({"caption": "ngập"})
    for number in range(3):
        form.add_field("file", PNG, filename=f"{number}.png", content_type="image/png")
    async with http.post(f"{sim.url}/sim/people/1001/upload", data=form) as response:
        messages = (await response.json())["messages"]
    assert [message["text"] for message in messages] == ["ngập", "", ""]
    assert len({message["album"] for message in messages}) == 1
    async with http.get(sim.url + messages[0]["media"]["url"]) as response:
        assert (response.content_type, await response.read()) == ("image/png", PNG)


async def test_events_come_live_and_only_those_asked_for(
    sim: Simulator, ask: Ask, api: Api, http: aiohttp.ClientSession, hoa: dict[str, Any]
) -> None:
    await ask("POST", "/sim/people", name="Bình")
    for person in (1001, 1002):
        await ask("POST", f"/sim/people/{person}/start")
    async with http.ws_connect(f"{sim.url}/sim/events?person=1001") as socket, asyncio.timeout(5):

        async def next_of(kind: str) -> dict[str, Any]:
            while True:
                event: dict[str, Any] = json.loads(await socket.receive_str())
                if event["event"] == kind:
                    return event

        await asyncio.sleep(0.02)
        await api("sendMessage", chat_id=1002, text="for Bình")
        sent = (await api("sendMessage", chat_id=1001, text="for Hoa"))["result"]
        assert (await next_of("message"))["message"]["text"] == "for Hoa"
        await api("editMessageText", chat_id=1001, message_id=sent["message_id"], text="edited")
        assert (await next_of("edited"))["message"]["text"] == "edited"
        await api("sendChatAction", chat_id=1001, action="typing")
        assert (await next_of("typing"))["action"] == "typing"
        press = await ask("POST", "/sim/people/1001/press", message_id=sent["message_id"], data="x", forged=True)
        await api("answerCallbackQuery", callback_query_id=press["query_id"], text="toast")
        answer = await next_of("callback_answer")
        assert (answer["text"], answer["alert"], answer["query_id"]) == ("toast", False, press["query_id"])
        await ask("POST", "/sms", phone="+84901234567", text="Mã")
        assert (await next_of("sms"))["sms"]["person"] == 1001
        await ask("POST", "/sim/faults", kind="flood", times=1)
        assert (await next_of("faults"))["faults"][0]["kind"] == "flood"
        assert (await next_of("wire"))["entries"]
        await api("deleteMessage", chat_id=1001, message_id=sent["message_id"])
        await api("deleteMessage", chat_id=1001, message_id=sent["message_id"])
        assert (await next_of("deleted"))["ids"] == [sent["message_id"]]


async def test_a_page_hears_when_a_bot_begins_to_poll(sim: Simulator, api: Api, http: aiohttp.ClientSession) -> None:
    async with http.ws_connect(f"{sim.url}/sim/events?kinds=bot") as socket:
        await api("getMe")
        assert (await socket.receive_json(timeout=2))["bot"]["polling"] is False
        await api("getUpdates")
        assert (await socket.receive_json(timeout=2))["bot"]["polling"] is True


async def test_a_crowd_tells_its_numbers_and_can_speak(sim: Simulator, ask: Ask, api: Api) -> None:
    buckets = [{"key": "25459", "count": 6}, {"key": "25460", "count": 4}]
    _ = sim.token
    crowd = await ask("POST", "/sim/crowds", first=7_000_000_000, count=10, buckets=buckets)
    assert (await ask("POST", "/sim/crowds/1/act", count=3, text="/start"))["said"] == 3
    assert len((await api("getUpdates"))["result"]) == 3
    await api("sendMessage", chat_id=crowd["first"], text="x")
    shown = await ask("GET", "/sim/crowds/1")
    assert (shown["received"], shown["reached"], shown["buckets"][0]["received"]) == (1, 1, 1)
    assert (await ask("POST", "/sim/crowds/1/reset"))["received"] == 0
    await ask("DELETE", "/sim/crowds/1")
    assert await ask("GET", "/sim/crowds") == []


async def test_instruments_are_read_and_set(sim: Simulator, ask: Ask, api: Api, hoa: dict[str, Any]) -> None:
    await ask("POST", "/sim/people/1001/start")
    await api("sendMessage", chat_id=1001, text="Cảnh báo mưa")
    [entry] = (await ask("GET", "/sim/wire?method=sendmessage"))["entries"]
    assert (entry["status"], entry["chat"], entry["params"]["text"]) == (200, 1001, "Cảnh báo mưa")
    assert (await ask("GET", "/sim/journal?containing=mưa"))["entries"][0]["chat"] == 1001
    assert (await ask("GET", "/sim/journal/summary"))["messages"] == 1
    assert (await ask("GET", "/sim/journal/chats"))["chats"] == {"1001": 1}
    assert await ask("GET", "/sim/journal/duplicates") == []
    assert (await ask("PUT", "/sim/flood", on=True, overall_rate=5))["overall_rate"] == 5
    assert (await ask("PUT", "/sim/clock", advance=60))["offset"] == 60
    assert (await ask("PUT", "/sim/latency", seconds=0.01))["seconds"] == 0.01
    assert (await ask("GET", "/sim/stats"))["accepted"] == 1
    state = await ask("GET", "/sim/state")
    assert state["bots"][0]["token"] == sim.token
    assert state["people"][0]["chats"][0]["started"]
    assert "no such fault" in (await ask("POST", "/sim/faults", expect=400, kind="meteor"))["error"]


async def test_groups_are_made_joined_and_left(sim: Simulator, ask: Ask, hoa: dict[str, Any]) -> None:
    group = await ask("POST", "/sim/groups", title="Đội", type="group", members=[1001], bot="member")
    bot_id = str(sim.world.bot().id)
    assert (group["members"], group["bots"]) == ([1001], {bot_id: "member"})
    await ask("POST", "/sim/people", name="Bình")
    await ask("POST", "/sim/people/1002/join", chat=group["id"])
    await ask("POST", "/sim/people/1002/say", chat=group["id"], text="chào")
    chat = await ask("GET", f"/sim/people/1001/chat?chat={group['id']}")
    assert chat["messages"][-1]["from"]["name"] == "Bình"
    await ask("POST", "/sim/people/1002/leave", chat=group["id"])
    wide = await ask("POST", f"/sim/groups/{group['id']}/upgrade")
    assert wide["type"] == "supergroup"
    kicked = await ask("POST", f"/sim/groups/{wide['id']}/bot", status="kicked")
    assert kicked["bots"][bot_id] == "kicked"


async def test_the_page_is_served_and_nothing_beside_it(sim: Simulator, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{sim.url}/") as response:
        assert response.status == 200
    for path in ("/../server.py", "/%2e%2e/server.py", "/nothing.js", "/sim/nothing"):
        async with http.get(sim.url + path) as response:
            assert response.status == 404


async def test_the_page_gets_its_map_and_story_from_the_files_named(
    tmp_path: Path, ask: Ask, http: aiohttp.ClientSession
) -> None:
    assert await ask("GET", "/sim/areas") is None
    areas = tmp_path / "areas.json"
    areas.write_text('{"units": []}')
    async with Simulator(areas=areas) as other, http.get(f"{other.url}/sim/areas") as response:
        assert await response.json() == {"units": []}


async def test_a_restart_begins_when_it_is_asked_for(sim: Simulator, ask: Ask, api: Api) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0.03)
    await ask("POST", "/sim/faults", kind="restart", seconds=0.05)
    assert (await poll)["description"] == "Internal Server Error: restart"
    await asyncio.sleep(0.06)
    assert (await api("getMe"))["ok"]


async def test_mail_by_smtp_lands_in_the_same_box() -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "bot@example.vn", "hoa@example.vn", "Mã xác nhận"
    letter.set_content("Mã của bạn là 123456.\n.dòng bắt đầu bằng chấm\n")
    async with Simulator(smtp_port=0) as sim:
        hoa = sim.person(name="Hoa", email="hoa@example.vn")
        await aiosmtplib.send(letter, hostname="127.0.0.1", port=sim.smtp_port, start_tls=False)
        [mail] = hoa.mail
    assert (mail.subject, mail.sender) == ("Mã xác nhận", "bot@example.vn")
    assert mail.text.splitlines() == ["Mã của bạn là 123456.", ".dòng bắt đầu bằng chấm"]


async def test_a_thousand_messages_are_a_handful_of_events(
    sim: Simulator, api: Api, http: aiohttp.ClientSession
) -> None:
    sim.crowd(first=7_000_000_000, count=10, buckets=[{"key": "25459", "count": 10}])
    await api("getMe")
    async with http.ws_connect(f"{sim.url}/sim/events") as socket:
        await asyncio.sleep(0.02)
        for number in range(200):
            await api("sendMessage", chat_id=7_000_000_000 + number % 10, text="x")
        events: list[dict[str, Any]] = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.6):
                while True:
                    events.append(json.loads(await socket.receive_str()))
    assert sum(event.get("delta", {}).get("25459", 0) for event in events) == 200
    assert len(events) < 20
    assert all(len(event["entries"]) <= 25 for event in events if event["event"] == "wire")


async def test_a_last_request_on_a_connection_is_closed_after_its_answer(sim: Simulator, api: Api) -> None:
    sim.crowd(first=7_000_000_000, count=10)
    await api("getMe")
    reader, writer = await asyncio.open_connection(sim.host, sim.port)
    body = b'{"chat_id":7000000001,"text":"x"}'
    head = (
        f"POST /bot{sim.token}/sendMessage HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
    )
    writer.write(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)
    answer = await asyncio.wait_for(reader.read(), 5)
    assert answer.startswith(b"HTTP/1.1 200")
    writer.close()
