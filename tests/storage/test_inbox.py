"""The inbox: a row that nobody can open is set aside as unreadable; what is done does not pile up."""

from datetime import timedelta
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


async def test_the_table_does_not_grow_with_what_has_been_done(store: Store) -> None:
    """As `bot/polling.py` keeps it: each batch forgets what Telegram will not send again."""
    pages = []
    for batch in range(20):
        numbers = range(batch * 100, batch * 100 + 100)
        async with store.transaction() as tx:
            await inbox.put(tx, "telegram", [(number, b"x" * 1000) for number in numbers], now=NOW)
            await inbox.forget(tx, "telegram", below=numbers[0])
        async with store.reading() as session:
            waiting = await inbox.list_waiting(session, after=0, most=1_000)
            pages.append(await session.value("pragma page_count", {}))
        async with store.transaction() as tx:
            for row in waiting:
                assert await inbox.finish(tx, row.id)
    async with store.reading() as session:
        assert await inbox.count_in(session, "done") == 100
    assert pages[-1] <= pages[2]


async def test_what_came_by_webhook_goes_a_day_after_it_was_done(store: Store) -> None:
    async with store.transaction() as tx:
        await inbox.put(tx, "telegram", [(1, b"{}"), (2, b"{}")], now=NOW)
    async with store.reading() as session:
        done, _ = await inbox.list_waiting(session, after=0, most=10)
    async with store.transaction() as tx:
        await inbox.finish(tx, done.id)
        assert await inbox.forget_old(tx, before=NOW) == 0
        assert await inbox.forget_old(tx, before=NOW + timedelta(seconds=1)) == 1
    async with store.reading() as session:
        assert await inbox.count_in(session, "new") == 1, "what has not taken effect is never forgotten"


async def test_of_much_that_is_old_a_bit_goes_at_a_time_the_oldest_first(store: Store) -> None:
    async with store.transaction() as tx:
        await inbox.put(tx, "telegram", [(number, b"{}") for number in range(30)], now=NOW)
        await tx.change("update inbox set state = 'done'", {})
        later = NOW + timedelta(seconds=1)
        assert [await inbox.forget_old(tx, before=later, most=20) for _ in range(3)] == [20, 10, 0]


def test_a_message_that_has_a_name_and_no_number_gets_one_that_is_its_own(vault: Vault) -> None:
    numbers = [inbox.number_of(vault, channel, name) for channel in ("a", "b") for name in ("m1", "m2")]
    assert len(set(numbers)) == 4
    assert all(0 <= number < 2**63 for number in numbers)
    assert inbox.number_of(vault, "a", "m1") == numbers[0]
