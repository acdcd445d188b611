"""Figures and the machine they came from: printed as they are found, and kept in `docs/benchmarks.md` by the run.

A trial of a few minutes, whose page goes elsewhere:
`BENCH_PEOPLE=20000 BENCH_FORMS=100 BENCH_REPORTS=20000 BENCH_PAGE=/tmp/trial.md make bench`.
"""

import os
import platform
import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(os.environ.get("BENCH_PAGE") or Path(__file__).parents[2] / "docs" / "benchmarks.md")
ROW = re.compile(r"^\| `(\S+)` \| (\S+) (\S+) \| (.*?) \| (\S+) \| (.*?) \|$", re.MULTILINE)

PREFACE = """\
# Benchmarks

Written by `make bench` itself, on {machine}.

The bot runs as it is run in life, on one core, and the simulator, in a process of its own, on another; everything goes
over real HTTP on loopback. Every send is durable: `sending` is committed before the wire is touched, the result after
it, with `synchronous=FULL`. Those it is compared with run on the same core, against the same simulator process, and say
the same message; of what they have sent or heard they remember nothing, unless it says so. `_cpu` is processor time,
user and system, of the whole process.

| figure | value | goal | measured | what it is |
| --- | --- | --- | --- | --- |
"""


def machine() -> str:
    """The processor, the number of its cores that we may use, and the versions that matter."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{_processor()} ({count} cores), {platform.system()}, {versions}"


@dataclass(frozen=True, slots=True)
class Figure:
    """`goal` is empty, or what was to be reached and, where it was not, that it was missed."""

    name: str
    value: str
    unit: str
    goal: str
    day: str
    about: str

    def line(self) -> str:
        return f"figure {self.name} {self.value} {self.unit}"

    def row(self) -> str:
        return f"| `{self.name}` | {self.value} {self.unit} | {self.goal} | {self.day} | {self.about} |"


class Figures:
    """Those of earlier runs on this machine stay, with their day, until a run finds them anew."""

    def __init__(self, page: Path = PAGE) -> None:
        self._page = page
        self._found: dict[str, Figure] = {}

    def note(
        self,
        name: str,
        value: float,
        unit: str,
        about: str = "",
        *,
        least: float | None = None,
        most: float | None = None,
    ) -> None:
        """`least` and `most` are goals: a figure that misses its goal says so on the page."""
        day = datetime.now(UTC).date().isoformat()
        figure = Figure(name, _written(value), unit, _goal(value, least, most), day, about)
        print(f"\n{figure.line()}" + (f"\n    {about}" if about else ""))
        self._found[name] = figure

    def write(self) -> None:
        if not self._found:
            return
        kept = {**self._earlier(), **self._found}
        figures = [kept[name] for name in sorted(kept)]
        rows, lines = ("\n".join(each) for each in ([f.row() for f in figures], [f.line() for f in figures]))
        preface = PREFACE.format(machine=machine())
        self._page.write_text(f"{preface}{rows}\n\nFor programs:\n\n```\n{lines}\n```\n", "utf-8")

    def _earlier(self) -> dict[str, Figure]:
        text = self._page.read_text("utf-8") if self._page.exists() else ""
        same_machine = f", on {machine()}." in text
        return {found[1]: Figure(*found.groups()) for found in ROW.finditer(text)} if same_machine else {}


def _goal(value: float, least: float | None, most: float | None) -> str:
    wanted = f"≥ {_written(least)}" if least is not None else f"≤ {_written(most)}" if most is not None else ""
    missed = (least is not None and value < least) or (most is not None and value > most)
    return f"{wanted}, missed" if missed else wanted


def _written(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()
