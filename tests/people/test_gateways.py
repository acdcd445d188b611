"""From the configuration to the gateway and back: each provider, in any order, asked once, whatever it answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiosmtpd.smtp import SMTP

from bot.carriers import CodeCarrier
from bot.gateways import code_senders
from bot.house import make_house
from bot.outbox import OutboxLoop
from bot.settings import make_settings
from services import verifying
from storage import codes
from storage.codes import CodeRequest
from storage.engine import Store
from tests.channels.conftest import server, session
from tests.channels.loopback import Answer, Loopback, said
from tests.channels.test_email import Postman
from tests.people.conftest import NOW, chat_of, store
from tests.people.living import HOUSE

__all__ = ["server", "session", "store"]

HOA = "+84912345678"
Section = Callable[[str], dict[str, Any]]
PROVIDERS: dict[str, Section] = {
    "http": lambda url: {"url": f"{url}/http", "accepted_path": "status", "accepted_value": "ok"},
    "esms": lambda url: {"esms": {"url": f"{url}/esms", "key": "k", "secret": "s", "brand": "1022TAYNINH"}},
    "speedsms": lambda url: {"speedsms": {"url": f"{url}/speedsms", "token": "t", "brand": "1022TAYNINH"}},
    "stringee": lambda url: {"stringee": {"url": f"{url}/stringee", "key": "k", "secret": "s", "brand": "1022TAYNINH"}},
    "telegram_gateway": lambda url: {"telegram_gateway": {"url": url, "token": "t"}},
}
PATH = {name: name for name in PROVIDERS} | {"telegram_gateway": "sendVerificationMessage"}
YES = {
    "http": said({"status": "ok"}),
    "esms": said({"CodeResult": "100"}),
    "speedsms": said({"status": "success", "data": {}}),
    "stringee": said({"result": [{"r": 0}]}),
    "telegram_gateway": said({"ok": True, "result": {}}),
}
NO = Answer(status=400, body=b"no")
SILENCE = {"a timeout": Answer(late=0.5), "a dropped line": Answer(drop=True), "a bad gateway": Answer(status=502)}
every_provider = pytest.mark.parametrize("provider", PROVIDERS)
every_silence = pytest.mark.parametrize("silence", SILENCE.values(), ids=SILENCE.keys())


class HandClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Line:
    """The program's own way from a request to a gateway, on a clock set by hand."""

    def __init__(self, store: Store, session: aiohttp.ClientSession, channel: str = "sms", **sections: Any) -> None:
        secrets = {"telegram": {"token": "1022:" + "A" * 35}, "secrets": {"key": "5a" * 32}}
        settings = make_settings({**secrets, **sections})
        self.store, self.clock, self.channel = store, HandClock(), channel
        house = make_house(settings)
        sender = code_senders(settings, session, house, made={})[channel]
        self.loop = OutboxLoop(store, CodeCarrier(channel, sender, store, self.clock, house), self.clock)
        self.policy = house.codes

    async def ask(self, to: str = HOA) -> CodeRequest:
        target = "phone" if self.channel == "sms" else "mail"
        async with self.store.transaction() as tx:
            hoa, language = await chat_of(tx, "hoa"), "vi"
            return await verifying.ask(
                tx, hoa, purpose="register", target=target, to=to, language=language, policy=self.policy, now=NOW
            )

    async def work(self, *, minutes: int = 4) -> None:
        """Everything that is done about it while the code holds."""
        for _ in range(minutes * 4):
            await self.loop.step()
            await self.loop.drain()
            self.clock.time += timedelta(seconds=15)

    async def state(self, request: CodeRequest) -> str:
        async with self.store.reading() as session:
            found = await codes.find(session, request.id)
        assert found
        return found.state


def sms(url: str, *providers: str) -> dict[str, Any]:
    """The section `[sms]` with these gateways, in this order."""
    section: dict[str, Any] = {"provider": list(providers)}
    for provider in providers:
        section |= PROVIDERS[provider](url)
    return section


