"""The one shape that everything on the wire has."""

from typing import Any

Json = dict[str, Any]
