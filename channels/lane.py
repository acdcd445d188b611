"""One aiohttp session to an outside system, with limits of time: every way the network can fail is a `NotSent`.

Of an error only its kind and the system's words are kept: aiohttp's own text may hold the URL, so a token. Nothing is
logged here.
"""

import os
import socket
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from channels.fate import Fate, NotSent

CONNECT_TIMEOUT = 10.0  # seconds, waiting for a free connection included
READ_TIMEOUT = 20.0  # seconds; Telegram may hold a flooded send for 8 s before it answers 429
PATIENCE = aiohttp.ClientTimeout(total=120, connect=CONNECT_TIMEOUT, sock_read=READ_TIMEOUT)
CHUNK = 64 * 1024  # bytes
REDIRECTS_MOST = 3  # on the way to a file

NETWORK = (aiohttp.ClientError, TimeoutError, OSError)
_NEVER_REACHED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ServerFingerprintMismatch,
)


class Lane:
    """`connections` at most are open at once: what one lane sends never waits for another's."""

    def __init__(self, *, connections: int, proxy: str | None = None) -> None:
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=50),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
                timeout=PATIENCE,
                proxy=self._proxy,
            )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(
        self,
        url: URL,
        body: bytes | aiohttp.FormData,
        *,
        headers: Mapping[str, str] | None = None,
        patience: aiohttp.ClientTimeout = PATIENCE,
    ) -> tuple[int, bytes]:
        """One request, never repeated here: the status and the whole answer."""
        try:
            async with self._open.post(
                url, data=body, headers=headers, timeout=patience, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except NETWORK as error:
            raise failure(error) from None

    async def download(self, url: URL, most_bytes: int) -> bytes:
        """A file at an address. `NotSent` (CONTENT): it is gone, or grows beyond `most_bytes`."""
        try:
            async with self._open.get(url, max_redirects=REDIRECTS_MOST) as answer:
                if answer.status != 200:
                    gone = 400 <= answer.status < 500 and answer.status != 429
                    raise NotSent(Fate.CONTENT if gone else Fate.AGAIN, f"HTTP {answer.status}")
                return await at_most(most_bytes, answer.content)
        except NETWORK as error:
            raise failure(error) from None

    @property
    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the lane is not started")
        return self._session


async def at_most(most_bytes: int, content: aiohttp.StreamReader) -> bytes:
    received = bytearray()
    async for chunk in content.iter_chunked(CHUNK):
        received += chunk
        if len(received) > most_bytes:
            raise NotSent(Fate.CONTENT, "file is too big")
    return bytes(received)


def failure(error: BaseException) -> NotSent:
    """What a failed exchange means: it never left, or nobody knows."""
    fate = Fate.AGAIN if isinstance(error, _NEVER_REACHED) else Fate.UNKNOWN
    return NotSent(fate, _why(error))


def _why(error: BaseException) -> str:
    """The kind of error and the system's words for it; asyncio's own would name the address."""
    cause = getattr(error, "os_error", error)
    words = None
    if isinstance(cause, ssl.SSLError | socket.gaierror):
        words = cause.strerror
    elif isinstance(cause, OSError) and cause.errno:
        words = os.strerror(cause.errno)
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
