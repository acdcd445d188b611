"""Where the Bot Platform of Zalo says no, and in which of its two layers."""

from typing import Any

import pytest

from simulator.server import Simulator
from simulator.zalo.person import ZaloPerson
from tests.simulator.samples import PNG
from tests.simulator.zalo import SECRET, ZaloApi


@pytest.fixture
async def hoa(sim: Simulator) -> ZaloPerson:
    """Somebody who has written to the bot."""
    person = sim.zalo_person(name="Hoa")
    await person.says("alo")
    return person


async def test_a_refusal_shows_in_the_status_too(zalo: ZaloApi) -> None:
    answer = await zalo("getUpdates", timeout=0)
    assert answer == {"ok": False, "error_code": 408, "description": "Request timeout"}
    assert zalo.status == 408


@pytest.mark.parametrize("timeout", ["soon", [1], {"seconds": 1}, 10**400])
async def test_a_poll_lasts_a_number_of_seconds(zalo: ZaloApi, timeout: Any) -> None:
    assert await zalo.code("getUpdates", timeout=timeout) == 400


async def test_a_refusal_may_come_with_status_200(sim: Simulator, zalo: ZaloApi) -> None:
    sim.zalo.manner.change({"layer": "body"})
    assert await zalo.code("getUpdates", timeout=0) == 408
    assert zalo.status == 200


async def test_a_refusal_may_come_now_so_now_so(sim: Simulator, zalo: ZaloApi) -> None:
    sim.zalo.manner.change({"layer": "both"})
    seen = set()
    for _ in range(2):
        await zalo("getWebhookInfo")
        seen.add(zalo.status)
    assert seen == {200, 404}


@pytest.mark.parametrize("token", ["", "abc", "12:", ":x", "0:abc"])
async def test_a_token_of_another_shape_is_unauthorized(sim: Simulator, zalo: ZaloApi, token: str) -> None:
    async with zalo.http.post(f"{sim.url}/zalo/bot{token}/getMe") as response:
        assert (await response.json())["error_code"] == 401


async def test_another_secret_for_the_same_bot_is_unauthorized(sim: Simulator, zalo: ZaloApi) -> None:
    number = sim.zalo.token.partition(":")[0]
    async with zalo.http.post(f"{sim.url}/zalo/bot{number}:another/getMe") as response:
        assert (await response.json())["error_code"] == 401


@pytest.mark.parametrize(
    "method", ["getme", "sendmessage", "editMessageText", "answerCallbackQuery", "sendDocument", "setMyCommands"]
)
async def test_there_are_eleven_methods_and_their_letters_count(zalo: ZaloApi, method: str) -> None:
    assert await zalo.code(method) == 404


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"text": ""},
        {"text": "a" * 2001},
        {"text": "😀" * 1001},
        {"text": 5},
        {"text": "a", "parse_mode": "MarkdownV2"},
        {"text": "a", "text_styles": [{"start": 0, "len": 2, "st": ["b"]}]},
        {"text": "a", "text_styles": [{"start": 0, "len": 1, "st": ["red"]}]},
        {"text": "a", "text_styles": "b"},
    ],
)
async def test_a_text_that_zalo_does_not_take(zalo: ZaloApi, hoa: ZaloPerson, params: dict[str, Any]) -> None:
    assert await zalo.code("sendMessage", chat_id=hoa.id, **params) == 400


async def test_two_thousand_characters_are_taken(zalo: ZaloApi, hoa: ZaloPerson) -> None:
    assert await zalo.code("sendMessage", chat_id=hoa.id, text="ộ" * 2000) == 0


async def test_a_bot_cannot_write_first(sim: Simulator, zalo: ZaloApi) -> None:
    silent = sim.zalo_person(name="Bình")
    assert await zalo.code("sendMessage", chat_id=silent.id, text="Chào") == 403
    assert silent.heard == []


async def test_the_number_for_whoever_has_not_written_can_be_another(sim: Simulator, zalo: ZaloApi) -> None:
    sim.zalo.manner.change({"unspoken": 400})
    silent = sim.zalo_person(name="Bình")
    assert await zalo.code("sendMessage", chat_id=silent.id, text="Chào") == 400


async def test_who_has_blocked_the_bot_is_not_reached(zalo: ZaloApi, hoa: ZaloPerson) -> None:
    await hoa.blocks()
    assert await zalo.code("sendMessage", chat_id=hoa.id, text="Chào") == 403


async def test_nobody_has_such_an_id(zalo: ZaloApi) -> None:
    assert await zalo.code("sendMessage", chat_id="6ede9afa66b88fe6d6a9", text="Chào") == 404


