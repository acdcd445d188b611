"""The bot as a process that is quick to start: forked from one that has imported everything and begun nothing.

What runs is the command line's own `run`, or another of its commands, and what ends it is a real SIGKILL; only the
second of imports is saved.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(["bot.__main__"])


class Forked:
    """A command of the bot, `run` if nothing is said; `armed` is called in the new process before anything else."""

    def __init__(self, folder: Path, *command: str, armed: Callable[[], None] | None = None) -> None:
        self._process = _NURSERY.Process(target=_run, args=(str(folder), command or ("run",), armed), daemon=True)

    async def start(self) -> None:
        self._process.start()

    async def kill(self) -> None:
        """No warning and no chance to tidy up."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int | None:
        """Ask it to stop, and wait until it has; its exit status."""
        return await self._end(signal.SIGTERM)

    async def ended(self, *, within: float) -> int | None:
        """Its exit status, once it has ended by itself; None while it lives on."""
        await asyncio.to_thread(self._process.join, within)
        return self._process.exitcode

    def ask_to_stop(self) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int | None:
        assert self._process.pid is not None
        if self._process.is_alive():
            os.kill(self._process.pid, number)
        await asyncio.to_thread(self._process.join)
        return self._process.exitcode


def _run(folder: str, command: tuple[str, ...], armed: Callable[[], None] | None) -> None:
    from bot.__main__ import cli

    log = os.open(f"{folder}/bot.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(log, stream.fileno())
    if armed:
        armed()
    cli([*command, "--config", f"{folder}/config.toml"])
