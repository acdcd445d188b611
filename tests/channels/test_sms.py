"""Each gateway is asked as its own documentation says, and its answers are told apart: sent, refused, nobody knows."""

import base64
import hmac
import json
from collections.abc import Callable

import aiohttp
import pytest

from channels.fate import Fate, NotSent
from channels.sms import Chain, CodeSender
from channels.sms_esms import Esms
from channels.sms_http import HttpSms
from channels.sms_speedsms import SpeedSms
from channels.sms_stringee import Stringee
from channels.sms_telegram_gateway import TelegramGateway
from tests.channels.loopback import Answer, Loopback, said

HOA = "+84912345678"
TEXT = "Ma xac thuc 1022 Tay Ninh cua ban la 123456, hieu luc 5 phut."
SECRET = "the-secret-nobody-may-see"

Gateway = Callable[[aiohttp.ClientSession, str], CodeSender]


def http(session: aiohttp.ClientSession, url: str) -> CodeSender:
    return HttpSms(session, f"{url}/send", path="status", expect="ok", headers={"X-Key": SECRET})


def esms(session: aiohttp.ClientSession, url: str) -> CodeSender:
    return Esms(session, key="k", secret=SECRET, brand="1022TAYNINH", url=f"{url}/esms")


def speedsms(session: aiohttp.ClientSession, url: str) -> CodeSender:
    return SpeedSms(session, token=SECRET, brand="1022TAYNINH", url=f"{url}/sms/send")


def stringee(session: aiohttp.ClientSession, url: str) -> CodeSender:
    return Stringee(session, key="SK.1", secret=SECRET, brand="1022TAYNINH", url=f"{url}/v1/sms", clock=lambda: 1e9)


def telegram_gateway(session: aiohttp.ClientSession, url: str) -> CodeSender:
    return TelegramGateway(session, token=SECRET, url=url)


YES: dict[Gateway, object] = {
    http: {"status": "ok"},
    esms: {"CodeResult": "100", "CountRegenerate": 0, "SMSID": "a1"},
    speedsms: {"status": "success", "code": "00", "data": {"tranId": 9, "totalSMS": 1, "invalidPhone": []}},
    stringee: {"smsSent": 1, "result": [{"price": "830", "smsType": 1, "r": 0, "msg": "Success"}]},
    telegram_gateway: {"ok": True, "result": {"request_id": "r", "phone_number": HOA, "request_cost": 0.01}},
}
NO: dict[Gateway, object] = {
    http: {"status": "error", "error": "no such number"},
    esms: {"CodeResult": "118", "CountRegenerate": 0, "ErrorMessage": "Invalid SMS type"},
    speedsms: {"status": "error", "code": "300", "message": "Your account balance not enough to send sms"},
    stringee: {"smsSent": 0, "result": [{"r": 6, "msg": "Phone number is invalid"}]},
    telegram_gateway: {"ok": False, "error": "PHONE_NUMBER_NOT_FOUND"},
}
every_gateway = pytest.mark.parametrize("gateway", list(YES))


async def fate_of(sender: CodeSender) -> NotSent:
    with pytest.raises(NotSent) as refused:
        await sender.send_code(HOA, TEXT, code="123456", request=42)
    for secret in (SECRET, "912345678", "123456"):
        assert secret not in str(refused.value)
    return refused.value


@every_gateway
async def test_a_yes_is_a_yes(gateway: Gateway, session: aiohttp.ClientSession, server: Loopback) -> None:
    server.otherwise = said(YES[gateway])
    await gateway(session, server.url).send_code(HOA, TEXT, code="123456", request=42)
    assert len(server.calls) == 1


@every_gateway
async def test_a_no_in_a_200_is_a_no(gateway: Gateway, session: aiohttp.ClientSession, server: Loopback) -> None:
    server.otherwise = said(NO[gateway])
    assert (await fate_of(gateway(session, server.url))).fate is Fate.CONTENT


