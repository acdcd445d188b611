"""A demo that runs in this process, with a small crowd and a folder of its own; its simulator is a real process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.demo.folder import Folder
from bot.demo.run import play

CROWD = 1_000
PREPARED_WITHIN = 60.0  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Demo:
    """`said` is everything on the terminal up to the line that says how to stop."""

    playing: asyncio.Task[None]
    said: str
    url: str
    http: aiohttp.ClientSession

    async def ask(self, path: str) -> Any:
        async with self.http.get(f"{self.url}/sim/{path}") as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def say(self, person: int, text: str) -> None:
        async with self.http.post(f"{self.url}/sim/people/{person}/say", json={"text": text}) as response:
            assert response.status == 200, await response.text()

    async def heard(self, person: int) -> list[dict[str, Any]]:
        """What the bot has said to them, oldest first."""
        chat = await self.ask(f"people/{person}/chat?limit=200")
        return [message for message in chat["messages"] if not message["out"]]

    async def hears(self, person: int, text: str) -> dict[str, Any]:
        """The newest message of the bot's that contains the text, once it is there."""
        for _ in range(500):
            if found := [heard for heard in await self.heard(person) if text in heard["text"]]:
                return found[-1]
            await asyncio.sleep(0.02)
        raise AssertionError(f"{person} did not hear {text!r} but {(await self.heard(person))[-1:]}")


@asynccontextmanager
async def demo(
    folder: Path, capsys: pytest.CaptureFixture[str], *, port: int, fresh: bool = False, people: int = CROWD
) -> AsyncIterator[Demo]:
    """From its start until it has said all it has to say, and stopped as by Ctrl+C when the block ends."""
    stop, said = asyncio.Event(), ""
    playing = asyncio.create_task(play(port=port, fresh=fresh, folder=Folder(folder), people=people, stop=stop))
    try:
        async with asyncio.timeout(PREPARED_WITHIN), aiohttp.ClientSession() as http:
            while "Ctrl+C" not in said and not playing.done():
                await asyncio.sleep(0.05)
                said += capsys.readouterr().out
            if playing.done():
                await playing
            url = next(word for word in said.split() if word.startswith("http://")).rstrip("/")
            yield Demo(playing=playing, said=said, url=url, http=http)
    finally:
        stop.set()
        await asyncio.wait([playing])
