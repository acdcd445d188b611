"""E-mail over SMTP: the code for somebody without a phone, and letters.

A connection a message: there are few of them, and a server that was restarted is no surprise then.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP as CRLF
from email.utils import formatdate, make_msgid
from typing import Literal

import aiosmtplib

from channels.fate import Fate, NotSent
from channels.message import Mail

PATIENCE = 30.0  # seconds, for each answer
FAREWELL = 2.0  # seconds

Security = Literal["starttls", "tls", "none"]


class Smtp:
    """A mail server that takes our letters. `sender` is an address; `code_subject` stands over a code."""

    name = "smtp"

    def __init__(
        self,
        host: str,
        port: int,
        *,
        sender: str,
        code_subject: str,
        user: str | None = None,
        password: str | None = None,
        security: Security = "starttls",
        patience: float = PATIENCE,
    ) -> None:
        self._host, self._port = host, port
        self._sender = sender
        self._code_subject = code_subject
        self._user, self._password = user, password
        self._security = security
        self._patience = patience

    async def send(self, address: str, message: Mail) -> str:
        """Deliver one letter; its Message-ID. Raises `NotSent`."""
        return await self._deliver(address, message, make_msgid(domain=self._domain))

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        """The Message-ID tells of the request, so that a mailbox shows a letter that came twice once."""
        await self._deliver(to, Mail(subject=self._code_subject, text=text), f"<code-{request}@{self._domain}>")

    @property
    def _domain(self) -> str:
        return self._sender.rpartition("@")[2] or "localhost"

    async def _deliver(self, to: str, mail: Mail, id_: str) -> str:
        letter = self._letter(to, mail, id_)
        server = self._server()
        try:
            with _stage(refused=Fate.FATAL, lost=Fate.AGAIN):
                await server.connect()
                await server.mail(self._sender)
            with _stage(refused=Fate.GONE, lost=Fate.AGAIN):
                await server.rcpt(to)
            with _stage(refused=Fate.CONTENT, lost=Fate.UNKNOWN):
                await server.data(letter)
            with suppress(aiosmtplib.SMTPException, OSError):
                await server.quit(timeout=FAREWELL)
        finally:
            server.close()
        return id_

    def _server(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._security == "tls",
            start_tls=self._security == "starttls",
            timeout=self._patience,
        )

    def _letter(self, to: str, mail: Mail, id_: str) -> bytes:
        """Raises `NotSent` (GONE) for what can be no address on an envelope."""
        letter = EmailMessage(policy=CRLF)
        try:
            letter["To"] = to.encode("ascii").decode()
        except ValueError:
            raise NotSent(Fate.GONE, "not an address") from None
        letter["From"] = self._sender
        letter["Subject"] = mail.subject
        letter["Date"] = formatdate()
        letter["Message-ID"] = id_
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(mail.text, cte="quoted-printable")
        return letter.as_bytes()


@contextmanager
def _stage(*, refused: Fate, lost: Fate) -> Iterator[None]:
    """What a "no for good" and a lost connection mean at this point of the talk; a "not now" is always AGAIN."""
    try:
        yield
    except aiosmtplib.SMTPResponseException as no:
        raise NotSent(Fate.AGAIN if 400 <= no.code < 500 else refused, f"SMTP {no.code}") from None
    except aiosmtplib.SMTPNotSupported as no:
        raise NotSent(Fate.FATAL, type(no).__name__) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise NotSent(lost, type(error).__name__) from None
