"""The Bot Platform of Zalo as a bot meets it: what comes in, what goes out."""

import asyncio
import json

import aiohttp

from simulator.server import Simulator
from tests.simulator.samples import PNG
from tests.simulator.zalo import ZaloApi


async def test_what_a_person_writes_comes_as_one_event(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Lê Thị Hoa")
    said = await hoa.says("Xin chào")
    answer = await zalo("getUpdates", timeout="5")
    assert answer == {
        "ok": True,
        "result": {
            "event_name": "message.text.received",
            "message": {
                "from": {"id": hoa.id, "display_name": "Lê Thị Hoa", "is_bot": False},
                "chat": {"id": hoa.id, "chat_type": "PRIVATE"},
                "text": "Xin chào",
                "message_id": said.id,
                "date": int(said.time * 1000),
            },
        },
    }


async def test_an_event_is_gone_with_its_delivery_and_the_next_comes_with_the_next_call(
    sim: Simulator, zalo: ZaloApi
) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.says("một")
    await hoa.says("hai")
    first, second = await zalo("getUpdates"), await zalo("getUpdates")
    assert [each["result"]["message"]["text"] for each in (first, second)] == ["một", "hai"]
    assert await zalo.code("getUpdates", timeout=0) == 408


async def test_a_poll_waits_for_what_comes(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    poll = asyncio.create_task(zalo("getUpdates", timeout=5))
    await asyncio.sleep(0.1)
    await hoa.says("nước lên")
    assert (await poll)["result"]["message"]["text"] == "nước lên"


async def test_an_event_is_not_given_to_a_poll_that_hung_up(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.1)) as impatient:
        try:
            await ZaloApi(sim, impatient)("getUpdates", timeout=30)
        except TimeoutError:
            pass
    await hoa.says("còn đó không")
    assert (await zalo("getUpdates", timeout=1))["result"]["message"]["text"] == "còn đó không"


async def test_ids_are_twenty_hexadecimal_digits_and_never_the_phone(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa", phone="+84901234567")
    await hoa.says("alo")
    event = (await zalo("getUpdates"))["result"]
    for named in (event["message"]["chat"]["id"], event["message"]["message_id"]):
        assert len(named) == 20
        assert int(named, 16) >= 0
    assert "901234567" not in json.dumps(event)


async def test_a_picture_comes_as_a_link_that_opens(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.sends_photo(PNG, mime="image/png", caption="cống tắc")
    event = (await zalo("getUpdates"))["result"]
    assert event["event_name"] == "message.image.received"
    assert event["message"]["caption"] == "cống tắc"
    async with zalo.http.get(event["message"]["photo_url"]) as file:
        assert await file.read() == PNG


async def test_the_link_of_a_picture_ends(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.sends_photo(PNG)
    link = (await zalo("getUpdates"))["result"]["message"]["photo_url"]
    sim.clock.advance(3601)
    async with zalo.http.get(link) as file:
        assert file.status == 404


async def test_the_link_stands_in_the_field_that_was_switched_to(sim: Simulator, zalo: ZaloApi) -> None:
    sim.zalo.manner.change({"photo_field": "photo"})
    hoa = sim.zalo_person(name="Hoa")
    await hoa.sends_photo(PNG)
    message = (await zalo("getUpdates"))["result"]["message"]
    assert "photo" in message
    assert "photo_url" not in message


async def test_a_sticker_and_a_voice_come_with_their_links(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.sends_sticker("b7c1")
    await hoa.sends_voice()
    sticker, voice = (await zalo("getUpdates"))["result"], (await zalo("getUpdates"))["result"]
    assert (sticker["event_name"], sticker["message"]["sticker"]) == ("message.sticker.received", "b7c1")
    assert voice["event_name"] == "message.voice.received"
    async with zalo.http.get(voice["message"]["voice_url"]) as file:
        assert file.content_type == "audio/aac"


async def test_a_file_comes_as_unsupported_and_says_nothing(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.sends_unsupported("don.pdf")
    event = (await zalo("getUpdates"))["result"]
    assert event["event_name"] == "message.unsupported.received"
    assert event["message"].keys() == {"from", "chat", "message_id", "date"}


async def test_a_place_comes_as_unsupported_too(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.shares_location(11.31, 106.1)
    event = (await zalo("getUpdates"))["result"]
    assert event["event_name"] == "message.unsupported.received"
    assert "11.31" not in json.dumps(event)


async def test_whoever_is_protected_is_heard_as_unsupported(sim: Simulator, zalo: ZaloApi) -> None:
    be_an = sim.zalo_person(name="Bé An", protected=True)
    await be_an.says("cháu bị lạc")
    assert "cháu bị lạc" not in json.dumps(await zalo("getUpdates"), ensure_ascii=False)


async def test_an_answer_lands_on_the_phone(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.says("alo")
    sent = await zalo("sendMessage", chat_id=hoa.id, text="Chào bà")
    heard = await hoa.hears("Chào bà")
    assert sent["result"] == {"message_id": heard.id, "date": int(heard.time * 1000)}


async def test_a_photo_is_opened_and_shown(sim: Simulator, zalo: ZaloApi) -> None:
    hoa, minh = sim.zalo_person(name="Hoa"), sim.zalo_person(name="Minh")
    source = await minh.sends_photo(PNG, mime="image/png")
    await hoa.says("alo")
    assert (await zalo("sendPhoto", chat_id=hoa.id, photo=source.link, caption="Bản đồ"))["ok"]
    shown = (await hoa.hears("Bản đồ")).as_json()["picture"]
    async with zalo.http.get(f"{sim.url}{shown}") as file:
        assert await file.read() == PNG


async def test_the_phone_shows_that_the_bot_is_typing(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.says("alo")
    assert (await zalo("sendChatAction", chat_id=hoa.id, action="typing"))["result"] == {"ok": True}
    await hoa.sees_typing()


async def test_a_bot_says_who_it_is(sim: Simulator, zalo: ZaloApi) -> None:
    me = (await zalo("getMe"))["result"]
    assert me["id"] == sim.zalo.token.partition(":")[0]
    assert me["account_type"] == "BASIC"


async def test_a_method_may_be_got_with_its_parameters_in_the_query(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.says("alo")
    query = {"chat_id": hoa.id, "text": "Chào"}
    async with zalo.http.get(f"{sim.url}/zalo/bot{sim.zalo.token}/sendMessage", params=query) as response:
        assert (await response.json())["ok"]
    await hoa.hears("Chào")
