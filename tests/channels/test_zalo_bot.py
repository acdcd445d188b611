"""What Zalo's bot platform says, in either of its layers, becomes a fate; what we send is what it documents."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.fate import Fate, NotSent
from channels.message import Acknowledge, Document, Menu, Picture, Say
from channels.zalo_bot import ZaloBot
from channels.zalo_bot_http import ZaloBotLane
from tests.channels.loopback import Answer, Loopback, no, ok, said

TOKEN = "461022:the-token-nobody-may-see"
CHAT = "6ede9afa66b88fe6d6a9"
SENT = ok({"message_id": "2d758cb5e222177a4e35", "date": 1750316131602})
LINK = "https://1022.example.vn/f/abc"


@pytest.fixture
async def zalo(server: Loopback) -> AsyncIterator[ZaloBot]:
    server.otherwise = SENT
    async with ZaloBotLane(TOKEN, api_url=server.url) as replies, ZaloBotLane(TOKEN, api_url=server.url) as broadcasts:
        yield ZaloBot(replies, broadcasts, link=lambda thing: f"{LINK}#{thing.kind}")


async def refusal(zalo: ZaloBot, server: Loopback, answer: Answer) -> NotSent:
    server.answers.append(answer)
    with pytest.raises(NotSent) as caught:
        await zalo.send(CHAT, Say(text="a"))
    return caught.value


async def test_a_message_goes_as_words_with_its_styles(zalo: ZaloBot, server: Loopback) -> None:
    assert await zalo.send(CHAT, Say(text="<b>Bão</b> &amp; lũ")) == "2d758cb5e222177a4e35"
    assert server.last.path == f"/bot{TOKEN}/sendMessage"
    assert server.last.headers["Content-Type"] == "application/json"
    assert server.last.json == {
        "chat_id": CHAT,
        "text": "Bão & lũ",
        "text_styles": [{"start": 0, "len": 3, "st": ["b"]}],
    }


async def test_a_long_text_goes_in_several_messages(zalo: ZaloBot, server: Loopback) -> None:
    await zalo.send(CHAT, Say(text="Một câu. " * 300))
    assert server.called == ["sendMessage", "sendMessage"]
    assert all(len(call.json["text"]) <= 2000 for call in server.calls)


async def test_a_picture_goes_by_address_with_its_words_under_it(zalo: ZaloBot, server: Loopback) -> None:
    await zalo.send(CHAT, Say(text="<b>Bản đồ</b>", picture=Picture(kind="card", subject="7 vi")))
    assert server.last.path.endswith("/sendPhoto")
    assert server.last.json == {"chat_id": CHAT, "photo": f"{LINK}#card", "caption": "Bản đồ"}


async def test_words_too_long_for_a_picture_follow_it(zalo: ZaloBot, server: Loopback) -> None:
    await zalo.send(CHAT, Say(text="Một câu. " * 300, picture=Picture(kind="card", subject="7 vi")))
    assert server.called == ["sendPhoto", "sendMessage", "sendMessage"]
    assert "caption" not in server.calls[0].json


async def test_a_picture_that_is_refused_leaves_its_words(zalo: ZaloBot, server: Loopback) -> None:
    server.answers.append(no(400, "Bad Request"))
    await zalo.send(CHAT, Say(text="Bản đồ", picture=Picture(kind="card", subject="7 vi")))
    assert server.called == ["sendPhoto", "sendMessage"]


async def test_a_picture_that_only_another_channel_holds_leaves_its_words(zalo: ZaloBot, server: Loopback) -> None:
    await zalo.send(CHAT, Say(text="Bản đồ", picture=Picture(kind="held", file="AgACAgUAAx")))
    assert server.called == ["sendMessage"]


async def test_a_file_goes_as_its_address(zalo: ZaloBot, server: Loopback) -> None:
    await zalo.send(CHAT, Say(text="Dữ liệu", document=Document(kind="cap", subject="7", name="cap.xml")))
    assert server.last.json["text"] == f"Dữ liệu\n\n{LINK}#cap"


@pytest.mark.parametrize("message", [Acknowledge(press="1", text="đã lưu"), Menu(commands=(("help", "Trợ giúp"),))])
async def test_what_has_no_place_there_is_not_sent(zalo: ZaloBot, server: Loopback, message: Any) -> None:
    assert await zalo.send(CHAT, message) is None
    assert server.calls == []


async def test_a_message_to_many_is_built_once(zalo: ZaloBot, server: Loopback) -> None:
    prepared = zalo.prepare(Say(text="<b>Bão</b>"))
    assert await zalo.tell(CHAT, prepared, reply_to="2d758cb5e222177a4e35") == "2d758cb5e222177a4e35"
    assert server.last.json == {
        "chat_id": CHAT,
        "text": "Bão",
        "text_styles": [{"start": 0, "len": 3, "st": ["b"]}],
    }


async def test_a_picture_to_many_that_is_refused_leaves_its_words(zalo: ZaloBot, server: Loopback) -> None:
    prepared = zalo.prepare(Say(text="<b>Bão</b>", picture=Picture(kind="held", subject="AgAC", file="AgAC")))
    server.answers.append(no(400, "Bad Request"))
    await zalo.tell(CHAT, prepared)
    assert server.called == ["sendPhoto", "sendMessage"]
    assert server.last.json == {"chat_id": CHAT, "text": "Bão"}


def test_a_message_to_many_that_is_too_long_is_refused_at_once(zalo: ZaloBot) -> None:
    with pytest.raises(ValueError, match="one message"):
        zalo.prepare(Say(text="Một câu. " * 300))


FATES = [
    (400, "Bad Request", Fate.CONTENT),
    (400, "Bad Request: chat not found", Fate.GONE),
    (401, "Unauthorized", Fate.FATAL),
    (403, "Internal server error", Fate.UNKNOWN),
    (403, "Internal server error: the user has blocked the bot", Fate.BLOCKED),
    (404, "Not Found", Fate.FATAL),
    (408, "Request timeout", Fate.UNKNOWN),
    (429, "Quota exceeded", Fate.THROTTLED),
    (500, "Internal Server Error", Fate.UNKNOWN),
]


@pytest.mark.parametrize("status_too", [True, False], ids=["HTTP status too", "HTTP 200"])
@pytest.mark.parametrize(("code", "words", "fate"), FATES)
async def test_a_refusal_is_known_in_both_layers(
    zalo: ZaloBot, server: Loopback, code: int, words: str, fate: Fate, status_too: bool
) -> None:
    envelope = {"ok": False, "error_code": code, "description": words}
    refused = await refusal(zalo, server, said(envelope, code if status_too else 200))
    assert (refused.fate, refused.reason) == (fate, words)


@pytest.mark.parametrize("answer", [Answer(status=502, body=b"<html>"), Answer(drop=True), Answer(body=b"[]")])
async def test_what_is_no_answer_of_zalos_says_nothing(zalo: ZaloBot, server: Loopback, answer: Answer) -> None:
    assert (await refusal(zalo, server, answer)).fate is Fate.UNKNOWN


async def test_after_a_429_a_lane_is_silent_and_the_other_goes_on(zalo: ZaloBot, server: Loopback) -> None:
    first = await refusal(zalo, server, no(429, "Quota exceeded"))
    assert first.retry_after == pytest.approx(1, abs=0.1)
    with pytest.raises(NotSent) as caught:
        await zalo.send(CHAT, Say(text="a"))
    assert caught.value.fate is Fate.THROTTLED
    await zalo.tell(CHAT, zalo.prepare(Say(text="Bão")))
    assert server.called == ["sendMessage"] * 2


async def test_a_plan_that_is_used_up_sends_alerts_another_way(server: Loopback) -> None:
    async with ZaloBotLane(TOKEN, api_url=server.url, silence=90.0) as lane:
        zalo = ZaloBot(lane, lane)
        prepared = zalo.prepare(Say(text="Bão"))
        server.otherwise = no(429, "Quota exceeded")
        for _ in range(2):
            with pytest.raises(NotSent) as caught:
                await zalo.tell(CHAT, prepared)
            assert caught.value.fate is Fate.SHUT
        with pytest.raises(NotSent) as caught:
            await zalo.send(CHAT, Say(text="a"))
        assert caught.value.fate is Fate.THROTTLED
    assert server.called == ["sendMessage"]


async def test_nobody_listening_is_certain_not_to_have_got_it(server: Loopback) -> None:
    async with ZaloBotLane(TOKEN, api_url="http://127.0.0.1:1") as lane:
        with pytest.raises(NotSent) as caught:
            await ZaloBot(lane, lane).send(CHAT, Say(text="a"))
    assert caught.value.fate is Fate.AGAIN


@pytest.mark.parametrize("nothing", [no(408, "Request timeout"), said({"ok": False, "error_code": 408})])
async def test_408_to_a_poll_means_that_nothing_has_come(server: Loopback, nothing: Answer) -> None:
    server.answers.append(nothing)
    async with ZaloBotLane(TOKEN, api_url=server.url) as lane:
        assert await lane.next_event(1) is None


async def test_the_event_of_a_poll_is_kept_as_it_came(server: Loopback) -> None:
    told = {"event_name": "message.text.received", "message": {"text": "Đỗ"}}
    server.answers.append(ok(told))
    async with ZaloBotLane(TOKEN, api_url=server.url) as lane:
        event = await lane.next_event(25)
    assert json.loads(event or b"") == told
    assert server.last.json == {"timeout": "25"}


async def test_the_token_is_in_no_log_and_no_error(
    zalo: ZaloBot, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for answer in (no(401, "Unauthorized"), Answer(drop=True), Answer(status=502, body=b"x")):
        refused = await refusal(zalo, server, answer)
        assert TOKEN.partition(":")[2] not in repr(refused) + str(refused)
    async with ZaloBotLane(TOKEN, api_url="http://127.0.0.1:1") as lane:
        with pytest.raises(NotSent) as caught:
            await lane.call("getMe")
    assert TOKEN.partition(":")[2] not in repr(caught.value) + caplog.text
