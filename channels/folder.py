"""Files kept in a folder of this machine, readable by nobody else."""

import asyncio
import os
import re
from pathlib import Path

_NAME = re.compile(r"[0-9]{1,19}")


class Folder:
    """A thousand folders of files, by the end of their names: no folder grows beyond what tools can list."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def put(self, name: str, content: bytes) -> None:
        """The whole file is on the disk under its name when this returns, or there is none."""
        await asyncio.to_thread(self._write, name, content)

    async def get(self, name: str) -> bytes:
        """Raises FileNotFoundError."""
        return await asyncio.to_thread(self._at(name).read_bytes)

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

    def _at(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a stored file is named by its number")
        return self._path / name[-3:] / name
