"""The demo itself, as its command starts it, on a port of its own; it ends with the block."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

READY_WITHIN = 90.0  # seconds: three weeks of reports and alerts come first
ENDS_WITHIN = 15.0
OPEN = "Open "


@asynccontextmanager
async def demo(folder: Path, *, crowd: int) -> AsyncIterator[str]:
    """Its address, once it has told where to open it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", str(a_free_port())),
        *("--folder", str(folder), "--crowd", str(crowd)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(READY_WITHIN):
            url = await address(process)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(ENDS_WITHIN):
            await process.communicate()


async def address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    said = []
    async for line in process.stdout:
        said.append(line.decode())
        if said[-1].strip().startswith(OPEN):
            return said[-1].split()[-1]
    raise AssertionError("".join(said))


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
