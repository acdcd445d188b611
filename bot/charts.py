"""The picture of the statistics; and how every chart is drawn: by matplotlib in a process of its own, with which ends
what it costs in memory.

Read as a program, this takes a drawing and its kind as JSON on its standard input and writes a PNG on its standard
output.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bot import reach_chart
from bot.reach_chart import ReachDrawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PATIENCE = 30.0  # seconds
WIDTH, HEIGHT = 10.0, 12.0  # inches
DPI = 110
INK, GOOD, BAD, QUIET = "#1f2937", "#15803d", "#b91c1c", "#60a5fa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything in the words of its reader. `tiles` are (label, number, arrow and number before); `bars` are (name,
    received, overdue); `weeks` are (day, share on time in percent, None where nothing was resolved)."""

    title: str
    tiles: list[tuple[str, str, str]]
    fields_title: str
    fields: list[tuple[str, int, int]]
    areas_title: str
    areas: list[tuple[str, int, int]]
    overdue: str
    weeks_title: str
    weeks: list[tuple[str, int | None]]


async def draw(drawing: Drawing | ReachDrawing) -> bytes:
    """A PNG. Raises RuntimeError when the process fails or takes too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-OO",  # without docstrings, of which matplotlib composes thousands: its import takes a third of the time
        "-m",
        "bot.charts",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1"},
    )
    try:
        async with asyncio.timeout(PATIENCE):
            png, complaint = await process.communicate(json.dumps([type(drawing).__name__, asdict(drawing)]).encode())
    except TimeoutError:
        process.kill()
        await process.wait()
        raise RuntimeError("the chart took too long") from None
    if process.returncode:
        raise RuntimeError(f"the chart was not drawn: {complaint.decode()[-300:]}")
    return png


async def from_json(subject: str) -> bytes:
    """The picture of a `Drawing` that waits in the outbox as JSON."""
    return await draw(Drawing(**json.loads(subject)))


def render(drawing: Drawing) -> bytes:
    """Drawn here and now."""
    from matplotlib.figure import Figure  # here, because it costs 40 MB and a third of a second

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI)
    figure.suptitle(drawing.title, fontsize=16, color=INK, fontweight="bold", y=0.985)
    edges = {"left": 0.28, "right": 0.96, "top": 0.95, "bottom": 0.03, "hspace": 0.28}
    grid = figure.add_gridspec(4, 1, height_ratios=(1.1, 3, 3.4, 2), **edges)
    _tiles(figure.add_subplot(grid[0]), drawing)
    _bars(figure.add_subplot(grid[1]), drawing.fields_title, drawing.fields, drawing.overdue)
    _bars(figure.add_subplot(grid[2]), drawing.areas_title, drawing.areas, drawing.overdue)
    _weeks(figure.add_subplot(grid[3]), drawing)
    png = io.BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def _tiles(axes: Axes, drawing: Drawing) -> None:
    axes.axis("off")
    for n, (label, number, change) in enumerate(drawing.tiles):
        at = (n + 0.5) / len(drawing.tiles)
        for height, size, words in ((0.9, 10, label), (0.45, 24, number), (0.1, 10, change)):
            axes.text(at, height, words, ha="center", va="center", fontsize=size, color=INK)


def _bars(axes: Axes, title: str, bars: list[tuple[str, int, int]], overdue: str) -> None:
    """The longest on top, the overdue part in another colour and in the legend's words."""
    names = [name if len(name) <= 34 else f"{name[:33]}…" for name, _, _ in reversed(bars)]
    received = [count for _, count, _ in reversed(bars)]
    late = [count for _, _, count in reversed(bars)]
    places = range(len(bars))
    whole = axes.barh(places, received, color=QUIET)
    axes.barh(places, late, color=BAD, hatch="//", edgecolor="white", label=overdue)
    axes.bar_label(whole, padding=3, fontsize=9)
    axes.set_yticks(list(places), labels=names, fontsize=9)
    axes.set_title(title, loc="left", fontsize=12, color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    if any(late):
        axes.legend(loc="lower right", frameon=False)


def _weeks(axes: Axes, drawing: Drawing) -> None:
    shares = [float("nan") if share is None else float(share) for _, share in drawing.weeks]
    places = range(len(shares))
    axes.plot(places, shares, marker="o", color=GOOD)
    axes.set_ylim(0, 105)
    axes.set_xticks(list(places), labels=[day for day, _ in drawing.weeks], fontsize=8)
    axes.set_title(drawing.weeks_title, loc="left", fontsize=12, color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.3)


def _read(kind: str, fields: dict[str, Any]) -> bytes:
    if kind == ReachDrawing.__name__:
        return reach_chart.render(ReachDrawing(**fields))
    return render(Drawing(**fields))


if __name__ == "__main__":
    sys.stdout.buffer.write(_read(*json.loads(sys.stdin.buffer.read())))
