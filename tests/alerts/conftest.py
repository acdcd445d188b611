"""A real database, the province's real tables, and the leaders of two units."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.alert_content import Content, Kind
from domain.area import Areas
from domain.field import Fields
from domain.hazard import Hazards
from domain.province import Province
from domain.role import Person, Role
from handlers.house import House
from storage import chats, people, staff, subscriptions
from storage.engine import Store, Tx
from storage.subscriptions import Subscription
from storage.vault import Vault
from texts.words import Catalogues

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
TABLES = Path("bot/province")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TAN_BIEN, TAN_CHAU = "25486", "25516"


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


@dataclass(kw_only=True)
class Office:
    """A store with its leaders; `person` reads anew what somebody may do."""

    store: Store
    house: House

    async def leader(self, name: str, unit: str = "UBND tỉnh", *, channel: str = "telegram") -> str:
        """The address of the chat of a new approver."""
        async with self.store.transaction() as tx:
            chat, _ = await chats.add(tx, channel, name, language="vi", now=NOW)
            account = await people.add(tx, now=NOW)
            await chats.belong(tx, chat.id, account)
            await staff.grant(
                tx,
                person=account,
                chat=chat.id,
                role=Role.APPROVER,
                unit=unit,
                label=f"{name}_pheduyet",
                granted_by="a test",
                now=NOW,
            )
        return name

    async def person(self, tx: Tx, address: str) -> Person:
        found = await chats.find(tx, "telegram", address)
        assert found is not None
        return found[1]

    async def revoke(self, address: str) -> None:
        async with self.store.transaction() as tx:
            for grant in (await self.person(tx, address)).grants:
                await staff.revoke(tx, grant.id, by="a test", now=NOW)

    async def tester(self, name: str) -> None:
        """Somebody in the test group: the only ones whom drills are told to."""
        await self.subscriber(name, area="25459")
        async with self.store.transaction() as tx:
            await chats.mark_test_group(tx, "telegram", name, member=True)

    async def subscriber(self, name: str, area: str = TAN_BIEN, level: int = 1) -> int:
        async with self.store.transaction() as tx:
            chat, _ = await chats.add(tx, "telegram", name, language="vi", now=NOW)
            await subscriptions.replace_all(tx, chat.id, [Subscription(area=area, least_level=level)], now=NOW)
        return chat.id


def content(**changes: object) -> Content:
    """A plausible alert of level 3 for two communes, from now for six hours."""
    facts: dict[str, object] = {
        "kind": Kind.ACTUAL,
        "hazard": "mua_lon",
        "level": 3,
        "title": "Mưa rất to đêm nay",
        "text": "Mưa 100–150 mm.",
        "advice": "Kê cao đồ đạc.",
        "areas": (TAN_BIEN, TAN_CHAU),
        "source": "Đài KTTV tỉnh Tây Ninh",
        "bulletin": "12",
        "issued_at": NOW,
        "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=6),
    }
    return Content(**{**facts, **changes})  # type: ignore[arg-type]


@asynccontextmanager
async def open_office(folder: Path) -> AsyncIterator[Office]:
    store = await Store.open(folder / "bot.db", Vault(b"k" * 32))
    tables = province()
    try:
        yield Office(store=store, house=House(province=tables, catalogues=Catalogues(ZONE), issuer="1022"))
    finally:
        await store.close()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened
