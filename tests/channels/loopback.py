"""A server on loopback that answers as it is told: the other side of a channel, with its bad days."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`late` in seconds; `drop` closes the connection once the request has been read whole."""

    status: int = 200
    body: bytes = b'{"ok":true,"result":true}'
    headers: Mapping[str, str] = field(default_factory=dict)
    late: float = 0
    drop: bool = False


@dataclass(frozen=True, kw_only=True)
class Call:
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ok(result: Any) -> Answer:
    return Answer(body=json.dumps({"ok": True, "result": result}, separators=(",", ":")).encode())


def no(status: int, description: str, **parameters: int) -> Answer:
    envelope = {"ok": False, "error_code": status, "description": description}
    return Answer(
        status=status, body=json.dumps(envelope | ({"parameters": parameters} if parameters else {})).encode()
    )


def said(document: Any, status: int = 200) -> Answer:
    return Answer(status=status, body=json.dumps(document).encode())


class Loopback:
    """Gives the `answers` in order, then `otherwise`; remembers every call."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answers: deque[Answer] = deque()
        self.otherwise = Answer()
        self.url = ""

    @property
    def last(self) -> Call:
        return self.calls[-1]

    @property
    def called(self) -> list[str]:
        """The last part of each path, in order."""
        return [call.path.rpartition("/")[2] for call in self.calls]

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.calls.append(
            Call(
                method=request.method,
                path=request.path,
                query=request.query_string,
                headers=dict(request.headers),
                body=await request.read(),
            )
        )
        answer = self.answers.popleft() if self.answers else self.otherwise
        await asyncio.sleep(answer.late)
        if answer.drop and request.transport is not None:
            request.transport.abort()
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)
