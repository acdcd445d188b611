"""Turns of several chats share a commit: one that fails, is refused or had taken effect before harms no other."""

import json
from datetime import datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.intake import Intake
from channels.telegram_updates import read
from handlers.router import Router
from storage import chats, inbox
from storage.engine import Store
from tests.alerts.conftest import NOW, Office, open_office

HOA, LAN, TU, NAM = 1001, 1002, 1003, 1004


def update(number: int, chat: int, text: str) -> tuple[int, bytes]:
    person = {"id": chat, "is_bot": False, "first_name": "Hoa", "language_code": "vi"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person, "text": text}
    return number, json.dumps({"update_id": number, "message": message}).encode()


async def say(store: Store, *said: tuple[int, bytes], now: datetime = NOW) -> None:
    async with store.transaction() as tx:
        await inbox.put(tx, "telegram", said, now=now)


def intake_of(office: Office) -> Intake:
    return Intake(office.store, Router(office.house), {"telegram": read}, SystemClock())


async def spoil(store: Store, chat: int) -> None:
    """An open form whose answers nobody can open: a turn there is a failure of ours, halfway through."""
    async with store.transaction() as tx:
        known, _ = await chats.add(tx, "telegram", str(chat), language="vi", now=NOW)
        await tx.change(
            "insert into forms (chat_id, form, step, version, answers_sealed, opened_at, touched_at) "
            "values (:chat, 'following', 'area', 1, x'00', 0, 0)",
            {"chat": known.id},
        )


async def states(store: Store) -> list[tuple[int, str]]:
    async with store.reading() as session:
        rows = await session.rows("select update_id, state from inbox order by update_id", {})
        return [(row["update_id"], row["state"]) for row in rows]


async def addressed(store: Store) -> set[str]:
    async with store.reading() as session:
        return {row["address"] for row in await session.rows("select distinct address from outbox", {})}


async def test_a_turn_that_fails_is_set_aside_alone(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        await spoil(office.store, LAN)
        await say(office.store, update(1, HOA, "/theodoi"), update(2, LAN, "1"), update(3, TU, "/duyet"))
        await intake_of(office).step()
        assert await states(office.store) == [(1, "done"), (2, "quarantined"), (3, "done")]
        assert await addressed(office.store) == {str(HOA), str(LAN), str(TU)}
        async with office.store.reading() as session:
            assert await session.value("select count(*) from forms where form = 'following'", {}) == 2


async def test_an_update_that_had_taken_effect_does_nothing_beside_the_others(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        await say(office.store, update(1, HOA, "/help"), update(2, NAM, "/help"))
        late, early = intake_of(office), intake_of(office)
        await late._load()
        async with office.store.transaction() as tx:
            await tx.change("update inbox set state = 'done' where update_id = 1", {})
        await early.step()
        await late.step()
        assert await addressed(office.store) == {str(NAM)}


async def test_sixty_four_chats_that_wait_are_answered_in_a_few_commits(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        await say(office.store, *(update(number, 2000 + number, "/help") for number in range(1, 65)))
        ran: list[str] = []
        await office.store._writer.set_trace_callback(ran.append)
        await intake_of(office).step()
        assert len(await addressed(office.store)) == 64
        assert 0 < len([sql for sql in ran if sql.casefold() == "commit"]) <= 32
