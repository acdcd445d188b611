"""Whether two reports tell of the same thing: near one another, and in words alike."""

from itertools import pairwise
from math import cos, floor, radians

from domain.wording import fold, words

ALIKE = 0.55
"""The share of word pairs in common from which two texts count as alike: rephrasing keeps more, another matter less."""

NEAR_METRES = 100
_METRES_A_DEGREE = 111_320  # of latitude; of longitude, times the cosine of the latitude
_LATITUDE = 11.0  # where the grid's columns are NEAR_METRES wide: a degree to the north or south changes it by 0.4 %

Cell = tuple[int, int]


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how many of their words and pairs of words two texts share, without case or marks (Dice)."""
    mine, theirs = _pieces(one), _pieces(other)
    if not mine or not theirs:
        return 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def alike(one: str, other: str) -> bool:
    return likeness(one, other) >= ALIKE


def cell(latitude: float, longitude: float) -> Cell:
    """The square of a grid, `NEAR_METRES` wide, that a point lies in."""
    across = _METRES_A_DEGREE * cos(radians(_LATITUDE))
    return floor(latitude * _METRES_A_DEGREE / NEAR_METRES), floor(longitude * across / NEAR_METRES)


def around(middle: Cell) -> tuple[Cell, ...]:
    """The nine squares in which everything lies that is within `NEAR_METRES` of a point in the middle one."""
    row, column = middle
    return tuple((row + north, column + east) for north in (-1, 0, 1) for east in (-1, 0, 1))


def _pieces(text: str) -> frozenset[tuple[str, ...]]:
    said = words(fold(text))
    return frozenset((*((word,) for word in said), *pairwise(said)))
