"""People of Zalo over the control API, as a test in another process and the page move them."""

from typing import Any

import aiohttp
import pytest

from simulator.server import Simulator
from simulator.zalo.people import crowd_id, crowd_user_id
from tests.simulator.samples import PNG
from tests.simulator.zalo import ZaloApi
from tests.simulator.zalo_oa import OaApi


class Control:
    def __init__(self, sim: Simulator, http: aiohttp.ClientSession) -> None:
        self.base = f"{sim.url}/sim/zalo"
        self.http = http
        self.status = 0

    async def __call__(self, verb: str, path: str, body: Any = None) -> Any:
        async with self.http.request(verb, f"{self.base}/{path}", json=body) as response:
            self.status = response.status
            return await response.json()


@pytest.fixture
def control(sim: Simulator, http: aiohttp.ClientSession) -> Control:
    return Control(sim, http)


@pytest.fixture
async def hoa(control: Control) -> dict[str, Any]:
    await control("POST", "bots")
    person: dict[str, Any] = await control("POST", "people", {"name": "Hoa", "phone": "+84901234567"})
    return person


async def test_a_person_is_made_and_has_ids_of_both_kinds(hoa: dict[str, Any]) -> None:
    assert len(hoa["id"]) == 20
    assert len(hoa["user_id"]) == 19


async def test_a_person_writes_and_reads_the_answer(control: Control, zalo: ZaloApi, hoa: dict[str, Any]) -> None:
    path = f"people/{hoa['number']}"
    await control("POST", f"{path}/say", {"text": "alo"})
    await zalo("sendMessage", chat_id=hoa["id"], text="**Chào** bà", parse_mode="markdown")
    chat = await control("GET", f"{path}/chat")
    assert [(message["out"], message["text"], message["raw"]) for message in chat["messages"]] == [
        (True, "alo", ""),
        (False, "Chào bà", "**Chào** bà"),
    ]
    assert chat["unread"] == 1


async def test_a_picture_is_uploaded(control: Control, zalo: ZaloApi, hoa: dict[str, Any]) -> None:
    form = aiohttp.FormData({"caption": "cống tắc"})
    form.add_field("file", PNG, filename="a.png", content_type="image/png")
    async with control.http.post(f"{control.base}/people/{hoa['number']}/picture", data=form) as response:
        sent = (await response.json())["messages"][0]
    assert (sent["kind"], sent["text"]) == ("image", "cống tắc")
    assert (await zalo("getUpdates"))["result"]["message"]["photo_url"] == sent["link"]


@pytest.mark.parametrize(("act", "kind"), [("sticker", "sticker"), ("voice", "voice"), ("unsupported", "unsupported")])
async def test_other_things_are_sent(control: Control, hoa: dict[str, Any], act: str, kind: str) -> None:
    assert (await control("POST", f"people/{hoa['number']}/{act}"))["kind"] == kind


async def test_a_button_of_the_official_account_is_pressed(control: Control, oa: OaApi, hoa: dict[str, Any]) -> None:
    path = f"people/{hoa['number']}"
    await control("POST", f"{path}/say", {"text": "alo", "line": "oa"})
    await oa.send(hoa["user_id"], "Chọn", buttons=[{"title": "Xem", "type": "oa.query.show", "payload": "/canhbao"}])
    await control("POST", f"{path}/press", {"title": "Xem"})
    chat = await control("GET", f"{path}/chat?line=oa")
    assert chat["messages"][-1]["text"] == "/canhbao"


async def test_a_button_that_is_not_there_cannot_be_pressed(control: Control, hoa: dict[str, Any]) -> None:
    answer = await control("POST", f"people/{hoa['number']}/press", {"title": "Xem"})
    assert (control.status, answer["error"]) == (400, "there is no button 'Xem'")


@pytest.mark.parametrize("path", ["people/1/say", "people/1/press"])
async def test_nobody_has_such_a_number(control: Control, path: str) -> None:
    await control("POST", path, {"text": "a", "title": "a"})
    assert control.status == 404


