"""Files that come into being whole or not at all, for their owner alone: killed anywhere, what stood there stands."""

import os
from pathlib import Path

PART = ".part"


def begin(path: Path) -> Path:
    """A new file beside `path`, to be filled; whatever a killed forerunner left of one is gone."""
    part = path.with_name(path.name + PART)
    drop(part)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return part


def complete(path: Path, part: Path) -> None:
    """In one step, and for good: what was filled is on the disk before it bears the name."""
    to_disk(part)
    part.replace(path)
    to_disk(path.parent)


def drop(part: Path) -> None:
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
