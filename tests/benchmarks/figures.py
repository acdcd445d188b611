"""Figures and the machine they came from: printed as they are found, and kept in `docs/benchmarks.md` by the run."""

import os
import platform
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
LINE = re.compile(r"^figure (\S+) (\S+) (\S+)(?: — (.*))?$", re.MULTILINE)

HEAD = """\
# Benchmarks

Written by `make bench` on {machine}, {day}.
The bot runs on one core, the simulator on another, in processes of their own; everything goes over real HTTP on
loopback, and every send is durable: `sending` is committed before the wire is touched, the result after it.

```
"""


def machine() -> str:
    """The processor, the number of its cores that we may use, and the versions that matter."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{_processor()} ({count} cores), {platform.system()}, {versions}"


class Figures:
    """Those of earlier runs stay until a run finds them anew."""

    def __init__(self, page: Path = PAGE) -> None:
        self._page = page
        self._found: dict[str, str] = {}

    def note(self, name: str, value: float, unit: str, about: str = "") -> None:
        line = f"figure {name} {_written(value)} {unit}" + (f" — {about}" if about else "")
        print(f"\n{line}")
        self._found[name] = line

    def write(self) -> None:
        if not self._found:
            return
        lines = {**dict(self._earlier()), **self._found}
        head = HEAD.format(machine=machine(), day=datetime.now(UTC).date().isoformat())
        self._page.write_text(head + "\n".join(lines[name] for name in sorted(lines)) + "\n```\n", "utf-8")

    def _earlier(self) -> Iterator[tuple[str, str]]:
        if self._page.exists():
            for found in LINE.finditer(self._page.read_text("utf-8")):
                yield found[1], found[0]


def _written(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()
