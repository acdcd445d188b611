"""`[province]`, `[alerts]` and `[reports]`: the province's tables, and its rules for alerts and for reports."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from bot.settings.section import Section

PROVINCE = Path(__file__).parents[1] / "province"


class ProvinceSection(Section):
    """The tables are JSON files; those of Tây Ninh come along."""

    areas: Path = PROVINCE / "areas.json"
    fields: Path = PROVINCE / "fields.json"
    hazards: Path = PROVINCE / "hazards.json"
    timezone: str = "Asia/Ho_Chi_Minh"
    name: str = "1022 Tây Ninh"

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError) as error:
            raise ValueError(f"no time zone is called {name}") from error
        return name


class AlertsSection(Section):
    two_person_from_level: int = Field(default=3, ge=1, le=6)
    remind_minutes: int = Field(default=15, ge=1)
    pending_hours: int = Field(default=4, ge=1, le=72)
    head_units: tuple[str, ...] = ()


class ReportsSection(Section):
    """`without_leader` names units by the codes of the tables of agencies and communes."""

    proof_needed: bool = True
    without_leader: tuple[str, ...] = ()
    extra_holidays: tuple[date, ...] = ()
    extra_workdays: tuple[date, ...] = ()
