"""One book of figures for the whole run, and one database of a million people who follow a commune each."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figures
from tests.benchmarks.running import FIRST, PEOPLE
from tests.stage.audience import follow, opened
from tests.stage.processes import write_config


@pytest.fixture(scope="session")
def figures() -> Iterator[Figures]:
    book = Figures()
    yield book
    book.write()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, figures: Figures) -> Iterator[Path]:
    """The database, to be copied."""
    folder = tmp_path_factory.mktemp("million")
    write_config(folder, "http://127.0.0.1:1")
    figures.note("subscriptions_load_1m", asyncio.run(_fill(folder)), "s", "a million chats and what they follow")
    yield folder / "bot.db"
    shutil.rmtree(folder)


@pytest.fixture
def million(seeded: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder with that database, and a configuration that reaches nobody."""
    shutil.copy(seeded, tmp_path / "bot.db")
    write_config(tmp_path, "http://127.0.0.1:1")
    yield tmp_path
    shutil.rmtree(tmp_path)


async def _fill(folder: Path) -> float:
    """Neighbours in the table live in different communes, as in life."""
    async with opened(folder) as (store, house):
        began = time.perf_counter()
        await follow(store, range(FIRST, FIRST + PEOPLE), [area.code for area in house.province.areas.all])
        return time.perf_counter() - began
