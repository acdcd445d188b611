"""A Unix socket (0600) beside the database: commands that write go through the running bot, the only writer."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from bot.clock import Clock
from bot.commands import Command
from channels.fate import NotSent
from domain.refused import Refused
from storage.engine import Store, StoreAway

LONGEST = 1024 * 1024  # bytes of one request or answer: ten thousand heads of the audit, a day each
NO_ANSWER = "the bot has ended before it answered: see whether it was done, and if not, say it again"

log = structlog.get_logger()


def socket_path(database: Path) -> Path:
    return database.with_name(database.name + ".sock")


class Control:
    """Takes one JSON line `{"command", "arguments"}` a connection and answers with one: `{"done"}` or `{"refused"}`."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        database: Path,
        *,
        bot_name: Callable[[], Awaitable[str]],
        commands: Mapping[str, Command],
    ) -> None:
        self._store = store
        self._clock = clock
        self._path = socket_path(database)
        self._bot_name = bot_name
        self._commands = commands
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LONGEST)
        self._path.chmod(0o600)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answer = await self._answer(await reader.readline())
            writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            await writer.drain()
        except (ValueError, ConnectionError):
            log.warning("control_unreadable")
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, Any]:
        request = json.loads(line)
        command = self._commands.get(request.get("command"))
        if command is None:
            return {"refused": "unknown command"}
        try:
            return {"done": await command(self._store, request["arguments"], self._clock.now(), self._bot_name)}
        except Refused as no:
            return {"refused": no.key}
        except (StoreAway, NotSent, OSError, KeyError, TypeError) as error:
            return {"refused": f"{type(error).__name__}: {error}"}


async def ask_running(database: Path, command: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
    """The running bot's answer, None when none is running. Raises ConnectionError when it ends meanwhile."""
    try:
        reader, writer = await asyncio.open_unix_connection(socket_path(database), limit=LONGEST)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    try:
        writer.write(json.dumps({"command": command, "arguments": arguments}).encode() + b"\n")
        await writer.drain()
        line = await reader.readline()
    except ConnectionError:
        line = b""
    finally:
        writer.close()
    if not line:
        raise ConnectionError(NO_ANSWER)
    answer: dict[str, Any] = json.loads(line)
    return answer
