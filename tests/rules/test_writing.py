"""Every file says what it is for; what goes wrong is not swallowed; nothing points outside the project."""

import ast
import re
import subprocess

from tests.rules.tree import APART, HOUSE, ROOMS, modules

LOOPS = {  # where any exception may end: it is logged once, and the loop goes on
    "handlers/router.py",
    "bot/loops.py",
    "bot/intake.py",
    "bot/outbox.py",
    "bot/broadcaster.py",
}
INDEX_OPTION = re.compile(r"--(?:extra-)?index-url|--find-links")
ADDRESS = re.compile(r"https?://(?!127\.0\.0\.1|localhost)\S+")
INSTALLING = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements.in",
    "requirements-dev.in",
    "Makefile",
    ".ci/run",
)
WRITTEN = (
    ".py",
    ".toml",
    ".txt",
    ".in",
    ".md",
    ".sql",
    ".po",
    ".json",
    ".yml",
    ".yaml",
    ".js",
    ".css",
    ".html",
    "file",
)
LONGEST_FUNCTION = 60  # lines, most are under 20
LONGEST_FILE = 350  # lines, most are under 100: a longer one explains more than one thing
BANNER = re.compile(r"^\s*#\s*[-=#*]{3,}", re.MULTILINE)


def test_every_module_opens_with_what_it_is_for() -> None:
    silent = [
        str(path)
        for path, module in modules(*ROOMS, APART, "tests").items()
        if module.body and not ast.get_docstring(module)
    ]
    assert silent == []


def test_only_the_loops_catch_every_exception() -> None:
    swallowing = [
        f"{path}:{handler.lineno}"
        for path, module in modules(*ROOMS).items()
        if str(path) not in LOOPS
        for handler in ast.walk(module)
        if isinstance(handler, ast.ExceptHandler) and _catches_all(handler) and not _raises_again(handler)
    ]
    assert swallowing == []


def test_functions_are_short() -> None:
    long = [
        f"{path}:{function.lineno} {function.name}"
        for path, module in modules(*ROOMS).items()
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_a_file_explains_one_thing() -> None:
    """What needs banners to be found in, or is longer than one sitting, is several files."""
    read = {path: (HOUSE / path).read_text(encoding="utf-8") for path in modules(*ROOMS, APART)}
    overgrown = [str(path) for path, text in read.items() if BANNER.search(text) or text.count("\n") > LONGEST_FILE]
    assert overgrown == []


def test_nothing_is_left_for_later() -> None:
    marks = [
        f"{path}:{number}"
        for path in modules(*ROOMS, APART)
        for number, line in enumerate((HOUSE / path).read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#.*\b(TODO|FIXME|XXX|HACK)\b", line)
    ]
    assert marks == []


def test_no_file_says_where_packages_come_from() -> None:
    """Neither an option of an installer nor, in the files that install, any address at all."""
    options = [f"{path}: {found[0]}" for path, text in _tracked() if (found := INDEX_OPTION.search(text))]
    addresses = [name for name in INSTALLING if ADDRESS.search((HOUSE / name).read_text("utf-8"))]
    assert options + addresses == []


def _tracked() -> list[tuple[str, str]]:
    """Every text file that git keeps, but this one, which has to name what it looks for."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=True, text=True).stdout
    here = "tests/rules/test_writing.py"
    files = [name for name in listed.split("\0") if name.endswith(WRITTEN) and name != here]
    return [(name, (HOUSE / name).read_text(encoding="utf-8")) for name in files if (HOUSE / name).exists()]


def _catches_all(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(each is None or (isinstance(each, ast.Name) and each.id in _ALL) for each in caught)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise)


_ALL = ("Exception", "BaseException")
