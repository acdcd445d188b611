"""A lane brings requests to Telegram and says what became of them; the token is seen nowhere."""

import asyncio
import json
import logging
import ssl
import traceback
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from telegram.error import NetworkError, TelegramError

from channels.fate import Fate, NotSent
from channels.message import Picture, Say
from channels.telegram import Telegram
from channels.telegram_errors import classify, classify_exception
from channels.telegram_http import RawClient
from tests.channels.conftest import TOKEN
from tests.channels.loopback import Answer, Loopback, no, ok

HOA = "1001"


async def refusal(sending: Awaitable[object]) -> NotSent:
    with pytest.raises(NotSent) as refused:
        await sending
    assert TOKEN.partition(":")[2] not in "".join(traceback.format_exception(refused.value))
    return refused.value


async def test_updates_come_with_their_ids_and_as_compact_json(lane: RawClient, server: Loopback) -> None:
    first, second = {"update_id": 5, "message": {"text": "Đường  hỏng"}}, {"update_id": 6}
    server.answers.append(Answer(body=json.dumps({"ok": True, "result": [first, second]}, indent=2).encode()))
    assert await lane.get_updates(5, 0, 50) == [
        (5, '{"update_id":5,"message":{"text":"Đường  hỏng"}}'.encode()),
        (6, b'{"update_id":6}'),
    ]
    assert server.last.path == f"/bot{TOKEN}/getUpdates"
    assert server.last.json["offset"] == 5
    assert server.last.json["limit"] == 50
    assert set(server.last.json["allowed_updates"]) == {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    }


async def test_half_a_surrogate_pair_in_an_update_is_kept_for_the_inbox(lane: RawClient, server: Loopback) -> None:
    server.answers.append(Answer(body=b'{"ok":true,"result":[{"update_id":5,"x":"\\ud83d"}]}'))
    ((_, raw),) = await lane.get_updates(5, 0)
    assert json.loads(raw) == {"update_id": 5, "x": "\ud83d"}


async def test_a_post_gives_the_result(lane: RawClient, server: Loopback) -> None:
    server.answers.append(ok({"username": "tn1022_bot"}))
    assert await lane.post("getMe") == {"username": "tn1022_bot"}
    assert server.last.headers["Content-Type"] == "application/json"


async def test_a_prepared_message_gets_its_address_and_nothing_else(telegram: Telegram, server: Loopback) -> None:
    server.otherwise = ok({"message_id": 5})
    prepared = telegram.prepare(Say(text='"Bão" <b>số 9</b>', silent=True))
    assert await telegram.tell("-1001", prepared) == "5"
    assert server.last.path.endswith("/sendMessage")
    assert server.last.json == {
        "chat_id": -1001,
        "text": '"Bão" <b>số 9</b>',
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "disable_notification": True,
    }


