"""The communes of the province, found by what people call them or by where they stand. Names repeat, so whoever asks
by name gets candidates with their old name and former district, never a guess."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from domain.place_names import Found, Name, PlaceNames, own_name
from domain.refused import Refused
from domain.wording import alphabetical

REACH_KM = 40.0
"""No point of the province is farther from every commune's centre: what is farther lies elsewhere."""

_EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the GRS 80 ellipsoid (Moritz 2000)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One commune. `lat`, `lon` are degrees (WGS 84) of an approximate centre; `formerly` and `former_districts` are
    the communes and districts of before 2025-07-01 that it was made of, wholly or in part."""

    code: str
    name: str
    kind: str
    lat: float
    lon: float
    formerly: tuple[str, ...]
    former_districts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A candidate: `formerly` is the old name that was meant, if it was one; `district` the former district that the
    text named, else all that the area was made of, by commas."""

    area: Area
    formerly: str | None
    district: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """`km` along the earth's surface to the area's centre."""

    area: Area
    km: float


class Areas:
    """All communes of one province, in the order of their table."""

    def __init__(self, *, province: str, province_code: str, areas: tuple[Area, ...]) -> None:
        self.province = province
        self.province_code = province_code
        self.all = areas
        self._by_code = {area.code: area for area in areas}
        self._names = PlaceNames(
            [name for area in areas for name in _names(area)], districts=self.districts(), province=province
        )

    @classmethod
    def read(cls, document: Mapping[str, object]) -> "Areas":
        """The table `areas.json`: `province` {code, name} and `units`. `ValueError` names the place that is wrong."""
        province = _table(document.get("province"), "province")
        units = _list(document.get("units"), "units")
        areas = tuple(_area(_table(unit, f"units[{at}]"), f"units[{at}]") for at, unit in enumerate(units))
        if not areas:
            raise ValueError("units: empty")
        for at, area in enumerate(areas):
            if any(area.code == other.code for other in areas[:at]):
                raise ValueError(f"units[{at}].code: {area.code} is there twice")
        return cls(
            province=_text(province.get("name"), "province.name"),
            province_code=_text(province.get("code"), "province.code"),
            areas=areas,
        )

    def get(self, code: str) -> Area:
        """Raises `Refused("area.unknown", code=…)`."""
        if code not in self._by_code:
            raise Refused("area.unknown", code=code)
        return self._by_code[code]

    def find(self, text: str, most: int = 8) -> tuple[Match, ...]:
        """The areas that the text may mean, each once for its best reason, best first: today's name, an old name (with
        the same marks before without), its beginning, its words. Empty when it is none of ours."""
        return tuple(self._match(found) for found in self._names.find(text)[:most])

    def _match(self, found: Found) -> Match:
        area = self._by_code[found.name.place]
        return Match(
            area=area,
            formerly=None if found.name.today else found.name.text,
            district=found.district or ", ".join(area.former_districts) or None,
        )

    def nearest(self, lat: float, lon: float, most: int = 3) -> tuple[Near, ...]:
        """The areas whose centres are nearest to a point in degrees, nearest first."""
        near = (Near(area=area, km=_km(lat, lon, area)) for area in self.all)
        return tuple(sorted(near, key=lambda one: one.km)[:most])

    def contains(self, lat: float, lon: float) -> bool:
        """Whether a point may lie in the province: within `REACH_KM` of some centre. A pin abroad does not."""
        return any(near.km <= REACH_KM for near in self.nearest(lat, lon, most=1))

    def districts(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of the areas of each former district, districts and areas in alphabetical order."""
        names = {district for area in self.all for district in area.former_districts}
        in_order = sorted(self.all, key=lambda area: alphabetical(own_name(area.name)))
        return {
            district: tuple(area.code for area in in_order if district in area.former_districts)
            for district in sorted(names, key=lambda district: alphabetical(own_name(district)))
        }


def _names(area: Area) -> list[Name]:
    districts = area.former_districts
    return [
        Name(place=area.code, text=area.name, today=True, districts=districts),
        *(Name(place=area.code, text=name, today=False, districts=districts) for name in area.formerly),
    ]


def _km(lat: float, lon: float, area: Area) -> float:
    """Great-circle distance by the haversine formula, in kilometres."""
    north, east = radians(area.lat - lat), radians(area.lon - lon)
    half = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(area.lat)) * sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def _area(unit: Mapping[str, object], where: str) -> Area:
    return Area(
        code=_text(unit.get("code"), f"{where}.code"),
        name=_text(unit.get("name"), f"{where}.name"),
        kind=_text(unit.get("kind"), f"{where}.kind"),
        lat=_degrees(unit.get("lat"), f"{where}.lat", most=90),
        lon=_degrees(unit.get("lon"), f"{where}.lon", most=180),
        formerly=_texts(unit.get("formerly", []), f"{where}.formerly"),
        former_districts=_texts(unit.get("former_districts", []), f"{where}.former_districts"),
    )


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where}: a table is wanted, not {value!r}")
    return value


def _list(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError(f"{where}: a list is wanted, not {value!r}")
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    return tuple(_text(one, f"{where}[{at}]") for at, one in enumerate(_list(value, where)))


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{where}: a text is wanted, not {value!r}")
    return unicodedata.normalize("NFC", value)


def _degrees(value: object, where: str, *, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise ValueError(f"{where}: degrees between -{most} and {most} are wanted, not {value!r}")
    return float(value)
