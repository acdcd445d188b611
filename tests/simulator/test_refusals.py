"""Telegram's refusals, letter for letter."""

import asyncio
from typing import Any

import pytest

from simulator import groupings
from simulator.server import Simulator
from tests.simulator.samples import Api

LONG = "x" * 4097


async def refused(api: Api, method: str, **params: Any) -> tuple[int, str]:
    answer = await api(method, **params)
    assert not answer["ok"], answer
    return answer["error_code"], answer["description"]


@pytest.mark.parametrize(
    ("method", "params", "code", "description"),
    [
        ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 99, "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": 1001}, 400, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": 1001, "text": " \n "}, 400, "Bad Request: text must be non-empty"),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "<b></b>", "parse_mode": "HTML"},
            400,
            "Bad Request: text must be non-empty",
        ),
        ("sendMessage", {"chat_id": 1001, "text": LONG}, 400, "Bad Request: message is too long"),
        ("sendMessage", {"chat_id": 1001, "text": "x" * 32769}, 400, "Bad Request: text is too long"),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "x", "parse_mode": "Wiki"},
            400,
            "Bad Request: unsupported parse_mode",
        ),
        (
            "sendMessage",
            {"chat_id": 1001, "text": "x", "reply_parameters": {"message_id": 77}},
            400,
            "Bad Request: message to be replied not found",
        ),
        (
            "editMessageText",
            {"chat_id": 1001, "message_id": 77, "text": "x"},
            400,
            "Bad Request: message to edit not found",
        ),
        ("deleteMessage", {"chat_id": 1001, "message_id": 77}, 400, "Bad Request: message to delete not found"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "5"},
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ),
        ("sendPhoto", {"chat_id": 1001}, 400, "Bad Request: there is no photo in the request"),
        ("sendDocument", {"chat_id": 1001}, 400, "Bad Request: there is no document in the request"),
        (
            "sendPhoto",
            {"chat_id": 1001, "photo": "nonsense"},
            400,
            "Bad Request: wrong file identifier/HTTP URL specified",
        ),
        ("sendLocation", {"chat_id": 1001, "longitude": 106.1}, 400, "Bad Request: latitude is empty"),
        ("sendLocation", {"chat_id": 1001, "latitude": 11.3}, 400, "Bad Request: longitude is empty"),
        (
            "copyMessage",
            {"chat_id": 1001, "from_chat_id": 1001, "message_id": 77},
            400,
            "Bad Request: message to copy not found",
        ),
        ("setMyCommands", {"commands": "{"}, 400, "Bad Request: can't parse commands JSON object"),
        ("setMyCommands", {"commands": "7"}, 400, "Bad Request: expected an Array of BotCommand"),
        (
            "setMyCommands",
            {"commands": [{"command": "", "description": "x"}]},
            400,
            "Bad Request: command must be non-empty",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": " "}]},
            400,
            "Bad Request: command description must be non-empty",
        ),
        ("getFile", {}, 400, "Bad Request: file_id not specified"),
        ("getFile", {"file_id": "nonsense"}, 400, "Bad Request: invalid file_id"),
        (
            "setWebhook",
            {"url": "http://example.com/hook"},
            400,
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            "setWebhook",
            {"url": "https://example.com:444/hook"},
            400,
            "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            "setWebhook",
            {"url": "https://example.com/", "secret_token": "a b"},
            400,
            "Bad Request: secret token contains unallowed characters",
        ),
        ("noSuchMethod", {}, 404, "Not Found: method not found"),
        (
            "setMessageReaction",
            {"chat_id": 1001, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "🚀"}]},
            400,
            "Bad Request: REACTION_INVALID",
        ),
    ],
)
async def test_a_wrong_call_is_refused_in_telegrams_words(
    sim: Simulator, api: Api, method: str, params: dict[str, Any], code: int, description: str
) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    assert await refused(api, method, **params) == (code, description)


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "ế" * 22}, "Bad Request: BUTTON_DATA_INVALID"),
        (
            {"text": "a"},
            "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"callback_data": "a"}, "Bad Request: can't parse inline keyboard button: Can't find field \"text\""),
    ],
)
async def test_a_wrong_button_is_refused(sim: Simulator, api: Api, button: dict[str, str], description: str) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    markup = {"inline_keyboard": [[button]]}
    assert await refused(api, "sendMessage", chat_id=hoa.id, text="x", reply_markup=markup) == (400, description)


