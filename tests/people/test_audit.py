"""Whatever is done to the audit afterwards is found: edit, deletion, insertion, swap, a cut tail, a full rewrite."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage import audit
from storage.engine import Store, Tx
from storage.vault import Vault
from tests.people.conftest import KEY, NOW

ENTRIES = 240
PLACES = 200

Tamper = Callable[[Tx, int], Awaitable[int]]


@pytest.fixture
async def written(store: Store) -> Store:
    async with store.transaction() as tx:
        for n in range(ENTRIES):
            when = NOW + timedelta(seconds=n)
            await audit.record(tx, f"act.{n % 7}", actor=n % 5, subject=n, now=when, level=n % 5, why="mưa lớn")
    return store


async def edit(tx: Tx, seq: int) -> int:
    column = random.choice(["at", "act", "actor", "subject", "facts"])
    value = {"at": 7, "act": "x", "actor": "x", "subject": "x", "facts": "{}"}[column]
    return await tx.change(f"update audit set {column} = :value where seq = :seq", {"value": value, "seq": seq})


async def delete(tx: Tx, seq: int) -> int:
    return await tx.change("delete from audit where seq = :seq", {"seq": min(seq, ENTRIES - 1)})


async def insert(tx: Tx, seq: int) -> int:
    """A copy of an entry, put in with everything after it moved on."""
    await tx.change("update audit set seq = -seq - 1 where seq >= :seq", {"seq": seq})
    await tx.change("update audit set seq = -seq where seq < 0", {})
    copied = "select :seq, at, act, actor, subject, facts, mac from audit where seq = :seq + 1"
    return await tx.change(f"insert into audit {copied}", {"seq": seq})


async def swap(tx: Tx, seq: int) -> int:
    seq = min(seq, ENTRIES - 1)
    for sql in (
        "update audit set seq = -1 where seq = :seq",
        "update audit set seq = :seq where seq = :seq + 1",
        "update audit set seq = :seq + 1 where seq = -1",
    ):
        await tx.change(sql, {"seq": seq})
    return 1


@pytest.mark.parametrize("tamper", [edit, delete, insert, swap])
async def test_tampering_at_200_random_places_is_found_and_named(written: Store, tamper: Tamper) -> None:
    async with written.transaction() as tx:
        assert await audit.verify(tx) == (ENTRIES, None)
        await tx.mark()
        for place in random.sample(range(1, ENTRIES + 1), PLACES):
            assert await tamper(tx, place) == 1
            good, bad = await audit.verify(tx)
            assert bad is not None
            assert place - 1 <= bad <= place + 1
            assert good == bad - 1
            await tx.undo()


@pytest.mark.parametrize("seq", [0, -1, ENTRIES + 1])
async def test_an_entry_put_in_before_the_first_or_after_the_last_is_found(written: Store, seq: int) -> None:
    async with written.transaction() as tx:
        copied = "select :seq, at, act, actor, subject, facts, mac from audit where seq = 1"
        await tx.change(f"insert into audit {copied}", {"seq": seq})
        assert await audit.verify(tx) == ((0, 1) if seq < 1 else (ENTRIES, ENTRIES + 1))


@pytest.mark.parametrize("column", ["act", "actor", "subject", "facts"])
async def test_an_entry_that_is_no_text_any_more_is_named_like_any_other(written: Store, column: str) -> None:
    async with written.transaction() as tx:
        await tx.change(f"update audit set {column} = cast(x'6100ff' as text) where seq = 7", {})
        assert await audit.verify(tx) == (6, 7)


async def test_a_cut_tail_shows_against_a_head_that_was_noted_elsewhere(written: Store) -> None:
    async with written.transaction() as tx:
        head = await audit.find_head(tx)
        assert head
        assert audit.read_head(str(head)) == head
        await tx.change("delete from audit where seq > 200", {})
        assert await audit.verify(tx) == (200, None)
        assert await audit.verify(tx, [head]) == (200, 201)


async def test_a_full_rewrite_with_the_key_shows_against_a_head_that_was_noted_elsewhere(written: Store) -> None:
    async with written.transaction() as tx:
        head = await audit.find_head(tx)
        assert head
        await tx.change("delete from audit", {})
        for n in range(ENTRIES):
            await audit.record(tx, "act.0", actor="nobody", subject=n, now=NOW)
        assert await audit.verify(tx) == (ENTRIES, None)
        assert await audit.verify(tx, [head]) == (ENTRIES - 1, ENTRIES)


async def test_the_chain_goes_on_under_a_new_key_and_never_back_to_the_old_one(written: Store) -> None:
    new, old_again = Vault(b"n" * 32, KEY), Vault(KEY, b"n" * 32)
    async with written.transaction() as tx:
        tx.vault = new
        await audit.record(tx, "keys.rotated", actor="command line", subject="all", now=NOW)
        assert await audit.verify(tx) == (ENTRIES + 1, None)
        tx.vault = old_again
        await audit.record(tx, "act.forged", actor="1", subject="1", now=NOW)
        assert await audit.verify(tx) == (ENTRIES + 1, ENTRIES + 2)


async def test_without_the_older_key_the_entries_made_with_it_do_not_pass(written: Store) -> None:
    async with written.transaction() as tx:
        tx.vault = Vault(b"n" * 32)
        assert await audit.verify(tx) == (0, 1)


async def test_entries_are_found_by_what_was_done_by_whom_and_to_what(written: Store) -> None:
    async with written.reading() as session:
        of_act = await audit.list_recent(session, act="act.3", most=1000)
        assert {entry.act for entry in of_act} == {"act.3"}
        assert [entry.seq for entry in of_act] == sorted((entry.seq for entry in of_act), reverse=True)
        assert len(await audit.list_recent(session, act="act.", most=1000)) == ENTRIES
        assert {entry.actor for entry in await audit.list_recent(session, actor="2", most=1000)} == {"2"}
        assert [entry.subject for entry in await audit.list_recent(session, subject="17", most=1000)] == ["17"]
