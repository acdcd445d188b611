"""A crowd of invented subscribers, spread over the communes: known to the simulator, and seeded through storage."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from bot.demo.phones import Phones
from domain.area import Areas
from storage import chats, subscriptions
from storage.engine import Store

FIRST = 7_000_000_000
LABEL = "Người dân"
WARD_WEIGHT = 3  # a ward has about three times as many people as a commune
BLOCKED_SHARE = 0.01
DEACTIVATED_SHARE = 0.002
AT_ONCE = 20_000  # rows a transaction
LEAST_LEVELS = (1, 1, 1, 2, 3)  # most want to hear everything


def spread(count: int, areas: Areas) -> list[tuple[str, int]]:
    """How many live in each commune: `count` in all, wards with more of them, the same every time."""
    weights = [WARD_WEIGHT if area.kind == "phường" else 1 for area in areas.all]
    bounds = [count * sum(weights[:at]) // sum(weights) for at in range(len(weights) + 1)]
    return [(area.code, bounds[at + 1] - bounds[at]) for at, area in enumerate(areas.all)]


def first_chats(count: int, areas: Areas) -> dict[str, int]:
    """The address of each commune's first subscriber."""
    found, address = {}, FIRST
    for code, people in spread(count, areas):
        found[code] = address
        address += people
    return found


async def gather(phones: Phones, count: int, areas: Areas) -> None:
    """Tell the simulator that these chats exist."""
    buckets = [{"key": code, "count": people} for code, people in spread(count, areas)]
    facts: dict[str, Any] = {"blocked": BLOCKED_SHARE, "deactivated": DEACTIVATED_SHARE}
    await phones.ask("POST", "crowds", first=FIRST, count=count, label=LABEL, buckets=buckets, **facts)


async def count_anew(phones: Phones) -> None:
    """From 0: what the crowd was told in the weeks before is no part of the first broadcast that is watched."""
    for known in await phones.ask("GET", "crowds"):
        await phones.ask("POST", f"crowds/{known['id']}/reset")


async def seed(store: Store, count: int, areas: Areas, *, now: datetime) -> None:
    """Subscribe each of them to the commune that they live in."""
    homes = _homes(count, areas)
    address = FIRST
    while part := list(islice(homes, AT_ONCE)):
        async with store.transaction() as tx:
            numbers = [str(address + at) for at in range(len(part))]
            made = await chats.add_many(tx, "telegram", numbers, language="vi", now=now)
            rows = [(area, chat, LEAST_LEVELS[chat % len(LEAST_LEVELS)]) for area, chat in zip(part, made, strict=True)]
            await subscriptions.add_many(tx, rows, now=now)
        address += len(part)


def _homes(count: int, areas: Areas) -> Iterator[str]:
    for code, people in spread(count, areas):
        yield from [code] * people