async def test_64_bytes_of_callback_data_are_taken_with_style_and_copy_text(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    first = {"text": "Duyệt", "callback_data": "x" * 64, "style": "success"}
    second = {"text": "Sao chép", "copy_text": {"text": "TN-7K3F-92"}}
    await api("sendMessage", chat_id=hoa.id, text="x", reply_markup={"inline_keyboard": [[first, second]]})
    heard = await hoa.hears("x")
    assert heard.button("Duyệt").style == "success"
    assert heard.button("Sao chép").copy == "TN-7K3F-92"


async def test_people_who_cannot_be_written_to_are_refused_each_in_its_way(sim: Simulator, api: Api) -> None:
    never, gone, blocker = (sim.person(name=name) for name in ("Never", "Gone", "Blocker"))
    for person in (gone, blocker):
        await person.says("/start")
    gone.deactivates()
    await blocker.blocks()
    for person, sentence in (
        (never, "Forbidden: bot can't initiate conversation with a user"),
        (gone, "Forbidden: user is deactivated"),
        (blocker, "Forbidden: bot was blocked by the user"),
    ):
        assert await refused(api, "sendMessage", chat_id=person.id, text="x") == (403, sentence)
    await blocker.unblocks()
    assert (await api("sendMessage", chat_id=blocker.id, text="x"))["ok"]


async def test_an_edit_that_changes_nothing_is_refused(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    sent = (await api("sendMessage", chat_id=hoa.id, text="<b>x</b>", parse_mode="HTML"))["result"]
    same = {"chat_id": hoa.id, "message_id": sent["message_id"], "text": "<b>x</b>", "parse_mode": "HTML"}
    assert await refused(api, "editMessageText", **same) == (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
        "a current content and reply markup of the message",
    )
    assert (await api("editMessageText", **same | {"text": "y"}))["result"]["edit_date"]


async def test_only_the_bots_own_text_can_be_edited(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    said = await hoa.says("/start")
    edit = {"chat_id": hoa.id, "message_id": said.id, "text": "x"}
    assert await refused(api, "editMessageText", **edit) == (400, "Bad Request: message can't be edited")
    place = (await api("sendLocation", chat_id=hoa.id, latitude=11.3, longitude=106.1))["result"]
    edit["message_id"] = place["message_id"]
    assert await refused(api, "editMessageText", **edit) == (
        400,
        "Bad Request: there is no text in the message to edit",
    )


async def test_a_press_can_be_answered_for_150_seconds(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    await api("sendMessage", chat_id=hoa.id, text="x", reply_markup=markup)
    press = await hoa.presses("a")
    assert press.record is not None
    sim.clock.advance(151)
    assert await refused(api, "answerCallbackQuery", callback_query_id=press.record.id) == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


async def test_captions_hold_1024_and_texts_4096_units_of_utf16(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    photo = await hoa.sends_photo(b"not really a photo")
    file_id = photo.message.content["photo"][-1]["file_id"]
    assert (await api("sendMessage", chat_id=hoa.id, text="😀" * 2048))["ok"]
    assert await refused(api, "sendMessage", chat_id=hoa.id, text="😀" * 2048 + "x") == (
        400,
        "Bad Request: message is too long",
    )
    assert (await api("sendPhoto", chat_id=hoa.id, photo=file_id, caption="x" * 1024))["ok"]
    assert await refused(api, "sendPhoto", chat_id=hoa.id, photo=file_id, caption="x" * 1025) == (
        400,
        "Bad Request: message caption is too long",
    )


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("kicked", "Forbidden: bot was kicked from the supergroup chat"),
        ("left", "Forbidden: bot is not a member of the supergroup chat"),
    ],
)
async def test_a_group_that_the_bot_is_not_in_is_forbidden(
    sim: Simulator, api: Api, status: str, sentence: str
) -> None:
    group = sim.group(title="Đội trực", members=[sim.person(name="Hoa")], bot=status)
    assert await refused(api, "sendMessage", chat_id=group.id, text="x") == (403, sentence)


async def test_an_upgraded_group_names_its_new_id(sim: Simulator, api: Api) -> None:
    group = sim.group(title="Đội trực", type="group", members=[sim.person(name="Hoa")])
    wide = groupings.upgrade(sim.world, group)
    answer = await api("sendMessage", chat_id=group.id, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": wide.id}


async def test_a_token_is_checked_before_anything_else(sim: Simulator, http: Any) -> None:
    sim.faults.add("flood")
    for token, sentence in (("nonsense", "Unauthorized: invalid token specified"), (sim.token + "x", "Unauthorized")):
        async with http.get(f"{sim.url}/bot{token}/noSuchMethod") as response:
            assert response.status == 401
            assert (await response.json())["description"] == sentence


async def test_a_limited_server_knows_one_token(http: Any) -> None:
    async with Simulator(token="123:abc") as sim:
        for token, status in (("123:abc", 200), ("124:abc", 401)):
            async with http.get(f"{sim.url}/bot{token}/getMe") as response:
                assert response.status == status


async def test_a_chat_begun_with_one_bot_is_closed_to_another(sim: Simulator, http: Any) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    other = sim.new_token()
    async with http.post(f"{sim.url}/bot{other}/sendMessage", json={"chat_id": hoa.id, "text": "x"}) as response:
        assert (await response.json())["description"] == "Forbidden: bot can't initiate conversation with a user"


async def test_a_path_without_a_method_and_an_upload_over_50_mb_are_refused(sim: Simulator, http: Any) -> None:
    async with http.get(f"{sim.url}/bot{sim.token}") as response:
        assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
    reader, writer = await asyncio.open_connection(sim.host, sim.port)
    head = f"POST /bot{sim.token}/sendDocument HTTP/1.1\r\nHost: x\r\nContent-Length: {50 * 1024 * 1024 + 1}\r\n\r\n"
    writer.write(head.encode())
    assert (await reader.readline()).startswith(b"HTTP/1.1 413")
    writer.close()
