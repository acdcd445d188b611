"""Tallies: what became of a broadcast's people, added up by commune, by minute and by channel as it happens.

Written in the transaction that settles, and nowhere else: so everybody whose copy is settled is in one of them, once,
and the sums are those of the audience. Never counted from the deliveries, of which there may be a million.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from storage import broadcasts
from storage.engine import Row, Session, Tx
from storage.queries import load
from storage.times import micros, moment, span

queries = load(__file__)

MINUTE = span(timedelta(minutes=1))


class Cell(NamedTuple):
    """Where somebody is counted; `outcome` is told, blocked, gone, failed, unknown, expired or stopped."""

    broadcast: int
    area: str
    channel: str
    outcome: str


class Minute(NamedTuple):
    """Within which minute, on which channel; `outcome` as in a `Cell`."""

    begins: datetime
    channel: str
    outcome: str


def outcome_of(state: str) -> str:
    """What a settled delivery's state is called where people are counted."""
    return "told" if state == "sent" else state


async def add(tx: Tx, counted: Mapping[Cell, int], *, now: datetime) -> None:
    """So many more people, settled now; less than 0 takes back those who were settled in the minute of `now`."""
    if not counted:
        return
    minute = micros(now) // MINUTE
    by_minute, by_outcome = Counter[tuple[int, str, str]](), defaultdict[int, Counter[str]](Counter)
    for cell, people in counted.items():
        by_minute[cell.broadcast, cell.channel, cell.outcome] += people
        by_outcome[cell.broadcast][cell.outcome] += people
    await queries.by_area(
        tx,
        [
            {"broadcast_id": c.broadcast, "area": c.area, "channel": c.channel, "outcome": c.outcome, "people": people}
            for c, people in counted.items()
        ],
    )
    await queries.by_minute(
        tx,
        [
            {"broadcast_id": broadcast, "minute": minute, "channel": channel, "outcome": outcome, "people": people}
            for (broadcast, channel, outcome), people in by_minute.items()
        ],
    )
    for broadcast, people_by in by_outcome.items():
        await broadcasts.add_up(tx, broadcast, people_by, now=now)


async def list_by_area(session: Session, broadcast: int) -> dict[str, dict[str, int]]:
    """People by outcome, by the commune (or the province) that they follow; "" for those of the test group."""
    return _grouped(await queries.list_by_area(session, broadcast_id=broadcast), "area")


async def list_by_channel(session: Session, broadcast: int) -> dict[str, dict[str, int]]:
    """People by outcome, by the channel they were told on, or last tried on."""
    return _grouped(await queries.list_by_channel(session, broadcast_id=broadcast), "channel")


async def list_by_minute(session: Session, broadcast: int) -> dict[Minute, int]:
    """In the order of time."""
    return {
        Minute(moment(row["minute"] * MINUTE), row["channel"], row["outcome"]): row["people"]
        for row in await queries.list_by_minute(session, broadcast_id=broadcast)
    }


def _grouped(rows: list[Row], name: str) -> dict[str, dict[str, int]]:
    groups = defaultdict[str, dict[str, int]](dict)
    for row in rows:
        groups[row[name]][row["outcome"]] = row["people"]
    return dict(groups)
