"""What we lean on: locked to the hash, and under licences that let the province do as it likes."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

import pytest

from tests.rules.tree import HOUSE

PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", re.MULTILINE)
VIRAL = re.compile(r"(?<!L)(?<!Lesser )GPL|(?<!Lesser )General Public License", re.IGNORECASE)
LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_part_is_locked_with_its_hash(lock: str) -> None:
    text = (HOUSE / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    unlocked = [block.split()[0] for block in blocks if PIN.match(block) and "--hash=sha256:" not in block]
    assert PIN.search(text)
    assert unlocked == []


def test_what_runs_is_also_what_is_tested() -> None:
    run, dev = (dict(PIN.findall((HOUSE / lock).read_text(encoding="utf-8"))) for lock in LOCKS)
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


def test_no_part_of_the_program_is_under_the_gpl() -> None:
    """The LGPL binds a library to itself, so it may be used; the GPL would bind us."""
    names = [name for name, _ in PIN.findall((HOUSE / "requirements.txt").read_text(encoding="utf-8"))]
    assert [name for name in names if VIRAL.search(_licence(name))] == []


def _licence(name: str) -> str:
    """Expression and classifiers; the free text is often the whole licence, which may mention others."""
    try:
        about: Any = metadata(name)
    except PackageNotFoundError:  # locked for another system
        return ""
    said = [about.get("License-Expression") or "", (about.get("License") or "").partition("\n")[0]]
    return " ".join([*said, *(each for each in about.get_all("Classifier") or [] if each.startswith("License"))])