@every_provider
async def test_a_code_goes_by_each_gateway_to_the_address_in_the_configuration(
    provider: str, store: Store, session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = YES[provider]
    line = Line(store, session, sms=sms(server.url, provider))
    request = await line.ask()
    await line.work()
    assert await line.state(request) == "sent"
    assert server.called == [PATH[provider]]


@every_provider
async def test_d14_a_gateway_that_does_not_answer_in_time_is_not_asked_twice_for_one_request(
    provider: str, store: Store, session: aiohttp.ClientSession, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sms.PATIENCE", aiohttp.ClientTimeout(total=0.1))
    server.otherwise = Answer(late=0.5)
    line = Line(store, session, sms=sms(server.url, provider))
    request = await line.ask()
    await line.work()
    assert await line.state(request) == "unsure"
    assert server.called == [PATH[provider]]


@every_silence
async def test_d14_nor_is_one_that_breaks_off(
    silence: Answer, store: Store, session: aiohttp.ClientSession, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.sms.PATIENCE", aiohttp.ClientTimeout(total=0.1))
    server.otherwise = silence
    line = Line(store, session, sms=sms(server.url, "http"))
    request = await line.ask()
    await line.work()
    assert await line.state(request) == "unsure"
    assert server.called == ["http"]


async def test_d14_nor_is_it_after_the_process_died_with_the_request_on_the_wire(
    store: Store, session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = Answer(late=0.2)
    dead = Line(store, session, sms=sms(server.url, "http"))
    request = await dead.ask()
    await dead.loop.step()
    await asyncio.sleep(0.05)
    reborn = Line(store, session, sms=sms(server.url, "http"))
    await reborn.loop.recover()
    await reborn.work()
    assert await reborn.state(request) == "unsure"
    assert server.called == ["http"]


@pytest.mark.parametrize(("language", "never"), [("vi", "Can bo khong bao gio hoi"), ("en", "Staff never ask")])
def test_the_sms_says_that_staff_never_ask_for_the_code_and_is_one_segment(language: str, never: str) -> None:
    text = HOUSE.catalogues[language].sentence("code.sms").format(code="12345678", minutes=60)
    assert never in text
    assert text.isascii()
    assert len(text) <= 160


async def test_gateways_are_asked_in_the_order_of_the_configuration_until_one_says_yes(
    store: Store, session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.answers += [NO, NO]
    server.otherwise = YES["esms"]
    line = Line(store, session, sms=sms(server.url, "stringee", "http", "esms", "speedsms"))
    request = await line.ask()
    await line.work()
    assert server.called == ["stringee", "http", "esms"]
    assert await line.state(request) == "sent"


async def test_a_gateway_that_cannot_be_reached_leaves_the_code_to_the_next(
    store: Store, session: aiohttp.ClientSession, server: Loopback, unused_tcp_port: int
) -> None:
    server.otherwise = YES["http"]
    away = PROVIDERS["esms"](f"http://127.0.0.1:{unused_tcp_port}")
    line = Line(store, session, sms=sms(server.url, "esms", "http") | away)
    request = await line.ask()
    await line.work()
    assert server.called == ["http"]
    assert await line.state(request) == "sent"


@every_silence
async def test_a_gateway_that_may_have_sent_the_code_is_the_last_one_asked(
    silence: Answer,
    store: Store,
    session: aiohttp.ClientSession,
    server: Loopback,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("channels.sms.PATIENCE", aiohttp.ClientTimeout(total=0.1))
    server.answers += [NO, silence]
    server.otherwise = YES["http"]
    line = Line(store, session, sms=sms(server.url, "esms", "speedsms", "http"))
    request = await line.ask()
    await line.work()
    assert server.called == ["esms", "speedsms"]
    assert await line.state(request) == "unsure"


async def test_when_every_gateway_says_no_the_person_is_told(
    store: Store, session: aiohttp.ClientSession, server: Loopback
) -> None:
    server.otherwise = NO
    line = Line(store, session, sms=sms(server.url, "esms", "http"))
    request = await line.ask()
    await line.work()
    assert server.called == ["esms", "http"]
    assert await line.state(request) == "failed"
    async with store.reading() as session_:
        assert await session_.value("select count(*) from outbox where channel = 'telegram'", {}) == 1


@pytest.fixture
async def postman() -> AsyncIterator[tuple[Postman, dict[str, Any]]]:
    """A mail server, and the section `[smtp]` for it."""
    postman = Postman()
    door = await asyncio.get_running_loop().create_server(
        lambda: SMTP(postman, auth_require_tls=False, hostname="localhost"), "127.0.0.1", 0
    )
    async with door as office:
        yield postman, {"host": "127.0.0.1", "port": office.sockets[0].getsockname()[1], "security": "none"}


@pytest.mark.parametrize(("answer", "state"), [("250 OK", "sent"), ("554 no", "failed"), ("drop", "unsure")])
async def test_a_code_goes_by_mail_once_whatever_the_server_says_of_it(
    answer: str, state: str, store: Store, session: aiohttp.ClientSession, postman: tuple[Postman, dict[str, Any]]
) -> None:
    office, smtp = postman
    office.data = answer
    line = Line(store, session, "mail", smtp=smtp)
    request = await line.ask("hoa@tayninh.example")
    await line.work()
    assert await line.state(request) == state
    assert [letter.rcpt_tos for letter in office.letters] == [["hoa@tayninh.example"]]
