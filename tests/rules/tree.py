"""The product's own source, read without being run."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "services", "storage", "channels", "texts", "domain")
APART = "simulator"


@cache
def modules(*rooms: str) -> dict[Path, ast.Module]:
    """Every module of these rooms, by its path inside the house."""
    files = sorted(file for room in rooms for file in (HOUSE / room).rglob("*.py"))
    return {file.relative_to(HOUSE): ast.parse(file.read_text(encoding="utf-8"), str(file)) for file in files}


def imported(module: ast.Module) -> Iterator[tuple[int, str]]:
    """What a module imports, also inside functions and for type checkers: line and dotted name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, f"{'.' * node.level}{node.module or ''}"
