"""Every way in which Telegram says no, provoked at the simulator over HTTP, and what each means for the message."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from channels.fate import Fate, NotSent
from channels.message import Acknowledge, Button, Picture, Say
from channels.telegram import Telegram
from channels.telegram_http import RawClient
from simulator.person import Person
from simulator.server import Simulator

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


class Scene:
    """Hoa has started the bot; calls go straight to the Bot API and say how they were refused."""

    def __init__(self, sim: Simulator, hoa: Person, lane: RawClient) -> None:
        self.sim = sim
        self.hoa = hoa
        self.lane = lane

    async def call(self, method: str, **fields: Any) -> Any:
        return await self.lane.post(method, json.dumps(fields).encode())

    async def says(self, chat: int, **fields: Any) -> Any:
        return await self.call("sendMessage", chat_id=chat, **{"text": "Chào", **fields})

    async def group(self, **facts: Any) -> int:
        return self.sim.group(title="Tổ 5", members=[self.hoa], **facts).id

    async def control(self, method: str, path: str, **fields: Any) -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.sim.url + path, json=fields) as answer,
        ):
            assert answer.status == 200, await answer.text()
            return await answer.json()


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with Simulator() as sim, RawClient(sim.token, api_url=sim.url) as lane:
        hoa = sim.person(name="Lê Thị Hoa")
        await hoa.says("/start")
        yield Scene(sim, hoa, lane)


async def blocked(scene: Scene) -> None:
    await scene.hoa.blocks()
    await scene.says(scene.hoa.id)


async def deactivated(scene: Scene) -> None:
    scene.hoa.deactivates()
    await scene.says(scene.hoa.id)


async def never_started(scene: Scene) -> None:
    await scene.says(scene.sim.person(name="Bình").id)


async def unknown_chat(scene: Scene) -> None:
    await scene.says(424242)


async def no_chat(scene: Scene) -> None:
    await scene.call("sendMessage", text="x")


async def another_bot(scene: Scene) -> None:
    await scene.says(int(scene.sim.new_token().partition(":")[0]))


def bot_is(status: str, kind: str) -> "Provoke":
    async def provoke(scene: Scene) -> None:
        group = await scene.group(type=kind)
        await scene.control("POST", f"/sim/groups/{group}/bot", status=status)
        await scene.says(group)

    return provoke


async def may_not_write(scene: Scene) -> None:
    group = await scene.group()
    rights = {"can_send_messages": False}
    await scene.control("POST", f"/sim/groups/{group}/bot", status="restricted", rights=rights)
    await scene.says(group)


def in_these_words(status: int, description: str) -> "tuple[Provoke, str]":
    """A refusal that the simulator has no occasion for."""

    async def provoke(scene: Scene) -> None:
        scene.sim.faults.add("error", method="sendMessage", status=status, description=description)
        await scene.says(scene.hoa.id)

    return provoke, description


async def upgraded_group(scene: Scene) -> None:
    group = await scene.group(type="group")
    await scene.control("POST", f"/sim/groups/{group}/upgrade")
    await scene.says(group)


async def flooded(scene: Scene) -> None:
    scene.sim.faults.add("flood", method="sendMessage", retry_after=5)
    await scene.says(scene.hoa.id)


async def too_fast(scene: Scene) -> None:
    scene.sim.flood.change({"on": True, "chat_burst": 1})
    for _ in range(5):
        await scene.says(scene.hoa.id)


async def restarting(scene: Scene) -> None:
    scene.sim.faults.add("restart", seconds=1)
    await scene.says(scene.hoa.id)


async def proxy_in_front(scene: Scene) -> None:
    scene.sim.faults.add("html", method="sendMessage")
    await scene.says(scene.hoa.id)


async def accepted_then_dropped(scene: Scene) -> None:
    scene.sim.faults.add("drop_after", method="sendMessage")
    await scene.says(scene.hoa.id)


async def dropped(scene: Scene) -> None:
    scene.sim.faults.add("drop_before", method="sendMessage")
    await scene.says(scene.hoa.id)


def text(**fields: Any) -> "Provoke":
    async def provoke(scene: Scene) -> None:
        await scene.says(scene.hoa.id, **fields)

    return provoke


def call(method: str, **fields: Any) -> "Provoke":
    async def provoke(scene: Scene) -> None:
        await scene.call(method, **fields)

    return provoke


def to_hoa(method: str, **fields: Any) -> "Provoke":
    async def provoke(scene: Scene) -> None:
        await scene.call(method, chat_id=scene.hoa.id, **fields)

    return provoke


async def photo(scene: Scene, **fields: str) -> int:
    form = aiohttp.FormData({"chat_id": str(scene.hoa.id), **fields})
    form.add_field("photo", PNG, filename="a.png", content_type="image/png")
    _, answer = await scene.lane.exchange("sendPhoto", form)
    document = json.loads(answer)
    if not document["ok"]:
        raise AssertionError(document)
    return int(document["result"]["message_id"])


async def caption_too_long(scene: Scene) -> None:
    sent = await photo(scene)
    await scene.call("editMessageCaption", chat_id=scene.hoa.id, message_id=sent, caption="x" * 1025)


async def edit_without_change(scene: Scene) -> None:
    sent = await scene.says(scene.hoa.id)
    await scene.call("editMessageText", chat_id=scene.hoa.id, message_id=sent["message_id"], text="Chào")


async def edit_of_somebody_elses(scene: Scene) -> None:
    said = await scene.hoa.says("của tôi")
    await scene.call("editMessageText", chat_id=scene.hoa.id, message_id=said.id, text="x")


async def edit_text_of_a_picture(scene: Scene) -> None:
    await scene.call("editMessageText", chat_id=scene.hoa.id, message_id=await photo(scene), text="x")


async def edit_caption_of_a_text(scene: Scene) -> None:
    sent = await scene.says(scene.hoa.id)
    await scene.call("editMessageCaption", chat_id=scene.hoa.id, message_id=sent["message_id"], caption="x")


async def press_too_old(scene: Scene) -> None:
    markup = {"inline_keyboard": [[{"text": "Duyệt", "callback_data": "a:1:2"}]]}
    await scene.says(scene.hoa.id, reply_markup=markup)
    await scene.hoa.presses("Duyệt")
    updates = [json.loads(raw) for _, raw in await scene.lane.get_updates(0, 0)]
    await scene.control("PUT", "/sim/clock", advance=200)
    await scene.call("answerCallbackQuery", callback_query_id=updates[-1]["callback_query"]["id"])


async def polling_beside_a_webhook(scene: Scene) -> None:
    await scene.lane.get_updates(-1, 0)
    await scene.lane.get_updates(2**31 - 1, 0)
    await scene.call("setWebhook", url="https://127.0.0.1:8443/hook")
    await scene.call("getUpdates")


async def polling_twice(scene: Scene) -> None:
    await scene.lane.get_updates(2**31 - 1, 0)
    first = asyncio.create_task(scene.lane.get_updates(2**31 - 1, 20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(scene.lane.get_updates(2**31 - 1, 1))
    try:
        await first
    finally:
        await second


async def wrong_token(scene: Scene) -> None:
    async with Simulator(token="1:right") as other, RawClient("1:wrong", api_url=other.url) as lane:
        await lane.post("getMe")


async def malformed_token(scene: Scene) -> None:
    async with RawClient("no-token", api_url=scene.sim.url) as lane:
        await lane.post("getMe")


Provoke = Callable[[Scene], Awaitable[None]]
BUTTON = {"inline_keyboard": [[{"text": "x", "callback_data": "đ" * 33}]]}

BLOCKED: list[tuple[Provoke, str]] = [
    (blocked, "Forbidden: bot was blocked by the user"),
    in_these_words(400, "Bad Request: USER_IS_BLOCKED"),
]
GONE: list[tuple[Provoke, str]] = [
    (deactivated, "Forbidden: user is deactivated"),
    (never_started, "Forbidden: bot can't initiate conversation with a user"),
    (unknown_chat, "Bad Request: chat not found"),
    (no_chat, "Bad Request: chat_id is empty"),
    (another_bot, "Forbidden: the bot can't send messages to the bot"),
    (bot_is("kicked", "group"), "Forbidden: bot was kicked from the group chat"),
    (bot_is("kicked", "supergroup"), "Forbidden: bot was kicked from the supergroup chat"),
    (bot_is("kicked", "channel"), "Forbidden: bot was kicked from the channel chat"),
    (bot_is("left", "group"), "Forbidden: bot is not a member of the group chat"),
    (bot_is("left", "supergroup"), "Forbidden: bot is not a member of the supergroup chat"),
    (may_not_write, "Bad Request: not enough rights to send text messages to the chat"),
    in_these_words(403, "Forbidden: the group chat was deleted"),
    in_these_words(400, "Bad Request: have no write access to the chat"),
    in_these_words(400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    in_these_words(400, "Bad Request: PEER_ID_INVALID"),
    (to_hoa("sendMessage", text="x", message_thread_id=5), "Bad Request: message thread not found"),
]
CONTENT: list[tuple[Provoke, str]] = [
    (text(text=""), "Bad Request: message text is empty"),
    (text(text="<b></b>", parse_mode="HTML"), "Bad Request: text must be non-empty"),
    (text(text="x" * 4097), "Bad Request: message is too long"),
    (text(text="x" * 32769), "Bad Request: text is too long"),
    (text(parse_mode="BBCode"), "Bad Request: unsupported parse_mode"),
    (text(text="<b>", parse_mode="HTML"), "Bad Request: can't parse entities"),
    (text(text="2 < 3", parse_mode="HTML"), "Bad Request: can't parse entities"),
    (text(text="<b>x</i>", parse_mode="HTML"), "Bad Request: can't parse entities"),
    (text(text="a.b", parse_mode="MarkdownV2"), "Bad Request: can't parse entities"),
    (text(reply_markup={"inline_keyboard": [[{"text": "x"}]]}), "Bad Request: can't parse inline keyboard button"),
    (text(reply_markup=BUTTON), "Bad Request: BUTTON_DATA_INVALID"),
    (caption_too_long, "Bad Request: message caption is too long"),
    (to_hoa("sendPhoto"), "Bad Request: there is no photo in the request"),
    (to_hoa("sendDocument"), "Bad Request: there is no document in the request"),
    (to_hoa("sendPhoto", photo="nonsense"), "Bad Request: wrong file identifier/HTTP URL specified"),
    (to_hoa("sendLocation", longitude=106), "Bad Request: latitude is empty"),
    (to_hoa("sendLocation", latitude=11), "Bad Request: longitude is empty"),
    (call("setMyCommands", commands="nonsense"), "Bad Request: can't parse commands JSON object"),
    (call("setMyCommands", commands=[{"command": "", "description": "x"}]), "Bad Request: command must be non-empty"),
    (call("getFile"), "Bad Request: file_id not specified"),
    (call("getFile", file_id="nonsense"), "Bad Request: invalid file_id"),
    (call("setWebhook", url="http://1022.example"), "Bad Request: bad webhook: An HTTPS URL must be provided"),
    in_these_words(400, "Bad Request: a sentence of next year"),
]
STALE: list[tuple[Provoke, str]] = [
    (edit_without_change, "Bad Request: message is not modified"),
    (to_hoa("editMessageText", message_id=999, text="x"), "Bad Request: message to edit not found"),
    (edit_of_somebody_elses, "Bad Request: message can't be edited"),
    (edit_text_of_a_picture, "Bad Request: there is no text in the message to edit"),
    (edit_caption_of_a_text, "Bad Request: there is no caption in the message to edit"),
    (text(reply_parameters={"message_id": 999}), "Bad Request: message to be replied not found"),
    (press_too_old, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    (call("answerCallbackQuery", callback_query_id="1"), "Bad Request: query is too old"),
]
FATAL: list[tuple[Provoke, str]] = [
    (wrong_token, "Unauthorized"),
    (malformed_token, ""),
    (call("sendNothing"), "Not Found: method not found"),
    (polling_beside_a_webhook, "Conflict: can't use getUpdates method while webhook is active"),
    (polling_twice, "Conflict: terminated by other getUpdates request"),
]
UNKNOWN: list[tuple[Provoke, str]] = [
    (restarting, "Internal Server Error: restart"),
    (proxy_in_front, "HTTP 502"),
    (accepted_then_dropped, "ServerDisconnectedError"),
    (dropped, "ServerDisconnectedError"),
]
AGAIN = [in_these_words(400, "Bad Request: wrong file_id or the file is temporarily unavailable")]


def each(fate: Fate, rows: list[tuple[Provoke, str]]) -> list[Any]:
    return [pytest.param(provoke, words, fate, id=f"{fate}: {words}") for provoke, words in rows]


@pytest.mark.parametrize(
    ("provoke", "words", "fate"),
    [
        *each(Fate.BLOCKED, BLOCKED),
        *each(Fate.GONE, GONE),
        *each(Fate.CONTENT, CONTENT),
        *each(Fate.STALE, STALE),
        *each(Fate.FATAL, FATAL),
        *each(Fate.UNKNOWN, UNKNOWN),
        *each(Fate.AGAIN, AGAIN),
        *each(Fate.MOVED, [(upgraded_group, "Bad Request: group chat was upgraded to a supergroup chat")]),
        *each(Fate.THROTTLED, [(flooded, "Too Many Requests: retry after 5"), (too_fast, "Too Many Requests")]),
    ],
)
async def test_a_refusal_means(provoke: Provoke, words: str, fate: Fate, scene: Scene) -> None:
    with pytest.raises(NotSent) as refused:
        await provoke(scene)
    assert refused.value.fate is fate
    assert refused.value.reason.startswith(words)
    assert (refused.value.retry_after is not None) == (fate is Fate.THROTTLED)
    assert (refused.value.moved_to is not None) == (fate is Fate.MOVED)


@pytest.fixture
async def telegram(scene: Scene) -> AsyncIterator[Telegram]:
    async def draw(picture: Picture) -> bytes:
        return PNG

    async with RawClient(scene.sim.token, api_url=scene.sim.url) as broadcasts:
        yield Telegram(scene.lane, broadcasts, draw=draw)


async def test_the_same_refusals_come_through_ptb_and_through_bytes(scene: Scene, telegram: Telegram) -> None:
    await scene.hoa.blocks()
    for sending in (
        telegram.send(str(scene.hoa.id), Say(text="x")),
        telegram.tell(str(scene.hoa.id), telegram.prepare(Say(text="x"))),
    ):
        with pytest.raises(NotSent) as refused:
            await sending
        assert refused.value.fate is Fate.BLOCKED
        assert refused.value.reason == "Forbidden: bot was blocked by the user"


async def test_a_moved_chat_says_where_it_went(scene: Scene, telegram: Telegram) -> None:
    group = await scene.group(type="group")
    await scene.control("POST", f"/sim/groups/{group}/upgrade")
    with pytest.raises(NotSent) as refused:
        await telegram.send(str(group), Say(text="x"))
    assert refused.value.moved_to is not None
    await telegram.send(refused.value.moved_to, Say(text="x"))


async def test_a_dropped_connection_may_have_delivered(scene: Scene, telegram: Telegram) -> None:
    scene.sim.faults.add("drop_after", method="sendMessage", times=1)
    with pytest.raises(NotSent) as refused:
        await telegram.send(str(scene.hoa.id), Say(text="một lần thôi"))
    assert refused.value.fate is Fate.UNKNOWN
    await scene.hoa.hears("một lần thôi")


async def test_what_we_say_is_what_a_phone_shows(scene: Scene, telegram: Telegram) -> None:
    chat = str(scene.hoa.id)
    buttons = ((Button(text="Sao chép", copy="TN-7K3F-92"), Button(text="Tiếp", data="next:1:1")),)
    sent = await telegram.send(chat, Say(text="<b>Mã</b> của bạn", buttons=buttons))
    shown = await scene.hoa.hears("Mã của bạn")
    assert str(shown.id) == sent
    assert [entity["type"] for entity in shown.entities] == ["bold"]
    assert await telegram.send(chat, Say(text="Đã đổi", edit=sent)) == sent
    assert await telegram.send(chat, Say(text="Đã đổi", edit=sent)) == sent
    assert await telegram.send(chat, Say(text="Có hình", edit=sent, picture=Picture(kind="chart"))) == sent
    assert await telegram.send(chat, Say(text="Hình như cũ", edit=sent)) == sent
    assert await telegram.send(chat, Say(text="Mới", edit="999")) not in (sent, None)


async def test_what_a_person_does_comes_back_in_our_words(scene: Scene, telegram: Telegram) -> None:
    chat = str(scene.hoa.id)
    await telegram.send(chat, Say(text="?", buttons=((Button(text="Duyệt", data="approve:1:2"),),)))
    pressed = await scene.hoa.presses("Duyệt")
    raw = (await scene.lane.get_updates(0, 0))[-1][1]
    incoming = telegram.read(raw)
    assert incoming is not None
    assert incoming.body.data == "approve:1:2"  # type: ignore[union-attr]
    await telegram.send(chat, Acknowledge(press=incoming.body.press, text="Đã nhận"))  # type: ignore[union-attr]
    assert (await pressed.answer()).text == "Đã nhận"
    assert await telegram.username() == (await scene.lane.post("getMe"))["username"]
