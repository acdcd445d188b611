"""Files kept in a folder of this machine, readable by nobody else."""

import asyncio
import os
import re
from pathlib import Path

from channels.fate import Fate, NotSent

_NAME = re.compile(r"[0-9]{1,19}")


class Folder:
    """A thousand folders of files, by the end of their names: no folder grows beyond what tools can list."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def put(self, name: str, content: bytes) -> None:
        """The whole file is on the disk under its name when this returns, or there is none."""
        await asyncio.to_thread(self._write, name, content)

    async def get(self, name: str) -> bytes:
        """Raises `NotSent`, with fate CONTENT for a file that is not there."""
        return await asyncio.to_thread(self._read, name)

    async def delete(self, name: str) -> None:
        """It is gone when this returns, or never was there. Raises `NotSent` when the folder does not let us."""
        await asyncio.to_thread(self._delete, name)

    def _read(self, name: str) -> bytes:
        try:
            return self._at(name).read_bytes()
        except FileNotFoundError:
            raise NotSent(Fate.CONTENT, "the file is not there") from None

    def _delete(self, name: str) -> None:
        target = self._at(name)
        try:
            for each in (target, target.with_suffix(".part")):
                each.unlink(missing_ok=True)
        except OSError as error:
            raise NotSent(Fate.AGAIN, type(error).__name__) from None

    def _write(self, name: str, content: bytes) -> None:
        target = self._at(name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _names_to_disk(target.parent)
        _names_to_disk(self._path)

    def _at(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a stored file is named by its number")
        return self._path / name[-3:] / name


def _names_to_disk(folder: Path) -> None:
    """A file that was renamed, or a folder that was made, has its name on the disk, too, after this."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
