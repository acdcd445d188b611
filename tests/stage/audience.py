"""Fills a database as life would: people who follow communes, an alert that one drafts and another approves."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.house import make_house
from bot.opening import open_store
from bot.settings import read_settings
from domain.alert import Alert
from domain.alert_content import Content, Kind
from domain.role import Grant, Person, Role
from handlers.house import House
from handlers.issuing import messages
from services import alerting
from storage import alerts, chats, people, staff, subscriptions
from storage.engine import Store, Tx

UNIT = "UBND tỉnh Tây Ninh"
AT_ONCE = 20_000
COMMUNES = ("25486", "25459")
HAZARD = "mua_lon"


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Store, House]]:
    """The database of a bot that is not running, and its tables."""
    settings = read_settings(folder / "config.toml")
    store = await open_store(settings)
    try:
        yield store, make_house(settings)
    finally:
        await store.close()


async def follow(store: Store, addresses: range, areas: Sequence[str] = COMMUNES[:1]) -> None:
    """A chat an address, each of which follows one of the areas, in turn."""
    now = datetime.now(UTC)
    for begin in range(0, len(addresses), AT_ONCE):
        some = [str(address) for address in addresses[begin : begin + AT_ONCE]]
        async with store.transaction() as tx:
            added = await chats.add_many(tx, "telegram", some, language="vi", now=now)
            wishes = ((areas[place % len(areas)], chat, 1) for place, chat in enumerate(added, begin))
            await subscriptions.add_many(tx, wishes, now=now)


async def leader(store: Store, address: int) -> Person:
    """Somebody who may approve, and their chat."""
    now = datetime.now(UTC)
    async with store.transaction() as tx:
        chat, _ = await chats.add(tx, "telegram", str(address), language="vi", now=now)
        person = await people.add(tx, now=now)
        await chats.belong(tx, chat.id, person)
        role, label = Role.APPROVER, f"{address}_pheduyet"
        await staff.grant(
            tx, person=person, chat=chat.id, role=role, unit=UNIT, label=label, granted_by="test", now=now
        )
    grant = Grant(id=1, role=role, unit=UNIT, label=label)
    return Person(id=person, chat=chat.id, language="vi", registered=True, area=None, grants=(grant,))


def content(
    *,
    areas: Iterable[str] = COMMUNES[:1],
    level: int = 3,
    starts_in: timedelta = timedelta(),
    lasts: timedelta = timedelta(hours=6),
    title: str = "Mưa rất to đêm nay",
) -> Content:
    starts_at = datetime.now(UTC) + starts_in
    return Content(
        kind=Kind.ACTUAL,
        hazard=HAZARD,
        level=level,
        title=title,
        text="Mưa 100–150 mm, ngập vùng trũng ven sông Vàm Cỏ Đông.",
        advice="Kê cao đồ đạc; không đi qua chỗ nước chảy xiết.",
        areas=tuple(areas),
        source="Đài KTTV tỉnh Tây Ninh, tin số 12, phát lúc 14:30",
        starts_at=starts_at,
        ends_at=starts_at + lasts,
    )


async def submitted(tx: Tx, author: Person, text: Content, *, reaches: int) -> Alert:
    """Drafted, counted and handed in."""
    now = datetime.now(UTC)
    drafted = await alerting.draft(tx, author, text, now=now)
    await alerts.save_audience(tx, drafted, reaches)
    return await alerting.submit(tx, drafted.id, author, seen=drafted.digest, now=now)


async def approved(tx: Tx, house: House, alert: Alert, approver: Person) -> Alert:
    outcome = await alerting.approve(
        tx,
        alert.id,
        approver,
        seen=alert.digest,
        cards=messages(alert, house, earlier=None),
        province=house.province,
        now=datetime.now(UTC),
        policy=replace(house.policy, two_person_from_level=9),
    )
    assert isinstance(outcome, Alert), outcome
    return outcome


async def announce(store: Store, house: House, by: Person, text: Content, *, reaches: int) -> int:
    """The whole way of an alert in one go: drafted, submitted, approved. Its id."""
    async with store.transaction() as tx:
        alert = await submitted(tx, by, text, reaches=reaches)
        return (await approved(tx, house, alert, by)).id
