"""The fields that a report can be about, the agencies that answer for them, and how long they may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.refused import Refused

OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`agencies` in order of choice; `urgent_hours` for what cannot wait, None where nothing is urgent."""

    code: str
    name: str
    agencies: tuple[str, ...]
    working_days: int
    urgent_hours: int | None


@dataclass(frozen=True, slots=True)
class Fields:
    fields: Mapping[str, Field]
    agencies: Mapping[str, str]

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Fields":
        """Raises ValueError when a field names an agency that the table does not have."""
        fields = {e["code"]: Field(**{**e, "agencies": tuple(e["agencies"])}) for e in document["fields"]}
        agencies = dict(document["agencies"])
        unknown = {a for field in fields.values() for a in field.agencies} - agencies.keys()
        if unknown:
            raise ValueError(f"agencies without a name: {', '.join(sorted(unknown))}")
        return cls(fields, agencies)

    def get(self, code: str) -> Field:
        if code not in self.fields:
            raise Refused("field.unknown")
        return self.fields[code]
