"""A real database with the people of a report: a citizen, the switchboard, an officer, a leader, and a stranger."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.area import Areas
from domain.field import Fields
from domain.hazard import Hazards
from domain.province import Province
from domain.role import Person, Role
from handlers.house import House
from storage import chats, people, staff
from storage.engine import Store, Tx
from storage.vault import Vault
from texts.words import Catalogues

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 9:00 in Tây Ninh
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TABLES = Path("bot/province")
UNIT = "25486"
TEXT = "Ổ gà lớn trước cổng chợ, xe máy ngã nhiều lần."

STAFF = {
    "thao": (Role.OPERATOR, "operator"),
    "binh": (Role.OFFICER, UNIT),
    "chau": (Role.APPROVER, UNIT),
    "stranger": (Role.OFFICER, "so_y_te"),
}


def province() -> Province:
    def table(name: str) -> dict[str, object]:
        document: dict[str, object] = json.loads((TABLES / f"{name}.json").read_text("utf-8"))
        return document

    return Province(
        areas=Areas.read(table("areas")),
        fields=Fields.read(table("fields")),
        hazards=Hazards.read(table("hazards")),
        zone=ZONE,
    )


HOUSE = House(province=province(), catalogues=Catalogues(ZONE), issuer="1022")


@dataclass(kw_only=True)
class Cast:
    store: Store
    house: House

    async def person(self, tx: Tx, name: str) -> Person:
        """Who they are in this transaction."""
        found = await chats.find(tx, "telegram", name)
        assert found
        return found[1]

    async def citizen(self, tx: Tx, name: str) -> Person:
        chat, _ = await chats.add(tx, "telegram", name, language="vi", now=NOW)
        account = await people.add(tx, now=NOW)
        await people.register(tx, account, name=name, phone=None, mail=None, area=UNIT, now=NOW)
        await chats.belong(tx, chat.id, account)
        return await self.person(tx, name)

    async def appoint(self, tx: Tx, name: str, role: Role, unit: str) -> None:
        citizen = await self.citizen(tx, name)
        await staff.grant(
            tx, person=citizen.id, chat=citizen.chat, role=role, unit=unit, label=name, granted_by="test", now=NOW
        )


@asynccontextmanager
async def a_cast(folder: Path) -> AsyncIterator[Cast]:
    store = await Store.open(folder / "bot.db", Vault(b"k" * 32))
    cast = Cast(store=store, house=HOUSE)
    async with store.transaction() as tx:
        await cast.citizen(tx, "hoa")
        for name, (role, unit) in STAFF.items():
            await cast.appoint(tx, name, role, unit)
    yield cast
    await store.close()


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    async with a_cast(tmp_path) as here:
        yield here
