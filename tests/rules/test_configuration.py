"""The example configuration explains every key, and can be used as it stands but for the secrets."""

import re
import tomllib
from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

from bot.settings import Settings, make_settings
from tests.rules.tree import HOUSE

EXAMPLE = HOUSE / "config.example.toml"
HEADING = re.compile(r"#?\s*\[{1,2}([a-z0-9_.]+)\]{1,2}\s*(#.*)?")
KEY = re.compile(r"#?\s*([a-z0-9_]+)\s*=.*")


def known(model: type[BaseModel], within: str = "") -> Iterator[str]:
    """Every key that the program reads, as `section.key`."""
    for name, field in model.model_fields.items():
        kind = next((each for each in get_args(field.annotation) if each is not type(None)), field.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from known(kind, f"{within}{name}.")
        else:
            yield f"{within}{name}"


def written() -> Iterator[tuple[int, str]]:
    """Every key of the file, also those that stand there as a comment; a table counts as the key that it fills."""
    section = ""
    for number, line in enumerate(EXAMPLE.read_text(encoding="utf-8").splitlines(), 1):
        if found := HEADING.fullmatch(line.strip()):
            section = found[1]
            yield number, section
        elif found := KEY.fullmatch(line.strip()):
            yield number, f"{section}.{found[1]}"


def test_the_example_shows_every_key() -> None:
    assert set(known(Settings)) - {key for _, key in written()} == set()


def test_the_example_shows_no_key_that_does_not_exist() -> None:
    keys = set(known(Settings))
    tables = {key.rpartition(".")[0] for key in keys} | keys
    strange = [
        f"{EXAMPLE.name}:{number} {key}" for number, key in written() if key not in tables and not _inside(key, keys)
    ]
    assert strange == []


def test_the_example_can_be_used_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM__TOKEN", "1022:" + "A" * 35)
    monkeypatch.setenv("BOT_SECRETS__KEY", "5a" * 32)
    make_settings(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))


def _inside(key: str, keys: set[str]) -> bool:
    """Whether it is a key of a table that fills one of ours, such as a gateway's own."""
    return any(key.startswith(f"{each}.") for each in keys)