@pytest.mark.parametrize("photo", ["", "map.png", "file:///etc/passwd", "AgACAgUAAx", None])
async def test_a_photo_is_an_address_and_nothing_else(zalo: ZaloApi, hoa: ZaloPerson, photo: str | None) -> None:
    assert await zalo.code("sendPhoto", chat_id=hoa.id, photo=photo) == 400


async def test_a_photo_that_cannot_be_opened_is_not_sent(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    assert await zalo.code("sendPhoto", chat_id=hoa.id, photo=f"{sim.url}/zalo/files/none.png") == 400
    assert hoa.heard == []


async def test_a_zalo_that_does_not_look_sends_any_address(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    sim.zalo.manner.change({"fetches": False})
    assert await zalo.code("sendPhoto", chat_id=hoa.id, photo="https://1022.example.vn/map.png") == 0
    assert (await hoa.hears()).link == "https://1022.example.vn/map.png"


@pytest.mark.parametrize(
    ("voice", "code"), [("https://1022.example.vn/a.aac", 0), ("https://1022.example.vn/a.mp3", 400)]
)
async def test_a_voice_is_the_address_of_an_aac_file(zalo: ZaloApi, hoa: ZaloPerson, voice: str, code: int) -> None:
    assert await zalo.code("sendVoice", chat_id=hoa.id, voice_url=voice) == code


async def test_a_caption_has_2000_characters_at_most(zalo: ZaloApi, hoa: ZaloPerson) -> None:
    link = (await hoa.sends_photo(PNG, mime="image/png")).link
    assert await zalo.code("sendPhoto", chat_id=hoa.id, photo=link, caption="a" * 2001) == 400


async def test_the_fifty_first_user_is_over_the_plan(sim: Simulator, zalo: ZaloApi) -> None:
    sim.zalo.manner.change({"users": 2})
    people = [sim.zalo_person(name=name) for name in ("Hoa", "Minh", "Bình")]
    for person in people:
        await person.says("alo")
    assert [await zalo.code("sendMessage", chat_id=person.id, text="Chào") for person in people] == [0, 0, 429]


async def test_the_plan_has_so_many_messages_a_month(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    sim.zalo.manner.change({"messages": 2})
    codes = [await zalo.code("sendMessage", chat_id=hoa.id, text=f"Tin {number}") for number in range(3)]
    assert codes == [0, 0, 429]


async def test_a_new_month_has_a_new_plan(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    sim.zalo.manner.change({"messages": 1})
    assert await zalo.code("sendMessage", chat_id=hoa.id, text="Tin 1") == 0
    sim.clock.advance(32 * 24 * 3600)
    assert await zalo.code("sendMessage", chat_id=hoa.id, text="Tin 2") == 0


async def test_polling_and_a_webhook_exclude_each_other(sim: Simulator, zalo: ZaloApi) -> None:
    await zalo("setWebhook", url=f"{sim.url}/nowhere", secret_token=SECRET)
    assert await zalo.code("getUpdates", timeout=0) == 400
    await zalo("deleteWebhook")
    assert await zalo.code("getUpdates", timeout=0) == 408


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://1022.example.vn/zalo", SECRET),
        ("nowhere", SECRET),
        ("https://1022.example.vn/zalo", "short"),
        ("https://1022.example.vn/zalo", "s" * 257),
        ("https://1022.example.vn/zalo", None),
    ],
)
async def test_a_webhook_that_zalo_does_not_take(zalo: ZaloApi, url: str, secret: str | None) -> None:
    assert await zalo.code("setWebhook", url=url, secret_token=secret) == 400


async def test_a_bot_without_a_webhook_has_none_to_show(zalo: ZaloApi) -> None:
    assert await zalo.code("getWebhookInfo") == 404
    assert await zalo.code("deleteWebhook") == 0


async def test_a_webhook_is_tested_so_often_a_day(sim: Simulator, zalo: ZaloApi) -> None:
    sim.zalo.manner.change({"tests_a_day": 0})
    answer = await zalo("testWebhook")
    assert (answer["ok"], answer["errorCode"]) == (False, 426)


async def test_what_is_written_while_nobody_polls_may_be_lost(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    sim.zalo.manner.change({"lost_after": 10})
    assert await zalo.code("getUpdates") == 0
    await hoa.says("còn nghe")
    sim.clock.advance(11)
    await hoa.says("không ai nghe")
    assert (await zalo("getUpdates"))["result"]["message"]["text"] == "còn nghe"
    assert await zalo.code("getUpdates", timeout=0) == 408
