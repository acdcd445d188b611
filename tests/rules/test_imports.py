"""Imports point down, never up; rooms on one floor do not know each other; the simulator knows nobody."""

from pathlib import Path

from tests.rules.tree import APART, ROOMS, imported, modules

BELOW = {
    "bot": {"handlers", "services", "storage", "channels", "texts", "domain"},
    "handlers": {"services", "storage", "channels", "texts", "domain"},
    "services": {"storage", "channels", "texts", "domain"},
    "storage": {"domain"},
    "channels": {"domain"},
    "texts": {"domain"},
    "domain": set[str](),
}
OURS = {*ROOMS, APART, "tests", "docs"}


def wrong_imports(rooms: tuple[str, ...], allowed: dict[str, set[str]]) -> list[str]:
    found = []
    for path, module in modules(*rooms).items():
        may = {path.parts[0], *allowed[path.parts[0]]}
        for line, name in imported(module):
            room = name.partition(".")[0]
            if room in OURS and room not in may:
                found.append(f"{path}:{line} imports {name}")
    return found


def test_imports_point_down() -> None:
    assert wrong_imports(ROOMS, BELOW) == []


def test_the_simulator_imports_nothing_of_ours() -> None:
    assert wrong_imports((APART,), {APART: set()}) == []


def test_nobody_imports_by_a_relative_path() -> None:
    relative = [
        f"{path}:{line}"
        for path, module in modules(*ROOMS, APART).items()
        for line, name in imported(module)
        if name.startswith(".")
    ]
    assert relative == []


def test_only_the_telegram_channel_and_the_program_know_telegram() -> None:
    knows = {
        str(path)
        for path, module in modules(*ROOMS).items()
        for _, name in imported(module)
        if name.partition(".")[0] == "telegram"
    }
    assert {path for path in knows if not _may_know_telegram(Path(path))} == set()


def test_the_domain_needs_the_standard_library_only_and_no_clock() -> None:
    foreign = {
        f"{path}:{line} {name}"
        for path, module in modules("domain").items()
        for line, name in imported(module)
        if name.partition(".")[0] in {"aiosqlite", "aiohttp", "asyncio", "time", "random", "secrets", "os", "pathlib"}
    }
    assert foreign == set()


def test_only_storage_knows_the_database() -> None:
    knows = {
        str(path)
        for path, module in modules(*ROOMS).items()
        for _, name in imported(module)
        if name.partition(".")[0] in {"aiosqlite", "sqlite3", "aiosql", "yoyo"}
    }
    assert {path for path in knows if not path.startswith("storage/")} == set()


def _may_know_telegram(path: Path) -> bool:
    return path.parts[0] == "bot" or (path.parts[0] == "channels" and path.name.startswith("telegram"))
