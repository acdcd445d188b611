"""The outbox: of each chat the first letter may go, and only that one; whatever takes it away lets the next go."""

import itertools
import random
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from yoyo import get_backend, read_migrations

from storage import leftovers, outbox, setbacks
from storage.engine import Store, Tx
from storage.migrate import MIGRATIONS
from storage.times import micros
from storage.vault import Vault
from tests.alerts.conftest import NOW
from tests.storage.test_plans import sql_of

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
AT_ONCE = 100
CHATS = ("hoa", "nam", "tu")

Said = tuple[str, int]  # an address and the number of what is said there


async def put(tx: Tx, *said: Said) -> None:
    await outbox.put(tx, [("telegram", address, {"n": number}) for address, number in said], now=NOW)


async def claim(tx: Tx, *, most: int = 100, after: timedelta = SECOND) -> dict[Said, int]:
    """The ids of what may go so long after it was put."""
    letters = await outbox.claim(tx, "telegram", now=NOW + after, most=most)
    return {(letter.address, letter.document["n"]): letter.id for letter in letters}


async def test_of_each_chat_the_first_goes_and_the_next_when_it_is_done(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, ("hoa", 1), ("hoa", 2), ("nam", 1), ("hoa", 3))
    went = []
    for _ in range(4):
        async with store.transaction() as tx:
            letters = await claim(tx)
            await outbox.done(tx, letters.values())
        went.append(sorted(letters))
    assert went == [[("hoa", 1), ("nam", 1)], [("hoa", 2)], [("hoa", 3)], []]


async def test_nothing_goes_while_the_one_before_it_is_on_the_wire(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, ("hoa", 1))
        assert list(await claim(tx)) == [("hoa", 1)]
        await put(tx, ("hoa", 2))
        assert await claim(tx) == {}


async def test_a_letter_that_is_kept_for_later_holds_those_behind_it(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, ("hoa", 1), ("hoa", 2))
        (letter,) = (await claim(tx)).values()
        await outbox.later(tx, [(letter, NOW + HOUR)])
        assert await claim(tx) == {}
        assert list(await claim(tx, after=HOUR)) == [("hoa", 1)]


async def test_what_a_rolled_back_transaction_settled_is_still_at_its_head(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, ("hoa", 1), ("hoa", 2))
    with pytest.raises(ZeroDivisionError):
        async with store.transaction() as tx:
            await outbox.done(tx, (await claim(tx)).values())
            raise ZeroDivisionError
    async with store.transaction() as tx:
        assert list(await claim(tx)) == [("hoa", 1)]


@pytest.mark.parametrize(
    ("deletion", "next_"),
    [
        ("delete from outbox where id = (select min(id) from outbox)", 2),
        ("delete from outbox where id in (select id from outbox order by id limit 3)", 4),
        ("delete from outbox where id in (select id from outbox order by id desc limit 3)", 1),
        ("delete from outbox where id in (select id from outbox order by id limit 1 offset 1)", 1),
    ],
)
async def test_whoever_deletes_letters_leaves_no_chat_without_a_head(store: Store, deletion: str, next_: int) -> None:
    async with store.transaction() as tx:
        await put(tx, *[("hoa", number) for number in range(1, 5)])
        await tx.change(deletion, {})
        assert list(await claim(tx)) == [("hoa", next_)]


async def test_a_letter_behind_another_does_not_wait_for_the_hour_to_pass_again(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, ("hoa", 1), ("hoa", 2))
        earlier = NOW - HOUR
        assert await setbacks.hurry(tx, now=earlier, beyond=earlier) == 2
        await outbox.done(tx, (await claim(tx, after=-HOUR)).values())
        assert list(await claim(tx, after=-HOUR)) == [("hoa", 2)]


async def test_a_second_head_is_refused(store: Store) -> None:
    async with store.transaction() as tx:
        await put(tx, ("hoa", 1), ("hoa", 2))
        with pytest.raises(sqlite3.IntegrityError):
            await tx.change("update outbox set state = 'new'", {})


async def test_whatever_happens_each_chat_has_one_head_and_keeps_its_order(store: Store) -> None:
    chance = random.Random(seed := random.randrange(2**32))
    print(f"\nseed {seed}")
    waiting: dict[str, list[int]] = {chat: [] for chat in CHATS}
    flying: dict[Said, int] = {}
    number = 0
    for _ in range(300):
        async with store.transaction() as tx:
            match chance.choice(("put", "put", "claim", "done", "done", "later", "delete")):
                case "put":
                    said = [(chance.choice(CHATS), number := number + 1) for _ in range(chance.randrange(1, 6))]
                    await put(tx, *said)
                    for chat, each in said:
                        waiting[chat].append(each)
                case "claim":
                    claimed = await claim(tx, most=chance.randrange(1, 4))
                    assert all(waiting[chat][0] == each for chat, each in claimed), "a chat's own order"
                    assert not claimed.keys() & flying.keys()
                    flying |= claimed
                case "done" if flying:
                    (chat, each), letter = chance.choice(list(flying.items()))
                    await outbox.done(tx, [letter])
                    waiting[chat].remove(each)
                    del flying[chat, each]
                case "later" if flying:
                    said_, letter = chance.choice(list(flying.items()))
                    await outbox.later(tx, [(letter, NOW)])
                    del flying[said_]
                case "delete":
                    await drop(tx, waiting, flying, chance)
            await one_head_each(tx, waiting)