async def test_a_prepared_message_may_answer_an_earlier_one(telegram: Telegram, server: Loopback) -> None:
    server.otherwise = ok({"message_id": 6})
    await telegram.tell(HOA, telegram.prepare(Say(text="Đã hủy")), reply_to="5")
    assert server.last.json["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}
    assert server.last.json["text"] == "Đã hủy"


async def test_the_paid_lane_says_so(lane: RawClient) -> None:
    async def draw(picture: Picture) -> bytes:
        return b""

    assert b'"allow_paid_broadcast": true' in Telegram(lane, lane, draw=draw, paid=True).prepare(Say(text="x"))


async def test_a_prepared_picture_goes_by_its_id(telegram: Telegram, server: Loopback) -> None:
    server.otherwise = ok({"message_id": 5})
    await telegram.tell(HOA, telegram.prepare(Say(text="Bản đồ", picture=Picture(kind="map", file="AgAC1"))))
    assert server.last.path.endswith("/sendPhoto")
    assert (server.last.json["photo"], server.last.json["caption"]) == ("AgAC1", "Bản đồ")


@pytest.mark.parametrize(
    "say",
    [
        Say(text="x" * 4097),
        Say(text="x", picture=Picture(kind="map")),
        Say(text="x" * 1025, picture=Picture(kind="map", file="AgAC1")),
    ],
)
async def test_what_cannot_be_told_in_one_message_is_not_prepared(telegram: Telegram, say: Say) -> None:
    with pytest.raises(ValueError, match="to many"):
        telegram.prepare(say)


async def test_the_id_is_found_in_an_answer_of_any_shape(telegram: Telegram, server: Loopback) -> None:
    server.answers.append(Answer(body=b'{ "result": {"chat": {}, "message_id": 9}, "ok": true }'))
    assert await telegram.tell(HOA, telegram.prepare(Say(text="x"))) == "9"


@pytest.mark.parametrize("address", ["", "abc", '1,"text":"forged"', "@channel"])
async def test_an_address_that_is_no_number_goes_nowhere(telegram: Telegram, server: Loopback, address: str) -> None:
    with pytest.raises(ValueError):
        await telegram.tell(address, telegram.prepare(Say(text="x")))
    assert server.calls == []


async def test_a_file_is_fetched_up_to_its_limit(telegram: Telegram, server: Loopback) -> None:
    server.answers += [ok({"file_path": "photos/a b.jpg", "file_size": 3}), Answer(body=b"jpg")]
    assert await telegram.download("AgAC1", 3) == b"jpg"
    assert server.last.path == f"/file/bot{TOKEN}/photos/a b.jpg"


async def test_a_file_that_is_too_big_is_refused_before_or_while_it_comes(telegram: Telegram, server: Loopback) -> None:
    server.answers.append(ok({"file_path": "a", "file_size": 4}))
    assert (await refusal(telegram.download("AgAC1", 3))).fate is Fate.CONTENT
    server.answers += [ok({"file_path": "a"}), Answer(body=b"1234")]
    assert (await refusal(telegram.download("AgAC1", 3))).fate is Fate.CONTENT


async def test_a_file_that_is_gone_is_refused(telegram: Telegram, server: Loopback) -> None:
    server.answers += [ok({"file_path": "a"}), no(404, "Not Found")]
    assert (await refusal(telegram.download("AgAC1", 3))).fate is Fate.CONTENT


Send = Callable[[Telegram], Awaitable[object]]


async def by_reply(telegram: Telegram) -> object:
    return await telegram.send(HOA, Say(text="x"))


async def by_broadcast(telegram: Telegram) -> object:
    return await telegram.tell(HOA, telegram.prepare(Say(text="x")))


on_both_lanes = pytest.mark.parametrize("send", [by_reply, by_broadcast])


@on_both_lanes
@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (Answer(drop=True), Fate.UNKNOWN),
        (Answer(status=502, body=b"<html>Bad Gateway</html>"), Fate.UNKNOWN),
        (Answer(status=500, body=b""), Fate.UNKNOWN),
        (Answer(body=b"<html>Welcome to our hotel</html>"), Fate.UNKNOWN),
        (Answer(body=b'{"ok":true}'), Fate.UNKNOWN),
        (Answer(status=302, headers={"Location": "https://portal.example/"}, body=b""), Fate.AGAIN),
        (Answer(status=403, body=b"<html>Forbidden by the firewall</html>"), Fate.AGAIN),
        (Answer(status=413, body=b"<html>Request Entity Too Large</html>"), Fate.CONTENT),
        (Answer(status=429, body=b"<html>slow down</html>"), Fate.THROTTLED),
        (Answer(status=421, body=b"<html>"), Fate.AGAIN),
        (Answer(status=408, body=b""), Fate.UNKNOWN),
    ],
)
async def test_what_stands_between_us_and_telegram(
    send: Send, answer: Answer, fate: Fate, telegram: Telegram, server: Loopback
) -> None:
    server.otherwise = answer
    assert (await refusal(send(telegram))).fate is fate
    assert len(server.calls) == 1


