"""The units that answer for reports: the agencies of the table, and the people's committee of every commune.

A commune's unit bears the commune's code, an agency's that of the table; people write either one's name.
"""

from collections.abc import Callable, Iterable

from domain.area import Areas
from domain.field import OPERATOR, Field, Fields
from domain.place_names import own_name
from domain.refused import Refused
from domain.wording import fold, spelled

COMMUNE = "commune"
COMMITTEE = "UBND"


class Units:
    """All units of the province, by code."""

    def __init__(self, areas: Areas, fields: Fields) -> None:
        communes = {area.code: f"{COMMITTEE} {area.name}" for area in areas.all}
        agencies = {code: name for code, name in fields.agencies.items() if code != COMMUNE}
        self.all = {**agencies, **communes}
        bare = [(area.code, name) for area in areas.all for name in (area.name, own_name(area.name))]
        names = [*self.all.items(), *bare]
        self._by_spelling = _unambiguous(names, spelled)
        self._by_letters = _unambiguous(names, fold)

    def name(self, code: str) -> str:
        return self.all.get(code, code)

    def get(self, code: str) -> str:
        """The code of a unit that there is. Raises `Refused`."""
        if code not in self.all:
            raise Refused("unit.unknown")
        return code

    def find(self, written: str) -> str | None:
        """The unit that a grant is for: its code, its name, or the bare name of its commune, with marks or without."""
        if written in self.all:
            return written
        return self._by_spelling.get(spelled(written)) or self._by_letters.get(fold(written))


def route(field: Field, area: str) -> str:
    """The unit that answers for a field in a commune; the switchboard where the table names none."""
    first = field.agencies[0] if field.agencies else OPERATOR
    return area if first == COMMUNE else first


def choices(field: Field, area: str) -> tuple[str, ...]:
    """The units that a report of the field may be passed on to first, in order of choice."""
    return tuple(dict.fromkeys(area if agency == COMMUNE else agency for agency in (*field.agencies, COMMUNE)))


def _unambiguous(names: Iterable[tuple[str, str]], key: Callable[[str], str]) -> dict[str, str]:
    """The code by the key of each name that only one unit has."""
    found: dict[str, set[str]] = {}
    for code, name in names:
        found.setdefault(key(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
