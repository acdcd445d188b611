"""Reads the province's tables: communes, fields, hazards, holidays. A table that is wrong stops the start."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import holidays

from bot.settings import BadConfiguration, ProvinceSection, ReportsSection
from domain.area import Areas
from domain.field import Fields
from domain.hazard import Hazards
from domain.office import ReportPolicy
from domain.province import Province

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
    national = holidays.country_holidays("VN", years=YEARS)
    return ReportPolicy(
        holidays=frozenset({*national, *section.extra_holidays}),
        workdays=frozenset({*national.weekend_workdays, *section.extra_workdays}),
        proof_needed=section.proof_needed,
        without_leader=frozenset(section.without_leader),
    )


def _read(key: str, file: Path, read: Callable[[Mapping[str, Any]], Table]) -> Table:
    try:
        return read(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadConfiguration(f"{key}: {file}: {error}") from error
