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
Pieces = frozenset[tuple[str, ...]]


def likeness(one: Pieces, other: Pieces) -> float:
    """From 0 to 1: how much of their words and pairs of words two texts share (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def alike(one: Pieces, other: Pieces) -> bool:
    return likeness(one, other) >= ALIKE


def cell(latitude: float, longitude: float) -> Cell:
    """The square of a grid, `NEAR_METRES` wide, that a point lies in."""
    across = _METRES_A_DEGREE * cos(radians(_LATITUDE))
    return floor(latitude * _METRES_A_DEGREE / NEAR_METRES), floor(longitude * across / NEAR_METRES)


def around(middle: Cell) -> tuple[Cell, ...]:
    """The nine squares in which everything lies that is within `NEAR_METRES` of a point in the middle one."""
    row, column = middle
    return tuple((row + north, column + east) for north in (-1, 0, 1) for east in (-1, 0, 1))


def pieces(text: str) -> Pieces:
    """The words and the pairs of words of a text, without case or marks."""
    said = words(fold(text))
    return frozenset((*((word,) for word in said), *pairwise(said)))
