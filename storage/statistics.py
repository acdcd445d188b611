"""Figures counted from the reports, on a reader; and who has asked for some."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.statistics import WEEKS, Count, Figures, Load, Part, Week
from storage.chats import Chat
from storage.engine import Row, Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, span

WEEK = timedelta(weeks=1)

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    id: int
    chat: Chat
    unit: str | None
    days: int


async def want(tx: Tx, chat: int, *, unit: str | None, days: int, now: datetime) -> None:
    """Counted and drawn after the commit."""
    await queries.want(tx, id=new_id(), chat_id=chat, unit=unit, days=days, wanted_at=micros(now))
    tx.wake("statistics")


async def find_wanted(session: Session) -> Wanted | None:
    row = await queries.wanted(session)
    if row is None:
        return None
    chat = Chat(id=row["chat_id"], channel=row["channel"], address=row["address"], language=row["language"])
    return Wanted(id=row["id"], chat=chat, unit=row["unit"], days=row["days"])


async def given(tx: Tx, wanted: int) -> bool:
    return bool(await queries.given(tx, id=wanted))


async def count(session: Session, *, unit: str | None, days: int, now: datetime) -> Figures:
    """One unit's, or everybody's; takes a scan of the reports of the span."""
    length = timedelta(days=days)
    within: dict[str, Any] = {"unit": unit, "since": micros(now - length), "until": micros(now)}
    present = await queries.count_present(session, unit=unit, now=micros(now))
    past = await queries.count_past(session, unit=unit, then=micros(now - length))
    return Figures(
        unit=unit,
        days=days,
        until=now,
        now=await _count(session, unit, now - length, now),
        before=await _count(session, unit, now - 2 * length, now - length),
        load=Load(**dict(present)),
        load_before=Load(**dict(past)),
        fields=_parts(await queries.by_field(session, **within, now=micros(now))),
        areas=_parts(await queries.by_area(session, **within, now=micros(now))),
        weeks=await _weeks(session, unit, now),
    )


async def _count(session: Session, unit: str | None, since: datetime, until: datetime) -> Count:
    row = await queries.count_span(session, unit=unit, since=micros(since), until=micros(until))
    return Count(**dict(row))


async def _weeks(session: Session, unit: str | None, now: datetime) -> tuple[Week, ...]:
    """The last weeks, oldest first, those without a report too."""
    first = now - WEEKS * WEEK
    rows = await queries.by_week(session, unit=unit, since=micros(first), until=micros(now), week=span(WEEK))
    found = {row["n"]: row for row in rows}
    return tuple(
        Week(
            starts_at=first + n * WEEK,
            resolved=found[n]["resolved"] if n in found else 0,
            on_time=found[n]["on_time"] if n in found else 0,
        )
        for n in range(WEEKS)
    )


def _parts(rows: list[Row]) -> tuple[Part, ...]:
    return tuple(Part(code=row["code"], received=row["received"], overdue=row["overdue"]) for row in rows)
