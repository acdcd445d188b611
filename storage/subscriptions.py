"""Who wants to hear of what: a row a chat, area and hazard, found by area without a full scan.

`area` is a commune code or the province's own; `hazard` `*` means every one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.engine import Session, Tx
from storage.packed import packed
from storage.queries import load
from storage.times import micros

EVERY_HAZARD = "*"

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    area: str
    least_level: int
    hazard: str = EVERY_HAZARD


async def replace_all(tx: Tx, chat: int, wanted: Iterable[Subscription], *, now: datetime) -> None:
    await queries.drop_all(tx, chat_id=chat)
    rows = [
        {
            "area": each.area,
            "chat_id": chat,
            "hazard": each.hazard,
            "least_level": each.least_level,
            "created_at": micros(now),
        }
        for each in wanted
    ]
    if rows:
        await queries.put_many(tx, rows)


async def add_many(tx: Tx, rows: Iterable[tuple[str, int, int]], *, now: datetime) -> None:
    """Many chats at once, each as (area, chat, least level), to hear of every hazard."""
    values = [
        {"area": area, "chat_id": chat, "hazard": EVERY_HAZARD, "least_level": level, "created_at": micros(now)}
        for area, chat, level in rows
    ]
    await queries.put_many(tx, values)


async def drop_all(tx: Tx, chat: int) -> int:
    gone: int = await queries.drop_all(tx, chat_id=chat)
    return gone


async def list_of(session: Session, chat: int) -> list[Subscription]:
    rows = await queries.list_of(session, chat_id=chat)
    return [Subscription(area=r["area"], hazard=r["hazard"], least_level=r["least_level"]) for r in rows]


async def count_by_channel(session: Session, *, areas: Iterable[str], hazard: str, level: int) -> dict[str, int]:
    """How many different people an alert to these areas reaches, each on one channel; a second for a million: on a
    reader only."""
    rows = await queries.count_by_channel(session, **packed(areas), hazard=hazard, level=level)
    return {row["channel"]: row["people"] for row in rows}


async def count_test_group(session: Session) -> int:
    return sum((await count_test_group_by_channel(session)).values())


async def count_test_group_by_channel(session: Session) -> dict[str, int]:
    return {row["channel"]: row["people"] for row in await queries.count_test_group(session)}
