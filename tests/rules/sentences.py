"""Which sentences the code asks for: ids written out, and the beginnings of those that it puts together."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.rules.tree import ROOMS, modules

SAYING = {"say": 0, "plain": 0, "sentence": 0, "toast": 0, "button": 0, "notify": 1, "Refused": 0, "Term": 0}
FILLED_LATER = {"sentence", "toast"}
NOT_BLANKS = {"buttons", "keys", "style", "alert"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A call that names a sentence; `facts` None where they cannot be told from the call."""

    where: str
    key: str
    facts: frozenset[str] | None


def asked() -> Iterator[Asked]:
    """Every call that names its sentence in full."""
    for path, call, key in _calls():
        for constant in _written_out(key):
            yield Asked(where=f"{path}:{call.lineno}", key=constant, facts=_facts(call))


def put_together() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every f-string in the code that has the shape of an id."""
    for path, module in modules(*ROOMS).items():
        for node in ast.walk(module):
            if isinstance(node, ast.JoinedStr) and (shape := _shape(node)):
                yield f"{path}:{node.lineno}", shape


def written_out() -> frozenset[str]:
    """Every string in the code, wherever it stands."""
    return frozenset(
        node.value
        for module in modules(*ROOMS).values()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _calls() -> Iterator[tuple[Path, ast.Call, ast.expr]]:
    for path, module in modules(*ROOMS).items():
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = SAYING.get(name)
            if place is not None and len(node.args) > place:
                yield path, node, node.args[place]


def _written_out(key: ast.expr) -> Iterator[str]:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield key.value
    elif isinstance(key, ast.IfExp):
        yield from _written_out(key.body)
        yield from _written_out(key.orelse)


def _facts(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    if None in names or (isinstance(call.func, ast.Attribute) and call.func.attr in FILLED_LATER):
        return None
    return frozenset(name for name in names if name and name not in NOT_BLANKS)


def _shape(node: ast.JoinedStr) -> re.Pattern[str] | None:
    """`f"card.{kind}"` is `card\\..+`; None for what is no id: without a dot, or with more than ids are made of."""
    fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    if "." not in fixed or not re.fullmatch(r"[a-z_.]+", fixed):
        return None
    parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_.]+" for part in node.values)
    return re.compile("".join(parts))