@on_both_lanes
async def test_an_answer_that_does_not_come_leaves_it_unknown(
    send: Send, telegram: Telegram, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = aiohttp.ClientTimeout(sock_read=0.1)
    monkeypatch.setattr(RawClient.exchange, "__defaults__", (impatient,))
    server.otherwise = Answer(late=0.5)
    assert (await refusal(send(telegram))).fate is Fate.UNKNOWN


@on_both_lanes
async def test_a_server_that_is_not_there_was_not_reached(send: Send, telegram: Telegram, server: Loopback) -> None:
    await server.__aexit__(None, None, None)
    no_one = await refusal(send(telegram))
    assert no_one.fate is Fate.AGAIN
    assert no_one.reason == "ClientConnectorError: Connection refused"


async def test_a_wait_for_a_free_connection_that_ends_reached_no_one(server: Loopback) -> None:
    server.otherwise = Answer(late=0.5)
    impatient = aiohttp.ClientTimeout(connect=0.05)
    async with RawClient(TOKEN, api_url=server.url, connections=1) as lane:
        first = asyncio.create_task(lane.post("getMe"))
        await asyncio.sleep(0.02)
        assert (await refusal(lane.post("getMe", b"{}", impatient))).fate is Fate.AGAIN
        assert await first is True
    assert len(server.calls) == 1


async def test_a_wrong_certificate_reached_no_one(server: Loopback) -> None:
    async with RawClient(TOKEN, api_url=server.url.replace("http:", "https:")) as lane:
        assert (await refusal(lane.post("getMe"))).fate is Fate.AGAIN


async def test_a_proxy_that_refuses_reached_no_one(server: Loopback) -> None:
    server.otherwise = Answer(status=407)
    async with RawClient(TOKEN, api_url="https://telegram.invalid", proxy=server.url) as lane:
        assert (await refusal(lane.post("getMe"))).fate is Fate.AGAIN


async def test_a_broadcast_that_hangs_does_not_delay_a_reply(server: Loopback) -> None:
    async def draw(picture: Picture) -> bytes:
        return b""

    async with (
        RawClient(TOKEN, api_url=server.url, connections=1) as replies,
        RawClient(TOKEN, api_url=server.url, connections=1) as broadcasts,
    ):
        telegram = Telegram(replies, broadcasts, draw=draw)
        server.answers.append(Answer(late=0.5, body=b'{"ok":true,"result":{"message_id":5}}'))
        server.otherwise = ok({"message_id": 6, "date": 1, "chat": {"id": 1001, "type": "private"}})
        hanging = asyncio.create_task(telegram.tell(HOA, telegram.prepare(Say(text="x"))))
        await asyncio.sleep(0.05)
        async with asyncio.timeout(0.3):
            assert await telegram.send(HOA, Say(text="y")) == "6"
        assert await hanging == "5"


def test_a_bug_is_not_taken_for_the_network() -> None:
    with pytest.raises(ZeroDivisionError):
        classify_exception(ZeroDivisionError())
    with pytest.raises(TelegramError):
        classify_exception(TelegramError("of PTB's own making"))


def test_an_error_that_ptb_has_wrapped_is_unwrapped() -> None:
    wrapped = NetworkError("Unknown error in HTTP implementation")
    wrapped.__cause__ = NotSent(Fate.GONE, "Forbidden: bot was blocked by the user")
    assert classify_exception(wrapped) is wrapped.__cause__
    wrapped.__cause__ = ssl.SSLError("x")
    assert classify_exception(wrapped).fate is Fate.UNKNOWN


def test_a_throttle_says_how_long_in_its_text_if_nowhere_else() -> None:
    assert classify(429, "Too Many Requests: retry after 7").retry_after == 7
    assert classify(429, "Too Many Requests").retry_after is None
    assert classify(429, None).retry_after is None


async def test_the_token_is_in_no_text_and_no_log(
    lane: RawClient, telegram: Telegram, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers += [no(401, "Unauthorized"), Answer(body=b"not json"), Answer(drop=True)]
    for _ in range(3):
        await refusal(telegram.send(HOA, Say(text="a text that nobody may see")))
    hasty = aiohttp.ClientTimeout(connect=1e-9)
    await refusal(lane.post("getMe", b"{}", hasty))
    for shown in (repr(lane), repr(telegram), str(vars(telegram)), caplog.text):
        assert "nobody" not in shown


async def test_a_lane_that_is_not_started_says_so() -> None:
    with pytest.raises(RuntimeError, match="not started"):
        await RawClient(TOKEN).post("getMe")


async def test_a_client_may_start_and_close_twice(server: Loopback) -> None:
    lane = RawClient(TOKEN, api_url=server.url + "/")
    await lane.start()
    await lane.start()
    assert await lane.post("getMe") is True
    await lane.close()
    await lane.close()
