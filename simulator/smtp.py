"""A mailbox that takes whatever comes by SMTP (RFC 5321, without TLS or logins), for programs that send so."""

import asyncio
import email
import email.policy
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr

from simulator.world import World

ANSWERS = {"HELO": "250 simulator", "NOOP": "250 OK", "RSET": "250 OK", "QUIT": "221 Bye"}
LETTER_LIMIT = 10 * 1024 * 1024


@dataclass(slots=True)
class Envelope:
    sender: str = ""
    recipients: list[str] = field(default_factory=list)


async def serve(world: World, host: str, port: int) -> asyncio.Server:
    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await Session(world, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(converse, host, port, limit=LETTER_LIMIT)


class Session:
    def __init__(self, world: World, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.world = world
        self.reader = reader
        self.writer = writer
        self.envelope = Envelope()

    async def run(self) -> None:
        await self.say("220 simulator ESMTP")
        while line := await self.reader.readline():
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            await self.say(await self.obey(verb.upper(), rest))
            if verb.upper() == "QUIT":
                return

    async def say(self, line: str) -> None:
        self.writer.write(line.encode() + b"\r\n")
        await self.writer.drain()

    async def obey(self, verb: str, rest: str) -> str:
        if verb == "EHLO":
            return f"250-simulator\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE {LETTER_LIMIT}"
        if verb == "MAIL":
            self.envelope = Envelope(sender=address(rest))
            return "250 OK"
        if verb == "RCPT":
            self.envelope.recipients.append(address(rest))
            return "250 OK"
        if verb == "DATA":
            return await self.letter()
        if verb == "RSET":
            self.envelope = Envelope()
        return ANSWERS.get(verb, "502 Command not implemented")

    async def letter(self) -> str:
        if not self.envelope.recipients:
            return "503 RCPT first"
        await self.say("354 End data with <CR><LF>.<CR><LF>")
        lines = []
        while (line := await self.reader.readline()) not in (b".\r\n", b".\n", b""):
            lines.append(line.removeprefix(b"."))
        fault = self.world.faults.strike(("mail",))
        if fault is not None:
            await asyncio.sleep(fault.seconds or 0)
            if fault.seconds is None:
                return f"451 {fault.description or 'Try again later'}"
        self.deliver(b"".join(lines))
        return "250 OK"

    def deliver(self, raw: bytes) -> None:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        text, html = message.get_body(("plain",)), message.get_body(("html",))
        for recipient in self.envelope.recipients:
            self.world.receive_mail(
                recipient,
                str(message["Subject"] or ""),
                text.get_content().strip() if text is not None else "",
                html=html.get_content() if html is not None else None,
                sender=parseaddr(str(message["From"] or ""))[1] or self.envelope.sender,
            )


def address(rest: str) -> str:
    """`FROM:<a@b.vn> SIZE=…` → `a@b.vn`"""
    return rest.partition("<")[2].partition(">")[0]
