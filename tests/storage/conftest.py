"""The one place in the tests of the shelves that opens a database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import Store
from storage.vault import Vault

KEY = bytes(range(32))


@pytest.fixture
def vault() -> Vault:
    return Vault(KEY)


@pytest.fixture
async def store(tmp_path: Path, vault: Vault) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "bot.db", vault)
    try:
        yield opened
    finally:
        await opened.close()
