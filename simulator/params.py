"""What a bot sent with a call, read as the Bot API server reads it: from a query, a form, JSON or multipart."""

import json
from dataclasses import dataclass, field
from typing import Any

from simulator.refusals import bad
from simulator.shapes import Json

TRUE_WORDS = ("true", "yes", "1")


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Params:
    fields: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return self.fields.get(name) not in (None, "") or name in self.uploads

    def text(self, name: str, default: str = "") -> str:
        value = self.fields.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self.text(name) or default)
        except ValueError:
            return default

    def real(self, name: str) -> float | None:
        try:
            return float(self.text(name)) if self.has(name) else None
        except ValueError:
            return None

    def flag(self, name: str, default: bool = False) -> bool:
        return self.text(name).strip().lower() in TRUE_WORDS if self.has(name) else default

    def parsed(self, name: str, complaint: str) -> Any:
        """A value that is JSON, or came as JSON inside a form; None when it is not there."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {complaint}") from None

    def object(self, name: str, complaint: str) -> Json:
        value = self.parsed(name, complaint)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad(f"object expected as {complaint}")
        return value

    def array(self, name: str, complaint: str) -> list[Any]:
        value = self.parsed(name, complaint)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad(f"expected an Array of {complaint}")
        return value
