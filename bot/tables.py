"""Reads the province's tables: communes, fields, hazards. A table that is wrong stops the start with its name."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.settings import BadConfiguration, ProvinceSection
from domain.area import Areas
from domain.field import Fields
from domain.hazard import Hazards
from domain.province import Province

Table = TypeVar("Table")


def read_province(section: ProvinceSection) -> Province:
    return Province(
        areas=_read("province.areas", section.areas, Areas.read),
        fields=_read("province.fields", section.fields, Fields.read),
        hazards=_read("province.hazards", section.hazards, Hazards.read),
        zone=ZoneInfo(section.timezone),
    )


def _read(key: str, file: Path, read: Callable[[Mapping[str, Any]], Table]) -> Table:
    try:
        return read(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadConfiguration(f"{key}: {file}: {error}") from error
