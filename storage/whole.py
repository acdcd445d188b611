"""Files that come into being whole or not at all, for their owner alone: killed anywhere, what stood there stands."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

PART = ".part"

_being_made: set[Path] = set()


@asynccontextmanager
async def making(path: Path) -> AsyncIterator[Path]:
    """A new file beside `path`, to be filled: at the end it bears the name; after an exception it is gone.

    Raises `FileExistsError` while another is being filled there, which must not be taken for a killed forerunner's.
    """
    if path in _being_made:
        raise FileExistsError(f"{path} is being made already")
    part = path.with_name(path.name + PART)
    _being_made.add(path)
    try:
        await asyncio.to_thread(_begin, part)
        yield part
        await asyncio.to_thread(_complete, path, part)
    except BaseException:
        _drop(part)
        raise
    finally:
        _being_made.discard(path)


def _begin(part: Path) -> None:
    """Whatever a killed forerunner left is gone."""
    _drop(part)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _complete(path: Path, part: Path) -> None:
    """In one step, and for good: what was filled is on the disk before it bears the name."""
    to_disk(part)
    part.replace(path)
    to_disk(path.parent)


def _drop(part: Path) -> None:
    """With the log that SQLite keeps beside a copy while it is written."""
    for suffix in ("", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    """A file, or a folder's list of names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
