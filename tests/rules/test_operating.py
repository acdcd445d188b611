"""What the operating guide says can be done exists; what the log can say, the guide explains."""

import ast
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from bot.__main__ import cli
from bot.settings import Settings
from tests.rules.test_configuration import known
from tests.rules.tree import HOUSE, ROOMS, modules

GUIDE = (HOUSE / "docs/operating.md").read_text(encoding="utf-8")
README = (HOUSE / "README.md").read_text(encoding="utf-8")
LEVELS = {"debug", "info", "warning", "error", "exception", "level"}
COMMANDS = sorted(set(re.findall(r"python -m bot ((?!…)[^`\n#]+)", GUIDE + README)))
SECTIONS = "|".join(Settings.model_fields)
KEYS = sorted(set(re.findall(rf"`((?:{SECTIONS})\.[a-z_]+)`", GUIDE)))
LINKS = [
    (page, link)
    for page in ("README.md", "docs/operating.md", "CHANGELOG.md")
    for link in re.findall(r"\]\((?!http|#)([^)#]+)", (HOUSE / page).read_text(encoding="utf-8"))
]


def events() -> Iterator[str]:
    """The name of every line that the program can log."""
    for module in modules(*ROOMS).values():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and _logs(node.func) and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


def test_the_guide_explains_every_line_of_the_log_and_no_other() -> None:
    table = GUIDE.partition("## What the log says")[2].partition("\n## ")[0]
    explained = {
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert explained == set(events())


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_is_written_down_can_be_typed(line: str) -> None:
    """Parsed by the command line itself, and not run."""
    words = shlex.split(line.replace("$(date +%F)", "today"))
    command: Any = typer.main.get_command(cli)
    while hasattr(command, "commands"):
        name, *words = words
        command = command.commands[name]
    command.make_context(command.name, words)


@pytest.mark.parametrize("line", [each for each in COMMANDS if each.startswith(("backup ", "audit export "))])
def test_the_running_bot_is_told_to_write_where_the_unit_lets_it(line: str) -> None:
    unit = (HOUSE / "deploy/bot1022.service").read_text(encoding="utf-8")
    (folder,) = re.findall(r"^StateDirectory=(\S+)$", unit, re.MULTILINE)
    file = shlex.split(line)[-1]
    assert file == "DEST" or file.startswith(f"/var/lib/{folder}/")


@pytest.mark.parametrize("key", KEYS)
def test_every_key_that_is_written_down_is_read(key: str) -> None:
    assert key in set(known(Settings))


@pytest.mark.parametrize(("page", "link"), LINKS)
def test_every_link_leads_somewhere(page: str, link: str) -> None:
    assert ((HOUSE / page).parent / link).exists()


def _logs(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr in LEVELS and isinstance(function.value, ast.Name) and function.value.id == "log"
    return isinstance(function, ast.Name) and function.id == "level"
