"""The inbox: a row that nobody can open is set aside like any other that cannot be read."""

from pathlib import Path

from storage import inbox
from storage.engine import Store
from storage.vault import Vault
from tests.alerts.conftest import NOW


async def test_a_row_sealed_with_another_key_blocks_nobody(tmp_path: Path) -> None:
    first = await Store.open(tmp_path / "bot.db", Vault(b"a" * 32))
    async with first.transaction() as tx:
        await inbox.put(tx, "telegram", [(1, b"{}")], now=NOW)
    await first.close()
    second = await Store.open(tmp_path / "bot.db", Vault(b"b" * 32))
    async with second.transaction() as tx:
        await inbox.put(tx, "telegram", [(2, b'{"update_id": 2}')], now=NOW)
    async with second.reading() as session:
        waiting = await inbox.list_waiting(session, after=0, most=10)
    await second.close()
    assert [row.body for row in waiting] == [b"", b'{"update_id": 2}']
