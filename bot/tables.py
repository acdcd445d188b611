"""Reads the province's tables: communes, fields, hazards, holidays. A table that is wrong stops the start."""

import json
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from bot.settings.province import ProvinceSection, ReportsSection
from bot.settings.section import BadConfiguration
from domain.area import Areas
from domain.field import Fields
from domain.hazard import Hazards
from domain.office import ReportPolicy
from domain.province import Province

if TYPE_CHECKING:
    from holidays import HolidayBase

YEARS = range(2025, 2041)  # reports are not older, and no deadline is farther

Table = TypeVar("Table")


def read_province(section: ProvinceSection) -> Province:
    return Province(
        areas=_read("province.areas", section.areas, Areas.read),
        fields=_read("province.fields", section.fields, Fields.read),
        hazards=_read("province.hazards", section.hazards, Hazards.read),
        zone=ZoneInfo(section.timezone),
    )


def read_reports(section: ReportsSection, province: Province) -> ReportPolicy:
    """The public holidays of Việt Nam with their exchanged days, and what the configuration adds. A unit that the
    tables do not have stops the start."""
    unknown = [unit for unit in section.without_leader if unit not in province.units.all]
    if unknown:
        raise BadConfiguration(f"reports.without_leader: no such unit: {', '.join(unknown)}")
    return ReportPolicy(
        holidays=Days(lambda: {*_national(), *section.extra_holidays}),
        workdays=Days(lambda: {*_national().weekend_workdays, *section.extra_workdays}),
        proof_needed=section.proof_needed,
        without_leader=frozenset(section.without_leader),
    )


class Days(Set[date]):
    """Days that are worked out when they are first asked for: it takes half a second that no start should wait for."""

    def __init__(self, days: Callable[[], Set[date]]) -> None:
        self._work_out = days

    @cached_property
    def _days(self) -> frozenset[date]:
        return frozenset(self._work_out())

    def __contains__(self, day: object) -> bool:
        return day in self._days

    def __iter__(self) -> Iterator[date]:
        return iter(self._days)

    def __len__(self) -> int:
        return len(self._days)


@cache
def _national() -> "HolidayBase":
    """The days of Việt Nam, from a package that is loaded here for the same reason."""
    import holidays

    return holidays.country_holidays("VN", years=YEARS)


def _read(key: str, file: Path, read: Callable[[Mapping[str, Any]], Table]) -> Table:
    try:
        return read(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadConfiguration(f"{key}: {file}: {error}") from error
