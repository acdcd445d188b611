"""Places outside the database where the audit's head is noted, so that a cut or rewritten audit shows: a file that is
only added to, an address that takes JSON, a mailbox. Each takes a head or raises `NotSent`."""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import Protocol

import aiohttp

from channels.email import Smtp
from channels.fate import Fate, NotSent
from channels.message import Mail

PATIENCE = aiohttp.ClientTimeout(total=20, connect=10)


class Anchor(Protocol):
    @property
    def name(self) -> str: ...

    async def take(self, head: str, *, at: datetime) -> None:
        """`head` is `NUMBER:HEX`. Raises `NotSent`."""


class HeadFile:
    """A line a head: when, and the head. Best on another machine's disk, or one that can only be added to."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    async def take(self, head: str, *, at: datetime) -> None:
        try:
            await asyncio.to_thread(self._append, f"{at.isoformat(timespec='seconds')} {head}\n")
        except OSError as error:
            raise NotSent(Fate.AGAIN, type(error).__name__) from None

    def _append(self, line: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


class HeadUrl:
    """POST `{"head", "at"}`; any 2xx is a yes. `token` goes as `Authorization: Bearer`."""

    name = "url"

    def __init__(self, session: aiohttp.ClientSession, url: str, *, token: str | None = None) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def take(self, head: str, *, at: datetime) -> None:
        said = {"head": head, "at": at.isoformat()}
        try:
            async with self._session.post(self._url, json=said, headers=self._headers, timeout=PATIENCE) as answer:
                if not answer.ok:
                    raise NotSent(Fate.AGAIN, f"the address answered {answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotSent(Fate.AGAIN, type(error).__name__) from None


class HeadMailbox:
    """A letter a head; `text` has the blanks `{head}` and `{at}`."""

    def __init__(self, server: Smtp, address: str, *, number: int, subject: str, text: str) -> None:
        self.name = f"mailbox.{number}"
        self._server = server
        self._address = address
        self._subject = subject
        self._text = text

    async def take(self, head: str, *, at: datetime) -> None:
        text = self._text.format(head=head, at=at.isoformat(timespec="seconds"))
        await self._server.send(self._address, Mail(subject=self._subject, text=text))