async def test_letters_are_listed_by_the_phone_however_it_is_written(
    control: Control, oa: OaApi, hoa: dict[str, Any]
) -> None:
    await control("POST", "zns/templates", {"id": "7", "text": "Mã của ông/bà: <otp>"})
    await oa.zns("84901234567", "7", {"otp": "123456"})
    [letter] = await control("GET", "zns?phone=0901234567")
    assert (letter["text"], letter["number"]) == ("Mã của ông/bà: 123456", hoa["number"])


async def test_a_switch_that_is_not_there_is_refused_in_a_sentence(control: Control) -> None:
    answer = await control("PUT", "manner", {"layers": "body"})
    assert (control.status, answer["error"]) == (400, "no such switch: layers")


async def test_the_journal_says_what_each_person_got(control: Control, zalo: ZaloApi, hoa: dict[str, Any]) -> None:
    await control("POST", f"people/{hoa['number']}/say", {"text": "alo"})
    for _ in range(2):
        await zalo("sendMessage", chat_id=hoa["id"], text="Cảnh báo")
    assert await control("GET", "journal/chats") == {"chats": {str(hoa["number"]): 2}}
    assert (await control("GET", "journal/summary"))["duplicates"] == 1
    [copies] = await control("GET", "journal/duplicates")
    assert (copies["chat"], len(copies["times"])) == (hoa["number"], 2)


async def test_a_member_of_a_crowd_is_reached_on_both_platforms(control: Control, zalo: ZaloApi, oa: OaApi) -> None:
    await control("POST", "crowds", {"first": 900_000_000, "count": 10})
    assert await zalo.code("sendMessage", chat_id=crowd_id(900_000_003), text="Tin") == 0
    assert await oa.code(crowd_user_id(900_000_004), "Tin") == 0
    [crowd] = await control("GET", "crowds")
    assert (crowd["received"], crowd["reached"]) == (2, 2)
    assert (await control("POST", f"crowds/{crowd['id']}/reset"))["received"] == 0


async def test_a_member_of_a_crowd_has_a_phone(control: Control, oa: OaApi) -> None:
    await control("POST", "crowds", {"first": 900_000_000, "count": 10})
    await control("POST", "zns/templates", {"id": "7", "text": "Mã của ông/bà: <otp>"})
    assert [(await oa.zns(phone, "7", {"otp": "1"}))["error"] for phone in ("0900000009", "0900000010")] == [0, -118]


async def test_the_page_hears_of_each_message(sim: Simulator, control: Control, hoa: dict[str, Any]) -> None:
    async with control.http.ws_connect(f"{sim.url}/sim/events?kinds=zalo_message") as events:
        await control("POST", f"people/{hoa['number']}/say", {"text": "alo"})
        news = await events.receive_json(timeout=5)
    assert (news["number"], news["message"]["text"]) == (hoa["number"], "alo")


async def test_the_wire_log_says_what_was_called_and_answered(sim: Simulator, zalo: ZaloApi, oa: OaApi) -> None:
    await zalo("sendMessage", chat_id="6ede9afa66b88fe6d6a9", text="Tin")
    await oa.send("2468458835296117922", "Tin")
    calls = sim.wire.search()
    assert [(call["method"], call["answer"].get("error_code") or call["answer"]["error"]) for call in calls] == [
        ("zalo sendMessage", 404),
        ("zalo oa message/cs", -201),
    ]
    assert calls[1]["path"] == "/zalo-oa/v3.0/oa/message/cs"


async def test_counting_knows_everybody(http: aiohttp.ClientSession) -> None:
    async with Simulator(counting=True) as sim:
        zalo = ZaloApi(sim, http)
        assert [await zalo.code("sendMessage", chat_id=crowd_id(n), text="Tin") for n in range(1, 61)] == [0] * 60
        assert len(sim.zalo.journal.per_chat("Tin")) == 60
