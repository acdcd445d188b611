"""The picture of an alert's reach over time: how many had been told by each moment, on which channel, and how fast."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 10.0, 8.0  # inches
DPI = 110
INK, QUIET = "#1f2937", "#9ca3af"
CHANNELS = ("#2563eb", "#15803d", "#b45309", "#7c3aed")
LABELS_MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachDrawing:
    """Everything in the words of its reader. `moments` are the ends of equal spans of time, in order; `channels` are
    (name, people told by each of these moments)."""

    title: str
    reached: str
    to_tell: str
    expected: int
    each: str
    moments: list[str]
    channels: list[tuple[str, list[int]]]


def render(drawing: ReachDrawing) -> bytes:
    """A PNG, drawn here and now."""
    from matplotlib.figure import Figure  # here, because it costs 40 MB and a third of a second

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI)
    figure.suptitle(drawing.title, fontsize=16, color=INK, fontweight="bold", y=0.97)
    grid = figure.add_gridspec(2, 1, height_ratios=(3, 2), left=0.1, right=0.96, top=0.87, bottom=0.07, hspace=0.32)
    _reached(figure.add_subplot(grid[0]), drawing)
    _speed(figure.add_subplot(grid[1]), drawing)
    png = io.BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def _reached(axes: Axes, drawing: ReachDrawing) -> None:
    """From nobody on, one channel on top of the other, up to the line of all that are to be told."""
    places = range(len(drawing.moments) + 1)
    names = [name for name, _ in drawing.channels]
    axes.stackplot(places, [[0, *told] for _, told in drawing.channels], labels=names, colors=CHANNELS, alpha=0.85)
    axes.axhline(drawing.expected, color=QUIET, linestyle="--", label=drawing.to_tell)
    axes.set_ylim(0, max(drawing.expected, *(sum(told) for told in _together(drawing)), 1) * 1.08)
    _dress(axes, drawing, drawing.reached)
    axes.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="white", fontsize=9)


def _speed(axes: Axes, drawing: ReachDrawing) -> None:
    below = [0] * len(drawing.moments)
    middles = [place + 0.5 for place in range(len(drawing.moments))]
    for (_, told), color in zip(drawing.channels, CHANNELS, strict=False):
        anew = [after - before for before, after in zip([0, *told], told, strict=False)]
        axes.bar(middles, anew, bottom=below, width=0.9, color=color)
        below = [a + b for a, b in zip(below, anew, strict=True)]
    _dress(axes, drawing, drawing.each)


def _dress(axes: Axes, drawing: ReachDrawing, title: str) -> None:
    step = -(-len(drawing.moments) // LABELS_MOST)
    places = range(0, len(drawing.moments), step)
    axes.set_xticks([place + 1 for place in places], labels=[drawing.moments[place] for place in places], fontsize=9)
    axes.set_xlim(0, len(drawing.moments))
    axes.set_title(title, loc="left", fontsize=12, color=INK)
    axes.locator_params(axis="y", integer=True)
    axes.yaxis.set_major_formatter(lambda people, _: f"{people:,.0f}".replace(",", "\u202f"))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.3)


def _together(drawing: ReachDrawing) -> list[tuple[int, ...]]:
    return list(zip(*(told for _, told in drawing.channels), strict=True))
