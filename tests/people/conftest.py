"""An open store in a folder of its own, and the cast's chats in it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.role import Person
from storage import chats, people
from storage.engine import Store, Tx
from storage.vault import Vault

KEY = b"k" * 32
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "bot.db", Vault(KEY))
    yield opened
    await opened.close()


async def chat_of(tx: Tx, address: str) -> Person:
    """Somebody whom the bot sees for the first time."""
    return (await chats.add(tx, "telegram", address, language="vi", now=NOW))[1]


async def account_of(tx: Tx, address: str, phone: str) -> Person:
    """Somebody who has an account, as they speak in one chat."""
    chat = await chat_of(tx, address)
    account = await people.add(tx, now=NOW)
    await people.register(tx, account, name=f"Người {address}", phone=phone, mail=None, area="25486", now=NOW)
    await chats.belong(tx, chat.chat, account)
    return await seen(tx, address)


async def seen(tx: Tx, address: str) -> Person:
    """Who speaks in the chat, as a new turn would know them."""
    found = await chats.find(tx, "telegram", address)
    assert found
    return found[1]
