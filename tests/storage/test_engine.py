"""The database is opened as agreed or not at all; transactions end whole; a failing disk loses nothing."""

import asyncio
import random
import sqlite3
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from storage import engine
from storage.engine import READER_PRAGMAS, READERS, WRITER_PRAGMAS, Session, Store, StoreAway, Tx
from storage.lock import AlreadyRunning
from storage.vault import Vault


async def put(tx: Tx, name: str) -> None:
    await tx.change(
        "insert into limits (name, subject, until) values (:name, :subject, 0)", {"name": name, "subject": b"x" * 2000}
    )


async def count(store: Store) -> int:
    async with store.reading() as session:
        return int(await session.value("select count(*) from limits", {}))


async def settled(session: Session, pragmas: Mapping[str, object]) -> dict[str, object]:
    return {name: await session.value(f"pragma {name}", {}) for name in pragmas}


async def test_the_writer_and_every_reader_are_set_up_as_agreed(store: Store) -> None:
    async with store.transaction() as tx:
        assert await settled(tx, WRITER_PRAGMAS) == WRITER_PRAGMAS
    async with AsyncExitStack() as all_at_once:
        for _ in range(READERS):
            reader = await all_at_once.enter_async_context(store.reading())
            assert await settled(reader, READER_PRAGMAS) == READER_PRAGMAS


@pytest.mark.parametrize("whose", ["WRITER_PRAGMAS", "READER_PRAGMAS"])
async def test_a_setting_that_does_not_hold_stops_the_start_and_lets_go(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    with monkeypatch.context() as settings:
        settings.setitem(getattr(engine, whose), "trusted_schema", 7)
        with pytest.raises(StoreAway, match="trusted_schema is"):
            await Store.open(tmp_path / "bot.db", vault)
    again = await Store.open(tmp_path / "bot.db", vault)
    await again.close()


async def test_a_second_process_is_refused(store: Store, vault: Vault) -> None:
    with pytest.raises(AlreadyRunning):
        await Store.open(store.path, vault)


async def test_a_file_that_is_no_database_stops_the_start(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "bot.db"
    path.write_text("the minutes of the last meeting\n" * 200)
    with pytest.raises(StoreAway, match=r"bot\.db"):
        await Store.open(path, vault)


async def test_the_file_is_nobody_elses_to_read(store: Store) -> None:
    assert store.path.stat().st_mode & 0o777 == 0o600


async def test_a_reader_cannot_write(store: Store) -> None:
    async with store.reading() as session:
        with pytest.raises(StoreAway, match="readonly"):
            await session.rows("delete from limits", {})


async def test_a_hundred_transactions_at_once_all_take_effect(store: Store) -> None:
    async def one(number: int) -> None:
        async with store.transaction() as tx:
            before = await tx.value("select count(*) from limits", {})
            await asyncio.sleep(0)
            await put(tx, f"{before}")

    await asyncio.gather(*(one(number) for number in range(100)))
    assert await count(store) == 100


async def test_what_fails_halfway_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.transaction() as tx:
            await put(tx, "half")
            raise ZeroDivisionError
    assert await count(store) == 0


async def test_undo_keeps_what_was_marked(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, "kept")
        await tx.mark()
        await put(tx, "taken back")
        await tx.undo()
    assert await count(store) == 1


async def test_a_part_that_fails_takes_back_itself_and_nothing_else(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, "before it")
        with pytest.raises(ZeroDivisionError):
            async with tx.part():
                await put(tx, "in it")
                await tx.mark()
                await put(tx, "in it, after a mark")
                await tx.mark()
                raise ZeroDivisionError
        async with tx.part():
            await put(tx, "after it")
    async with store.reading() as session:
        assert [row["name"] for row in await session.rows("select name from limits", {})] == ["after it", "before it"]


async def test_undo_in_a_part_goes_no_further_back_than_its_beginning(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, "of another part")
        async with tx.part():
            await put(tx, "taken back")
            await tx.undo()
    assert await count(store) == 1


async def test_no_part_takes_effect_when_the_disk_is_full_in_one_of_them(store: Store) -> None:
    await _leave_room(store, pages=20)
    with pytest.raises(StoreAway, match="full"):
        async with store.transaction() as tx:
            for number in range(1_000):
                async with tx.part():
                    await put(tx, f"row {number}")
    assert await count(store) == 0


async def test_cancelled_tasks_leave_whole_transactions_or_none(store: Store) -> None:
    async def two(number: int) -> None:
        async with store.transaction() as tx:
            await put(tx, f"{number} left")
            await put(tx, f"{number} right")

    dice = random.Random(1022)
    for number in range(60):
        task = asyncio.create_task(two(number))
        await asyncio.sleep(dice.random() * 0.004)
        task.cancel()
        await asyncio.wait([task])
    async with store.reading() as session:
        halves = await session.rows(
            "select substr(name, 1, instr(name, ' ')) as number from limits group by number having count(*) <> 2", {}
        )
    assert halves == []
    async with store.transaction() as tx:
        await put(tx, "it still writes")


async def test_a_close_waits_for_whoever_still_reads_or_writes(tmp_path: Path, vault: Vault) -> None:
    store = await Store.open(tmp_path / "bot.db", vault)
    async with store.reading() as reader:
        async with store.transaction() as tx:
            closing = asyncio.create_task(store.close())
            await asyncio.sleep(0.05)
            await put(tx, "the last words")
        await asyncio.sleep(0.05)
        assert not closing.done()
        assert await reader.value("select count(*) from limits", {}) == 1
    await closing
    again = await Store.open(tmp_path / "bot.db", vault)
    assert await count(again) == 1
    await again.close()


async def test_a_full_disk_is_a_refusal_with_nothing_lost(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, "before")
    await _leave_room(store, pages=20)
    written = 1
    with pytest.raises(StoreAway, match="full"):
        while True:
            async with store.transaction() as tx:
                await put(tx, f"row {written}")
                await put(tx, f"its other half {written}")
            written += 2
    assert await count(store) == written
    await _leave_room(store, pages=1_000)
    async with store.transaction() as tx:
        await put(tx, "after")
    assert await count(store) == written + 1


async def test_a_mistake_in_what_is_asked_is_not_taken_for_a_failing_disk(store: Store) -> None:
    """Else one update that trips over it would be tried again for ever, and everyone would wait behind it."""
    async with store.reading() as session:
        with pytest.raises(sqlite3.OperationalError):
            await session.rows("select nothing from nowhere", {})


async def _leave_room(store: Store, *, pages: int) -> None:
    async with store.transaction() as tx:
        used = await tx.value("pragma page_count", {})
        await tx.value(f"pragma max_page_count = {used + pages}", {})