@every_gateway
@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (400, Fate.CONTENT),
        (401, Fate.FATAL),
        (403, Fate.FATAL),
        (404, Fate.FATAL),
        (429, Fate.THROTTLED),
        (500, Fate.UNKNOWN),
        (502, Fate.UNKNOWN),
        (504, Fate.UNKNOWN),
    ],
)
async def test_a_status_means_the_same_everywhere(
    gateway: Gateway, status: int, fate: Fate, session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = Answer(status=status, body=b"<html>", headers={"Retry-After": "7"})
    no = await fate_of(gateway(session, server.url))
    assert (no.fate, no.retry_after) == (fate, 7)
    assert len(server.calls) == 1


@every_gateway
async def test_a_connection_dropped_after_the_request_leaves_it_unknown(
    gateway: Gateway, session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = Answer(drop=True)
    assert (await fate_of(gateway(session, server.url))).fate is Fate.UNKNOWN
    assert len(server.calls) == 1


@every_gateway
async def test_an_answer_that_does_not_come_leaves_it_unknown(
    gateway: Gateway, session: aiohttp.ClientSession, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sms.PATIENCE", aiohttp.ClientTimeout(total=0.1))
    server.otherwise = Answer(late=0.5)
    assert (await fate_of(gateway(session, server.url))).fate is Fate.UNKNOWN
    assert len(server.calls) == 1


@every_gateway
async def test_a_gateway_that_cannot_be_reached_was_not_asked(
    gateway: Gateway, session: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    assert (await fate_of(gateway(session, f"http://127.0.0.1:{unused_tcp_port}"))).fate is Fate.AGAIN


@pytest.mark.parametrize("gateway", [esms, speedsms, stringee, telegram_gateway])
async def test_an_answer_that_says_nothing_leaves_it_unknown(
    gateway: Gateway, session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = Answer(body=b"OK")
    assert (await fate_of(gateway(session, server.url))).fate is Fate.UNKNOWN


async def test_http_posts_phone_and_text_unless_told_otherwise(
    session: aiohttp.ClientSession, server: Loopback
) -> None:
    await HttpSms(session, f"{server.url}/sms").send_code(HOA, 'nói "123456"', code="123456", request=42)
    assert server.last.method == "POST"
    assert server.last.headers["Content-Type"] == "application/json"
    assert server.last.json == {"phone": HOA, "text": 'nói "123456"'}


async def test_http_fills_a_form_a_url_and_xml_each_in_its_own_way(
    session: aiohttp.ClientSession, server: Loopback
) -> None:
    form = HttpSms(
        session,
        f"{server.url}/sms?to={{digits}}&ref={{request}}",
        headers={"content-type": "application/x-www-form-urlencoded"},
        body="to={national}&msg={text}",
    )
    await form.send_code(HOA, "a & b=+", code="123456", request=42)
    assert server.last.query == "to=84912345678&ref=42"
    assert server.last.body == b"to=0912345678&msg=a+%26+b%3D%2B"
    xml = HttpSms(
        session, server.url, headers={"Content-Type": "text/xml"}, body="<sms to='{phone}' {other}>{text}</sms>"
    )
    await xml.send_code(HOA, "<1 & 2>", code="123456", request=42)
    assert server.last.body == b"<sms to='+84912345678' {other}>&lt;1 &amp; 2&gt;</sms>"


async def test_http_by_get_has_no_body(session: aiohttp.ClientSession, server: Loopback) -> None:
    get = HttpSms(session, f"{server.url}/sms?text={{text}}", method="GET")
    await get.send_code(HOA, "a&b=c", code="123456", request=42)
    assert (server.last.method, server.last.query, server.last.body) == ("GET", "text=a%26b%3Dc", b"")


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [
        ({"data": [{"code": 0}]}, True),
        ({"data": [{"code": 1}]}, False),
        ({"data": []}, False),
        ({"data": None}, False),
        ("queued", False),
    ],
)
async def test_http_looks_where_it_is_told(
    answer: object, accepted: bool, session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = said(answer)
    gateway = HttpSms(session, server.url, path="data.0.code", expect="0")
    if accepted:
        await gateway.send_code(HOA, TEXT, code="123456", request=42)
    else:
        assert (await fate_of(gateway)).fate is Fate.CONTENT


async def test_esms_gets_the_national_number_the_brand_and_the_request(
    session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = said(YES[esms])
    await esms(session, server.url).send_code(HOA, TEXT, code="123456", request=42)
    assert server.last.json == {
        "ApiKey": "k",
        "SecretKey": SECRET,
        "Phone": "0912345678",
        "Content": TEXT,
        "Brandname": "1022TAYNINH",
        "SmsType": "2",
        "IsUnicode": "0",
        "Sandbox": "0",
        "RequestId": "42",
    }


@pytest.mark.parametrize(
    ("code", "fate"), [("99", Fate.UNKNOWN), ("101", Fate.FATAL), ("103", Fate.FATAL), ("104", Fate.FATAL)]
)
async def test_esms_says_why(code: str, fate: Fate, session: aiohttp.ClientSession, server: Loopback) -> None:
    server.otherwise = said({"CodeResult": code, "ErrorMessage": "…"})
    assert (await fate_of(esms(session, server.url))).fate is fate


async def test_a_request_that_esms_has_had_before_is_done(session: aiohttp.ClientSession, server: Loopback) -> None:
    server.otherwise = said({"CodeResult": "124", "ErrorMessage": "RequestId existed"})
    await esms(session, server.url).send_code(HOA, TEXT, code="123456", request=42)


async def test_speedsms_gets_the_token_as_the_user_of_basic_auth(
    session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = said(YES[speedsms])
    await speedsms(session, server.url).send_code(HOA, TEXT, code="123456", request=42)
    assert base64.b64decode(server.last.headers["Authorization"].split()[1]) == f"{SECRET}:x".encode()
    assert server.last.json == {"to": ["84912345678"], "content": TEXT, "sms_type": 3, "sender": "1022TAYNINH"}


async def test_speedsms_may_succeed_and_still_refuse_the_number(
    session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = said({"status": "success", "code": "00", "data": {"invalidPhone": ["84912345678"]}})
    assert (await fate_of(speedsms(session, server.url))).fate is Fate.CONTENT


async def test_stringee_gets_a_signed_token_for_five_minutes(session: aiohttp.ClientSession, server: Loopback) -> None:
    server.otherwise = said(YES[stringee])
    await stringee(session, server.url).send_code(HOA, TEXT, code="123456", request=42)
    assert server.last.json == {"sms": [{"from": "1022TAYNINH", "to": "84912345678", "text": TEXT}]}
    header, claims, signature = server.last.headers["X-STRINGEE-AUTH"].split(".")

    def decoded(part: str) -> bytes:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    assert json.loads(decoded(header)) == {"typ": "JWT", "alg": "HS256", "cty": "stringee-api;v=1"}
    assert json.loads(decoded(claims)) == {
        "jti": "SK.1-1000000000",
        "iss": "SK.1",
        "exp": 1000000300,
        "rest_api": True,
    }
    assert decoded(signature) == hmac.digest(SECRET.encode(), f"{header}.{claims}".encode(), "sha256")


async def test_stringee_may_refuse_before_there_is_a_result(session: aiohttp.ClientSession, server: Loopback) -> None:
    server.otherwise = said({"r": 2, "message": "Invalid token"})
    assert (await fate_of(stringee(session, server.url))).fate is Fate.CONTENT


async def test_telegram_gateway_gets_the_code_alone(session: aiohttp.ClientSession, server: Loopback) -> None:
    server.otherwise = said(YES[telegram_gateway])
    await telegram_gateway(session, server.url).send_code(HOA, TEXT, code="123456", request=42)
    assert server.last.path == "/sendVerificationMessage"
    assert server.last.headers["Authorization"] == f"Bearer {SECRET}"
    assert server.last.json == {"phone_number": HOA, "code": "123456", "ttl": 300, "payload": "42"}


async def test_a_wrong_key_is_no_fault_of_the_number(session: aiohttp.ClientSession, server: Loopback) -> None:
    server.otherwise = said({"ok": False, "error": "ACCESS_TOKEN_INVALID"})
    assert (await fate_of(telegram_gateway(session, server.url))).fate is Fate.FATAL


async def test_a_no_goes_to_the_next_gateway(session: aiohttp.ClientSession, server: Loopback) -> None:
    server.answers += [said(NO[telegram_gateway]), said(YES[esms])]
    chain = Chain([telegram_gateway(session, server.url), esms(session, server.url), http(session, server.url)])
    await chain.send_code(HOA, TEXT, code="123456", request=42)
    assert server.called == ["sendVerificationMessage", "esms"]


@pytest.mark.parametrize("silence", [Answer(drop=True), Answer(status=502), Answer(late=0.5)])
async def test_a_gateway_that_may_have_sent_is_the_last_one_asked(
    silence: Answer, session: aiohttp.ClientSession, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sms.PATIENCE", aiohttp.ClientTimeout(total=0.1))
    server.answers.append(silence)
    chain = Chain([esms(session, server.url), http(session, server.url)])
    assert (await fate_of(chain)).fate is Fate.UNKNOWN
    assert server.called == ["esms"]


async def test_a_gateway_that_is_away_goes_to_the_next(
    session: aiohttp.ClientSession, server: Loopback, unused_tcp_port: int
) -> None:
    server.otherwise = said(YES[http])
    chain = Chain([esms(session, f"http://127.0.0.1:{unused_tcp_port}"), http(session, server.url)])
    await chain.send_code(HOA, TEXT, code="123456", request=42)
    assert server.called == ["send"]


async def test_when_all_refuse_the_hopeful_refusal_counts(
    session: aiohttp.ClientSession, server: Loopback, unused_tcp_port: int
) -> None:
    server.otherwise = said(NO[http])
    away = esms(session, f"http://127.0.0.1:{unused_tcp_port}")
    assert (await fate_of(Chain([away, http(session, server.url)]))).fate is Fate.AGAIN
    assert (await fate_of(Chain([http(session, server.url)]))).fate is Fate.CONTENT


def test_a_chain_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        Chain([])
