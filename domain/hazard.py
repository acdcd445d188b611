"""Hazards and risk levels, as the law names them (Quyết định 18/2021/QĐ-TTg, articles 3 and 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.refused import Refused

LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """`mark` is the coloured sign that stands before the word and the number, never alone."""

    level: int
    name: str
    colour: str
    hex: str
    mark: str
    cap_severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """`levels` is the usual range of a natural hazard: outside it an author is warned, never stopped."""

    code: str
    name: str
    natural: bool
    levels: tuple[int, int] | None
    cap_category: str


@dataclass(frozen=True, slots=True)
class Hazards:
    levels: Mapping[int, Level]
    hazards: Mapping[str, Hazard]

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Hazards":
        """Raises KeyError or TypeError when the table lacks a column."""
        levels = {entry["level"]: Level(**entry) for entry in document["levels"]}
        hazards = {entry["code"]: _hazard(entry) for entry in document["hazards"]}
        if sorted(levels) != list(LEVELS):
            raise ValueError("the levels are not 1 to 5")
        return cls(levels, hazards)

    def get(self, code: str) -> Hazard:
        if code not in self.hazards:
            raise Refused("hazard.unknown")
        return self.hazards[code]


def _hazard(entry: Mapping[str, Any]) -> Hazard:
    levels = entry["levels"]
    return Hazard(
        code=entry["code"],
        name=entry["name"],
        natural=entry["natural"],
        levels=(levels[0], levels[1]) if levels else None,
        cap_category=entry["cap_category"],
    )
