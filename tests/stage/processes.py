"""The simulator and the bot as processes of their own: each on a core of its choice, ended politely or by SIGKILL."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[2]
TOKEN = f"1022:{'A' * 35}"
KEY = "5a" * 32


def cores() -> list[int]:
    """The cores that this process may use; where the system does not say, one."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]


def pin(pid: int, core: int | None) -> None:
    """Let a process run on one core alone; None, or a machine with one core: wherever it likes."""
    if core is not None and len(cores()) > 1:
        os.sched_setaffinity(pid, {core})


class Program:
    """A Python program in its own process, from the project's tree."""

    def __init__(self, *arguments: str, log: Path, core: int | None = None) -> None:
        self._arguments = arguments
        self._log = log
        self._core = core
        self._process: asyncio.subprocess.Process

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=log
            )
        pin(self.pid, self._core)

    async def first_line(self) -> str:
        assert self._process.stdout is not None
        return (await self._process.stdout.readline()).decode()

    async def kill(self) -> None:
        """No warning and no chance to tidy up."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to stop, and wait until it has; its exit status."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        if self.running:
            self._process.send_signal(number)
        return await self._process.wait()


class Telegram:
    """A simulator in its own process, asked over its control API."""

    def __init__(self, url: str, http: aiohttp.ClientSession, program: Program) -> None:
        self.url = url
        self.program = program
        self._http = http

    async def ask(self, path: str, **query: str | int) -> Any:
        async with self._http.get(f"{self.url}/sim/{path}", params=query) as response:
            return await response.json()

    async def tell(self, path: str, *, method: str = "POST", **body: Any) -> Any:
        async with self._http.request(method, f"{self.url}/sim/{path}", json=body) as response:
            assert response.status < 300, await response.text()
            return await response.json()

    async def latency(self, seconds: float) -> None:
        await self.tell("latency", method="PUT", seconds=seconds)

    async def polled(self, *, within: float = 20) -> None:
        """Until a bot waits for updates."""
        async with asyncio.timeout(within):
            while not any(bot["polling"] for bot in (await self.ask("state"))["bots"]):
                await asyncio.sleep(0.005)

    async def left_alone(self, *, within: float = 30) -> None:
        """Until nobody waits for updates any more: that a bot was killed is noticed a moment later."""
        async with asyncio.timeout(within):
            while any(bot["polling"] for bot in (await self.ask("state"))["bots"]):
                await asyncio.sleep(0.005)

    async def accepted(self) -> int:
        """How many messages there have been."""
        return int((await self.ask("stats"))["accepted"])


@asynccontextmanager
async def telegram(folder: Path, *, counting: bool = True, core: int | None = None) -> AsyncIterator[Telegram]:
    """With `counting`, every chat there could be exists; messages are in `folder/journal.tsv`."""
    arguments = ["-m", "simulator", "--port", "0", "--journal", str(folder / "journal.tsv")]
    program = Program(*arguments, *(["--counting"] if counting else []), log=folder / "simulator.log", core=core)
    await program.start()
    try:
        url = (await program.first_line()).split()[2].rstrip("/")
        async with aiohttp.ClientSession() as http:
            yield Telegram(url, http, program)
    finally:
        await program.kill()


def bot(folder: Path, *, core: int | None = None, program: str = "bot") -> Program:
    """The bot of the configuration in `folder`; `program` is what is run with it."""
    arguments = ["-m", program, "run", "--config", str(folder / "config.toml")]
    return Program(*arguments, log=folder / "bot.log", core=core)


def write_config(folder: Path, url: str, **sections: Mapping[str, Any]) -> Path:
    """A configuration for the simulator at `url`."""
    document: dict[str, dict[str, Any]] = {
        "telegram": {"token": TOKEN, "api_url": url},
        "secrets": {"key": KEY},
        "database": {"url": f"sqlite:///{folder / 'bot.db'}"},
        "sms": {"url": f"{url}/sms"},
        "web": {"enabled": False},
        "logs": {"level": "warning"},
    }
    for name, keys in sections.items():
        document[name] = {**document.get(name, {}), **keys}
    lines = [line for name, keys in document.items() for line in (f"[{name}]", *map(_line, keys.items()))]
    path = folder / "config.toml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _line(entry: tuple[str, Any]) -> str:
    key, value = entry
    shown = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else value
    return f"{key} = {shown}"
