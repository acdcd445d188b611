"""The same examples everywhere: a red test is a change of ours. `HYPOTHESIS_PROFILE=search` looks for new ones.

And what is the same for every bot in a process of tests is made ready once.
"""

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from bot import house
from storage import engine
from storage.migrate import migrate
from texts import words

settings.register_profile("same", derandomize=True)
settings.register_profile("search", print_blob=True, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="session", autouse=True)
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Migrations, sentences and tables cost half of a short test. Processes that tests start do it all themselves."""
    migrated = tmp_path_factory.mktemp("migrated") / "bot.db"

    def copied(database: Path) -> int:
        if not database.exists():
            migrated.exists() or migrate(migrated)
            shutil.copyfile(migrated, database)
        return migrate(database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "migrate", copied)
        patch.setattr(words, "_read", cache(words._read))
        patch.setattr(house, "read_province", cache(house.read_province))
        yield
