"""What the program knows of its province: communes, report fields and agencies, hazards, the time zone."""

from dataclasses import dataclass, field
from datetime import tzinfo

from domain.area import Areas
from domain.field import Fields
from domain.hazard import Hazards
from domain.refused import Refused
from domain.unit import Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    areas: Areas
    fields: Fields
    hazards: Hazards
    zone: tzinfo
    units: Units = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "units", Units(self.areas, self.fields))

    def whole(self, areas: tuple[str, ...]) -> bool:
        """Whether these areas are the whole province, chosen as such."""
        return areas == (self.areas.province_code,)

    def audience_areas(self, areas: tuple[str, ...]) -> tuple[str, ...]:
        """Whose subscriptions an alert reaches, those inside first; an empty choice is never everyone."""
        if not areas:
            raise Refused("alert.no_area")
        every = tuple(area.code for area in self.areas.all)
        inside = every if self.whole(areas) else areas
        return (*inside, self.areas.province_code)
