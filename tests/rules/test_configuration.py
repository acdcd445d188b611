"""The example configuration is complete, valid, and shows every key with its default."""

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.settings import Section, Settings, make_settings

EXAMPLE = Path("config.example.toml")


def keys_of(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Every key of a section and those below it, as `section.key`."""
    found = set()
    for name, field in model.model_fields.items():
        below = [each for each in _types(field.annotation) if issubclass(each, Section)]
        found |= keys_of(below[0], f"{prefix}{name}.") if below else {f"{prefix}{name}"}
    return found


def _types(annotation: Any) -> list[type]:
    parts = getattr(annotation, "__args__", (annotation,))
    return [part for part in parts if isinstance(part, type)]


def shown() -> set[str]:
    """The keys that the example names, commented out or not."""
    section, found = "", set()
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if head := re.fullmatch(r"(?:# )?\[([a-z_.]+)\]", line):
            section = head[1]
        elif key := re.match(r"(?:# )?([a-z][a-z0-9_]*) = ", line):
            found.add(f"{section}.{key[1]}")
    return found


def test_every_key_is_in_the_example_and_no_other() -> None:
    assert shown() == keys_of(Settings)


def test_the_example_can_be_used_as_it_is() -> None:
    make_settings(tomllib.loads(EXAMPLE.read_text("utf-8")))


def test_every_key_has_words_before_it() -> None:
    """A section, or a run of keys, begins with a sentence or stands under one."""
    for section in EXAMPLE.read_text("utf-8").split("\n\n[")[1:]:
        assert "# " in section, section.splitlines()[0]


def test_the_defaults_that_are_shown_are_the_defaults() -> None:
    """Uncommented, every plain default is what it is without the line."""
    plain = make_settings(tomllib.loads(EXAMPLE.read_text("utf-8")))
    for section, key, value in defaults():
        assert getattr(getattr(plain, section), key) == value, f"{section}.{key}"


def defaults() -> list[tuple[str, str, Any]]:
    """Numbers and truth values that stand commented out."""
    section, found = "", []
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if head := re.fullmatch(r"\[([a-z_]+)\]", line):
            section = head[1]
        elif line.startswith("# ["):
            section = ""
        elif section and (key := re.fullmatch(r"# ([a-z][a-z0-9_]*) = (true|false|\d+)", line)):
            found.append((section, key[1], tomllib.loads(f"x = {key[2]}")["x"]))
    return found
