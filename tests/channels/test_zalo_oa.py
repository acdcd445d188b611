"""An Official Account at the wire: its events become our words, its numbers a fate, ours what it documents."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.fate import Fate, NotSent
from channels.incoming import Body, Command, File, Membership, Other, Place, Press, Text
from channels.lane import Lane
from channels.message import Acknowledge, Button, Document, Picture, Say
from channels.sms import Chain
from channels.zalo_oa import AlertTemplate, ZaloOa
from channels.zalo_oa_events import event_id, read
from channels.zalo_oa_http import ZaloOaLane
from channels.zalo_oauth import Renewed, renew
from channels.zalo_zns import ZnsCodes
from tests.channels.loopback import Answer, Loopback, said

WHO = "2468458835296117922"
LINK = "https://1022.example.vn/f/abc"
SENT = said({"error": 0, "message": "Success", "data": {"message_id": "a1b2", "user_id": WHO}})


@dataclass
class Keys:
    """An access token as the bot keeps one, and which were found to have ended."""

    ended: list[str] = field(default_factory=list)

    def token(self) -> str:
        return "the-access-token"

    def expired(self, token: str) -> None:
        self.ended.append(token)


@dataclass
class Open:
    """A window that is open for so many messages, and a number that may be known."""

    left: int = 100
    number: str | None = "+84912345678"

    async def spend(self, address: str) -> bool:
        self.left -= 1
        return self.left >= 0

    async def give_back(self, address: str) -> None:
        self.left += 1

    async def phone(self, address: str) -> str | None:
        return self.number


@dataclass
class Account:
    zalo: ZaloOa
    lane: ZaloOaLane
    keys: Keys
    window: Open


@pytest.fixture
async def account(server: Loopback) -> AsyncIterator[Account]:
    server.otherwise = SENT
    keys, window = Keys(), Open()
    async with ZaloOaLane(keys, api_url=server.url, zns_url=server.url, proxy=None, connections=5) as lane:
        template = AlertTemplate(id="77", blank="headline")
        zalo = ZaloOa(lane, lane, window, link=lambda thing: f"{LINK}#{thing.kind}", template=template)
        yield Account(zalo, lane, keys, window)


def event(name: str, **content: Any) -> dict[str, Any]:
    return {
        "event_name": name,
        "app_id": "1",
        "sender": {"id": WHO},
        "recipient": {"id": "9"},
        "timestamp": "1750316131602",
        **content,
    }


def raw(document: Any) -> bytes:
    return json.dumps(document).encode()


def attached(kind: str, **payload: Any) -> dict[str, Any]:
    return {"message": {"msg_id": "m1", "attachments": [{"type": kind, "payload": payload}]}}


EVENTS: list[tuple[dict[str, Any], Body]] = [
    (event("user_send_text", message={"msg_id": "m1", "text": " Xin  chào "}), Text(text="Xin chào")),
    (event("user_send_text", message={"msg_id": "m1", "text": "/CuaToi"}), Command(name="cuatoi")),
    (
        event("user_send_text", message={"msg_id": "m1", "text": "#1022:menu.open:-:0"}),
        Press(data="menu.open:-:0", press="", message=None),
    ),
    (
        event("user_send_image", **attached("image", url="https://zdn.vn/a.jpg")),
        File(kind="photo", file="https://zdn.vn/a.jpg", unique="m1", size=0, name=None, caption=""),
    ),
    (
        event("user_send_location", **attached("location", coordinates={"latitude": "11.3", "longitude": "106.1"})),
        Place(latitude=11.3, longitude=106.1),
    ),
    (event("user_send_sticker", **attached("sticker", id="1")), Other(kind="sticker")),
    (event("user_send_file", **attached("file", name="đơn.pdf")), Other(kind="file")),
    (event("user_submit_info", info={"name": "Hoa", "phone": "84912345678"}), Text(text="84912345678")),
    ({**event("follow"), "sender": None, "follower": {"id": WHO}}, Membership(here=True)),
    ({**event("unfollow"), "sender": None, "follower": {"id": WHO}}, Membership(here=False)),
]


@pytest.mark.parametrize(("told", "body"), EVENTS, ids=lambda value: str(value)[:40])
def test_an_event_is_what_a_person_did(told: dict[str, Any], body: Body) -> None:
    incoming = read(raw(told))
    assert incoming
    assert (incoming.body, incoming.chat, incoming.private) == (body, WHO, True)
    assert incoming.at == datetime(2025, 6, 19, 6, 55, 31, 602000, tzinfo=UTC)


def test_what_the_account_itself_sent_is_nothing() -> None:
    assert read(raw(event("oa_send_text", message={"msg_id": "m1", "text": "a"}))) is None


def test_copies_of_an_event_are_known_and_others_are_not() -> None:
    first = event("user_send_text", message={"msg_id": "m1", "text": "a"})
    assert event_id(raw(first)) == event_id(raw({**first, "timestamp": "2"}))
    assert event_id(raw(event("follow"))) != event_id(raw({**event("follow"), "timestamp": "2"}))
    assert event_id(b"[]") is None


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.just("user_send_image"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["event_name", "sender", "id", "message", "attachments", "payload", "url", "info"]), inner
        )
    ),
    max_leaves=12,
)


@given(document=JSON)
def test_anything_else_is_refused_and_nothing_breaks(document: Any) -> None:
    event_id(raw(document))
    try:
        read(raw(document))
    except ValueError:
        return


async def test_buttons_are_questions_that_nobody_sees(account: Account, server: Loopback) -> None:
    buttons = ((Button(text="Đồng ý", data="a:b:1"), Button(text="Bản đồ", url="https://1022.vn")),)
    assert await account.zalo.send(WHO, Say(text="<b>Có</b> đồng ý không?", buttons=buttons)) == "a1b2"
    assert server.last.path == "/v3.0/oa/message/cs"
    assert server.last.headers["access_token"] == "the-access-token"
    assert server.last.json == {
        "recipient": {"user_id": WHO},
        "message": {
            "text": "Có đồng ý không?",
            "attachment": {
                "type": "template",
                "payload": {
                    "buttons": [
                        {"title": "Đồng ý", "type": "oa.query.hide", "payload": "#1022:a:b:1"},
                        {"title": "Bản đồ", "type": "oa.open.url", "payload": {"url": "https://1022.vn"}},
                    ]
                },
            },
        },
    }


async def test_a_picture_goes_by_address(account: Account, server: Loopback) -> None:
    await account.zalo.send(WHO, Say(text="Bản đồ", picture=Picture(kind="card", subject="7 vi")))
    payload = server.last.json["message"]["attachment"]["payload"]
    assert payload == {"template_type": "media", "elements": [{"media_type": "image", "url": f"{LINK}#card"}]}


async def test_a_picture_that_is_refused_leaves_words_and_buttons(account: Account, server: Loopback) -> None:
    server.answers.append(said({"error": -201, "message": "Params is invalid"}))
    buttons = ((Button(text="Xong", data="a:-:0"),),)
    await account.zalo.send(WHO, Say(text="Bản đồ", picture=Picture(kind="card", subject="7 vi"), buttons=buttons))
    assert list(server.last.json["message"]["attachment"]["payload"]) == ["buttons"]


async def test_a_file_goes_as_its_address(account: Account, server: Loopback) -> None:
    await account.zalo.send(WHO, Say(text="Dữ liệu", document=Document(kind="cap", subject="7", name="cap.xml")))
    assert server.last.json["message"] == {"text": f"Dữ liệu\n\n{LINK}#cap"}


async def test_a_long_text_is_several_messages_with_the_buttons_under_the_last(
    account: Account, server: Loopback
) -> None:
    await account.zalo.send(WHO, Say(text="Một câu. " * 300, buttons=((Button(text="Xong", data="a:-:0"),),)))
    assert ["attachment" in call.json["message"] for call in server.calls] == [False, True]


async def test_the_end_of_a_pressed_button_is_nothing_to_send(account: Account, server: Loopback) -> None:
    assert await account.zalo.send(WHO, Acknowledge(press="")) is None
    assert server.calls == []


async def test_outside_the_window_nothing_leaves(account: Account, server: Loopback) -> None:
    account.window.left = 0
    with pytest.raises(NotSent) as caught:
        await account.zalo.send(WHO, Say(text="a"))
    assert (caught.value.fate, server.calls) == (Fate.SHUT, [])


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (said({"error": -32, "message": "Rate limit exceeded"}), 100),
        (said({"error": -216, "message": "Access token has expired"}), 100),
        (said({"error": -201, "message": "Params is invalid"}), 100),
        (Answer(drop=True), 99),
        (SENT, 99),
    ],
)
async def test_only_what_may_have_arrived_is_counted(
    account: Account, server: Loopback, answer: Answer, left: int
) -> None:
    server.answers.append(answer)
    with suppress(NotSent):
        await account.zalo.send(WHO, Say(text="a"))
    assert account.window.left == left


async def test_an_alert_outside_the_window_is_a_template_to_the_number(account: Account, server: Loopback) -> None:
    account.window.left = 0
    prepared = account.zalo.prepare(Say(text="<b>Bão số 9</b>\nXã Tân Biên"))
    await account.zalo.tell(WHO, prepared)
    assert server.called == ["template"]
    assert server.last.json == {
        "phone": "84912345678",
        "template_id": "77",
        "template_data": {"headline": "Bão số 9"},
    }


async def test_an_alert_to_nobodys_number_outside_the_window_needs_another_way(account: Account) -> None:
    account.window.left, account.window.number = 0, None
    with pytest.raises(NotSent) as caught:
        await account.zalo.tell(WHO, account.zalo.prepare(Say(text="Bão")))
    assert caught.value.fate is Fate.SHUT


FATES = [
    (-32, Fate.THROTTLED),
    (-108, Fate.GONE),
    (-109, Fate.CONTENT),
    (-112, Fate.CONTENT),
    (-114, Fate.GONE),
    (-115, Fate.SHUT),
    (-118, Fate.GONE),
    (-201, Fate.CONTENT),
    (-210, Fate.CONTENT),
    (-211, Fate.SHUT),
    (-213, Fate.BLOCKED),
    (-230, Fate.SHUT),
    (-234, Fate.SHUT),
    (-9999, Fate.SHUT),
]


@pytest.mark.parametrize(("error", "fate"), FATES)
async def test_a_number_is_a_fate(account: Account, server: Loopback, error: int, fate: Fate) -> None:
    server.answers.append(said({"error": error, "message": "no"}))
    with pytest.raises(NotSent) as caught:
        await account.zalo.send(WHO, Say(text="a"))
    assert caught.value.fate is fate
    assert account.keys.ended == []


@pytest.mark.parametrize("error", [-216, -124])
async def test_a_key_that_has_ended_is_said_to_have_and_nothing_is_lost(
    account: Account, server: Loopback, error: int
) -> None:
    server.answers.append(said({"error": error, "message": "Access token has expired"}))
    with pytest.raises(NotSent) as caught:
        await account.zalo.send(WHO, Say(text="a"))
    assert (caught.value.fate, account.keys.ended) == (Fate.AGAIN, ["the-access-token"])


@pytest.mark.parametrize("answer", [Answer(status=502, body=b"<html>"), Answer(drop=True), Answer(body=b"{}")])
async def test_what_is_no_answer_says_nothing(account: Account, server: Loopback, answer: Answer) -> None:
    server.answers.append(answer)
    with pytest.raises(NotSent) as caught:
        await account.zalo.send(WHO, Say(text="a"))
    assert caught.value.fate is Fate.UNKNOWN


class Sms:
    """A gateway that says yes."""

    name = "sms"

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        self.asked.append(to)


async def test_a_code_goes_into_the_blank_of_its_template(account: Account, server: Loopback) -> None:
    await ZnsCodes(account.lane, template="78", blank="otp").send_code("+84912345678", "…", code="123456", request=5)
    assert server.last.json == {
        "phone": "84912345678",
        "template_id": "78",
        "template_data": {"otp": "123456"},
        "tracking_id": "5",
    }


@pytest.mark.parametrize(("error", "asked"), [(-118, 1), (-114, 1), (-115, 1), (-124, 1)])
async def test_after_a_clear_no_the_next_gateway_is_asked(
    account: Account, server: Loopback, error: int, asked: int
) -> None:
    server.answers.append(said({"error": error, "message": "no"}))
    sms = Sms()
    chain = Chain([ZnsCodes(account.lane, template="78", blank="otp"), sms])
    await chain.send_code("+84912345678", "…", code="123456", request=5)
    assert len(sms.asked) == asked


async def test_after_a_silence_no_other_gateway_is_asked(account: Account, server: Loopback) -> None:
    server.answers.append(Answer(drop=True))
    sms = Sms()
    chain = Chain([ZnsCodes(account.lane, template="78", blank="otp"), sms])
    with pytest.raises(NotSent):
        await chain.send_code("+84912345678", "…", code="123456", request=5)
    assert sms.asked == []


async def asked_for_a_key(server: Loopback) -> Renewed:
    async with Lane(connections=1) as lane:
        return await renew(lane, server.url, app="1022", secret="app-secret", refresh="old")


async def test_the_next_pair_of_keys_is_asked_for_as_documented(server: Loopback) -> None:
    server.answers.append(said({"access_token": "a2", "refresh_token": "r2", "expires_in": "90000"}))
    renewed = await asked_for_a_key(server)
    assert renewed == Renewed(access="a2", refresh="r2", lasts=timedelta(hours=25))
    assert server.last.path == "/v4/oa/access_token"
    assert server.last.headers["secret_key"] == "app-secret"
    assert sorted(server.last.body.split(b"&")) == [b"app_id=1022", b"grant_type=refresh_token", b"refresh_token=old"]
    assert "a2" not in repr(renewed)


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (said({"error": -14014, "error_name": "Invalid refresh token"}), Fate.FATAL),
        (Answer(status=502, body=b"<html>"), Fate.UNKNOWN),
        (Answer(drop=True), Fate.UNKNOWN),
        (said({"access_token": "a2"}), Fate.UNKNOWN),
    ],
)
async def test_what_is_no_pair_of_keys_has_a_fate(server: Loopback, answer: Answer, fate: Fate) -> None:
    server.answers.append(answer)
    with pytest.raises(NotSent) as caught:
        await asked_for_a_key(server)
    assert caught.value.fate is fate
