"""A letter arrives as it was written, and the talk with the mail server says what became of it."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from channels.email import Smtp
from channels.fate import Fate, NotSent
from channels.message import Mail

HOA = "hoa@example.vn"


class Postman:
    """Takes letters; says `data` or `rcpt` instead where that is set; "drop" hangs up."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []
        self.rcpt = self.data = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data == "drop":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        self.letters.append(envelope)
        return self.data or "250 OK"


def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth: LoginPassword) -> AuthResult:
    return AuthResult(success=auth.password == b"right", handled=False)


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
async def port(postman: Postman) -> AsyncIterator[int]:
    def door() -> SMTP:
        return SMTP(postman, authenticator=knows, auth_require_tls=False, hostname="localhost")

    async with await asyncio.get_running_loop().create_server(door, "127.0.0.1", 0) as office:
        yield office.sockets[0].getsockname()[1]


def smtp(port: int, *, password: str | None = None) -> Smtp:
    user = "bot" if password else None
    return Smtp(
        "127.0.0.1",
        port,
        sender="1022@tayninh.example",
        code_subject="Mã xác thực 1022",
        user=user,
        password=password,
        security="none",
        patience=2,
    )


def opened(letter: Envelope) -> EmailMessage:
    assert isinstance(letter.content, bytes)
    read = message_from_bytes(letter.content, policy=default)
    assert isinstance(read, EmailMessage)
    return read


async def fate_of(port: int, to: str = HOA, password: str | None = None) -> Fate:
    with pytest.raises(NotSent) as refused:
        await smtp(port, password=password).send(to, Mail(subject="s", text="t"))
    assert to not in str(refused.value)
    return refused.value.fate


async def test_a_letter_arrives_with_its_marks(postman: Postman, port: int) -> None:
    id_ = await smtp(port, password="right").send(HOA, Mail(subject="Phản ánh TN-7K3F-92", text="Đã xử lý.\nCảm ơn!"))
    (letter,) = postman.letters
    assert (letter.mail_from, letter.rcpt_tos) == ("1022@tayninh.example", [HOA])
    read = opened(letter)
    assert read["Subject"] == "Phản ánh TN-7K3F-92"
    assert read["To"] == HOA
    assert read["Message-ID"] == id_
    assert read.get_content().splitlines() == ["Đã xử lý.", "Cảm ơn!"]


async def test_a_code_bears_the_number_of_its_request(postman: Postman, port: int) -> None:
    await smtp(port).send_code(HOA, "Mã của bạn là 123456", code="123456", request=42)
    read = opened(postman.letters[0])
    assert read["Message-ID"] == "<code-42@tayninh.example>"
    assert read["Subject"] == "Mã xác thực 1022"
    assert "123456" in read.get_content()


@pytest.mark.parametrize(("words", "fate"), [("550 no such user", Fate.GONE), ("450 later", Fate.AGAIN)])
async def test_a_refused_mailbox(words: str, fate: Fate, postman: Postman, port: int) -> None:
    postman.rcpt = words
    assert await fate_of(port) is fate
    assert postman.letters == []


@pytest.mark.parametrize(
    ("words", "fate"), [("554 spam", Fate.CONTENT), ("452 full", Fate.AGAIN), ("drop", Fate.UNKNOWN)]
)
async def test_a_refused_letter(words: str, fate: Fate, postman: Postman, port: int) -> None:
    postman.data = words
    assert await fate_of(port) is fate


async def test_a_wrong_password_is_for_the_operator(port: int) -> None:
    assert await fate_of(port, password="wrong") is Fate.FATAL


async def test_a_server_that_is_away_was_not_asked(unused_tcp_port: int) -> None:
    assert await fate_of(unused_tcp_port) is Fate.AGAIN


@pytest.mark.parametrize("address", ["hoa@example.vn\r\nBcc: all@example.vn", "hòa@example.vn"])
async def test_what_can_be_no_address_is_not_sent(address: str, postman: Postman, port: int) -> None:
    assert await fate_of(port, to=address) is Fate.GONE
    assert postman.letters == []
