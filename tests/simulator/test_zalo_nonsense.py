"""Whatever a bot sends, Zalo answers in its own manner: never with a fault of the simulator's."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.server import Simulator
from tests.simulator.zalo import ZaloApi
from tests.simulator.zalo_oa import OaApi

SEED, BODIES = 1022, 100
NONSENSE: list[Any] = [None, True, 0, -1, 1e400, 10**400, "", "\0", "😀", "7" * 19, [], ["a"], {}, {"a": 1}]
METHODS = [
    "getMe",
    "sendMessage",
    "sendPhoto",
    "sendSticker",
    "sendVoice",
    "sendChatAction",
    "testWebhook",
]
FIELDS = ["chat_id", "text", "parse_mode", "text_styles", "photo", "caption", "sticker", "voice_url", "action"]
PATHS = [
    "/zalo-oa/v3.0/oa/message/cs",
    "/zalo-oa/v3.0/oa/message/transaction",
    "/zalo-oa/v2.0/oa/upload/image",
    "/zalo-oa/v3.0/oa/quota/message",
    "/zalo-zns/message/template",
    "/zalo-oauth/v4/oa/access_token",
]


def bodies(known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Sound values with some nonsense among them, at any depth."""
    dice = random.Random(SEED)
    for _ in range(BODIES):
        yield {name: spoiled(value, dice) for name, value in known.items() if dice.random() < 0.9}


def spoiled(value: Any, dice: random.Random) -> Any:
    if dice.random() < 0.1:
        return dice.choice(NONSENSE)
    if isinstance(value, dict):
        return {name: spoiled(inner, dice) for name, inner in value.items()}
    return [spoiled(inner, dice) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("method", METHODS)
async def test_the_bot_platform_answers_nonsense(sim: Simulator, zalo: ZaloApi, method: str) -> None:
    sim.zalo.manner.change({"fetches": False})
    hoa = sim.zalo_person(name="Hoa")
    await hoa.says("alo")
    known: dict[str, Any] = dict.fromkeys(FIELDS, "typing") | {"chat_id": hoa.id, "photo": "http://127.0.0.1/a.png"}
    known |= {"text_styles": [{"start": 0, "len": 3, "st": ["b"]}], "parse_mode": "markdown"}
    for body in bodies(known):
        answer = await zalo(method, **body)
        assert answer.get("ok") is True or (answer.get("error_code") or answer["errorCode"]) in (
            400,
            403,
            404,
            408,
            426,
        )


@pytest.mark.parametrize("path", PATHS)
async def test_the_official_account_answers_nonsense(sim: Simulator, oa: OaApi, path: str) -> None:
    hoa = sim.zalo_person(name="Hoa", phone="+84901234567").on_oa()
    await hoa.follows()
    await hoa.says("alo")
    sim.zalo.templates.put("7", "Mã của ông/bà: <otp>")
    button = {"title": "Xem", "type": "oa.open.sms", "payload": {"content": "a", "phone_code": "1022"}}
    element = {
        "title": "A",
        "subtitle": "B",
        "media_type": "image",
        "attachment_id": "none",
        "url": "http://127.0.0.1/",
    }
    payload = {"template_type": "media", "buttons": [button], "elements": [element]}
    attachment = {"type": "template", "payload": payload}
    known = {
        "recipient": {"user_id": hoa.account.user_id},
        "message": {"text": "Tin", "attachment": attachment},
        "phone": "84901234567",
        "template_id": "7",
        "template_data": {"otp": "123456"},
        "tracking_id": "a",
        "mode": "development",
        "app_id": sim.zalo.oa.keys.app_id,
        "grant_type": "authorization_code",
        "code": "a",
        "code_verifier": "a",
        "refresh_token": "a",
        "product_type": "cs",
    }
    for body in bodies(known):
        answer = await oa.post(path, body)
        assert isinstance(answer.get("error", 0), int), answer
