"""The province's tables and the sampled phrases, as the rules are given them."""

import json
from pathlib import Path

import pytest

from domain.area import Areas

HERE = Path(__file__).parent
PROVINCE = HERE.parents[1] / "bot" / "province"


@pytest.fixture(scope="session")
def table() -> dict[str, object]:
    return json.loads((PROVINCE / "areas.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def areas(table: dict[str, object]) -> Areas:
    return Areas.read(table)


@pytest.fixture(scope="session")
def phrases() -> dict[str, object]:
    return json.loads((HERE / "time-phrases.json").read_text("utf-8"))