async def drop(tx: Tx, waiting: dict[str, list[int]], flying: dict[Said, int], chance: random.Random) -> None:
    """A few letters go without having been sent, as they do in the night."""
    most = chance.randrange(3)
    await tx.change("delete from outbox where id in (select id from outbox order by id limit :most)", {"most": most})
    for each in sorted(number for numbers in waiting.values() for number in numbers)[:most]:
        (chat,) = [chat for chat, numbers in waiting.items() if each in numbers]
        waiting[chat].remove(each)
        flying.pop((chat, each), None)


async def one_head_each(tx: Tx, waiting: dict[str, list[int]]) -> None:
    heads = await tx.rows("select address, id from outbox where state <> 'behind' order by address", {})
    first = await tx.rows("select address, min(id) as id from outbox group by address order by address", {})
    assert [tuple(row) for row in heads] == [tuple(row) for row in first]
    assert [row["address"] for row in heads] == sorted(chat for chat, numbers in waiting.items() if numbers)


async def test_what_waited_before_there_were_heads_goes_in_order_too(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "bot.db"
    waited = [(1, "nam", "new"), (2, "hoa", "sending"), (3, "hoa", "new"), (4, "hoa", "new"), (5, "nam", "new")]
    as_it_was_before(path, "0023.heads", waited, vault)
    store = await Store.open(path, vault)
    async with store.transaction() as tx:
        await outbox.later(tx, [(each.id, NOW) for each in await outbox.list_interrupted(tx, "telegram")])
        went = []
        while letters := await claim(tx):
            await outbox.done(tx, letters.values())
            went.append(sorted(letters))
    await store.close()
    assert went == [[("hoa", 2), ("nam", 1)], [("hoa", 3), ("nam", 5)], [("hoa", 4)]]


def as_it_was_before(path: Path, migration: str, letters: Sequence[tuple[int, str, str]], vault: Vault) -> None:
    """A database that has not been through this migration, with letters (number, address, state)."""
    backend = get_backend(f"sqlite:///{path}")
    every = backend.to_apply(read_migrations(str(MIGRATIONS)))
    with backend.lock():
        backend.apply_migrations(every[: [each.id for each in every].index(migration)])
    for number, address, state in letters:
        sealed = vault.seal("outbox.body", number, b'{"n": %d}' % number)
        values = (number, address, state, micros(NOW), micros(NOW), sealed)
        backend.connection.execute("insert into outbox values (?, 'telegram', ?, ?, ?, 1, ?, ?)", values)
    backend.connection.commit()
    backend.connection.close()


@pytest.mark.parametrize(
    ("few", "many"),
    [(["hoa"], ["hoa"] * 3_000), ([f"a{n}" for n in range(AT_ONCE)], [f"a{n}" for n in range(3_000)])],
    ids=["in one chat", "in many chats"],
)
async def test_a_claim_is_no_more_work_however_many_wait(
    tmp_path: Path, vault: Vault, few: list[str], many: list[str]
) -> None:
    work = []
    for addresses in (few, many):
        path = await post_office(tmp_path / f"{len(addresses)}.db", vault, addresses)
        work.append(work_of(path, sql_of(outbox, "claim"), channel="telegram", now=micros(NOW), most=AT_ONCE))
    assert work[0] == work[1]


async def test_a_night_looks_at_no_more_letters_than_may_go(tmp_path: Path, vault: Vault) -> None:
    work = []
    for count in (AT_ONCE, 3_000):
        path = await post_office(tmp_path / f"{count}.db", vault, ["hoa"] * count)
        work.append(work_of(path, sql_of(leftovers, "letters"), before=micros(NOW), most=AT_ONCE))
    assert work[0] == work[1]


async def post_office(path: Path, vault: Vault, addresses: list[str]) -> Path:
    """A database in which a letter to each of these waits."""
    store = await Store.open(path, vault)
    async with store.transaction() as tx:
        await put(tx, *[(address, 1) for address in addresses])
    await store.close()
    return path


def work_of(path: Path, sql: str, **values: object) -> int:
    """How many instructions of SQLite's machine the statement takes; nothing of it stays."""
    taken = itertools.count()
    connection = sqlite3.connect(path)
    connection.set_progress_handler(lambda: next(taken) * 0, 1)
    connection.execute(sql, values).fetchall()
    connection.close()
    return next(taken)
