"""The simulator as a process of its own, on loopback only; it ends when we do, however we end."""

import asyncio
import contextlib
import ctypes
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from bot.demo.folder import Folder
from bot.settings.province import PROVINCE

HOST = "127.0.0.1"
PORTS_TRIED = 50
STARTS_WITHIN = 15.0  # seconds
STOPS_WITHIN = 5.0
HOUSE = Path(__file__).parents[2]
STORY = Path(__file__).with_name("story.json")
PR_SET_PDEATHSIG = 1  # prctl(2)


class SimulatorGone(OSError):
    """The simulator has ended, or never began."""


@contextlib.asynccontextmanager
async def simulated(port: int, folder: Folder) -> AsyncIterator["Simulated"]:
    """Running at the first free port from `port` on, until the block ends."""
    free = free_port(range(port, port + PORTS_TRIED))
    with folder.log.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "simulator", "--host", HOST, "--port", str(free)),
            *("--journal", str(folder.journal.absolute()), "--people", str(folder.people.absolute())),
            *("--areas", str(PROVINCE / "areas.json"), "--story", str(STORY)),
            cwd=HOUSE,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    here = Simulated(process, free, folder.log)
    try:
        await here.listening()
        yield here
    finally:
        await here.stop()


class Simulated:
    def __init__(self, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self._process = process
        self._log = log

    async def listening(self) -> None:
        """Until it takes connections. Raises `SimulatorGone` when it ends instead, or takes too long."""
        for _ in range(int(STARTS_WITHIN / 0.05)):
            if self._process.returncode is not None:
                raise self._gone()
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(HOST, self.port)
                writer.close()
                return
            await asyncio.sleep(0.05)
        raise SimulatorGone(f"the simulator did not listen within {STARTS_WITHIN:.0f} seconds; see {self._log}")

    async def ended(self) -> SimulatorGone:
        """What there is to say once it has ended by itself."""
        await self._process.wait()
        return self._gone()

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        try:
            async with asyncio.timeout(STOPS_WITHIN):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def _gone(self) -> SimulatorGone:
        lines = self._log.read_text("utf-8", "replace").strip().splitlines()
        last = lines[-1] if lines else "it said nothing"
        return SimulatorGone(f"the simulator has ended (status {self._process.returncode}): {last}; see {self._log}")


def free_port(ports: Iterable[int]) -> int:
    """The first that nobody listens on. Raises OSError when all are taken."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise OSError("none of the ports is free")


def _end_with_parent() -> None:
    """In the new process: have the kernel end it when its parent dies, so that no journal has two writers."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
