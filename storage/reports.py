"""Reports, what happened to them, and who follows them. Words and places are sealed; a place is found by keyed hash."""

import json
from dataclasses import asdict
from datetime import datetime

from domain.likeness import Cell, around, cell
from domain.refused import Refused
from domain.report import IN_HAND, Actor, Event, EventKind, Outcome, Rating, Report, Spot, State
from storage.chats import Chat
from storage.engine import Row, Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, micros_or_none, moment, moment_or_none
from storage.vault import Vault

NEWEST = 2**63 - 1
ALIKE_LOOKED_AT = 50
OVERDUE = "overdue"

queries = load(__file__)


async def add(tx: Tx, report: Report) -> bool:
    """Keep a new report; False when its code is taken by another."""
    vault = tx.vault
    spot = report.spot and json.dumps(asdict(report.spot), ensure_ascii=False)
    added = await queries.add(
        tx,
        id=report.id,
        code=report.code,
        person_id=report.person,
        chat_id=report.chat,
        field=report.field,
        area=report.area,
        agency=report.agency,
        text_sealed=vault.seal_text("reports.text", report.id, report.text),
        place_sealed=spot and vault.seal_text("reports.place", report.id, spot),
        cell=_cell(vault, report.spot),
        state=report.state.value,
        version=report.version,
        created_at=micros(report.created_at),
        due_at=micros_or_none(report.due_at),
        soon_at=micros_or_none(report.soon_at),
        urgent=int(report.urgent),
        public=int(report.public),
        anonymous=int(report.anonymous),
    )
    return bool(added)


async def save(tx: Tx, report: Report, *, over: int) -> None:
    """Keep what a move has changed, over the version that was read. Raises `Refused` when somebody was first."""
    result = report.result
    saved = await queries.save(
        tx,
        id=report.id,
        over=over,
        version=report.version,
        agency=report.agency,
        state=report.state.value,
        in_hand=int(report.state in IN_HAND),
        due_at=micros_or_none(report.due_at),
        soon_at=micros_or_none(report.soon_at),
        held_from=report.held_from and report.held_from.value,
        waiting_since=micros_or_none(report.waiting_since),
        outcome=report.outcome and report.outcome.value,
        result_sealed=result and tx.vault.seal_text("reports.result", report.id, result),
        resolved_at=micros_or_none(report.resolved_at),
        rating=report.rating and report.rating.value,
        extended=int(report.extended),
        duplicate_of=report.duplicate_of,
    )
    if not saved:
        raise Refused("report.changed_meanwhile")


async def add_event(tx: Tx, report: int, event: Event, *, person: int | None) -> None:
    row = new_id()
    await queries.add_event(
        tx,
        id=row,
        report_id=report,
        at=micros(event.at),
        kind=event.kind.value,
        state=event.state.value,
        actor=event.actor.value,
        person_id=person,
        words_sealed=event.words and tx.vault.seal_text("report_events.words", row, event.words),
        internal=int(event.internal),
    )


async def list_events(session: Session, report: int) -> list[Event]:
    """Everything that happened, oldest first."""
    return [
        Event(
            at=moment(r["at"]),
            kind=EventKind(r["kind"]),
            state=State(r["state"]),
            actor=Actor(r["actor"]),
            words=r["words_sealed"] and session.vault.open_text("report_events.words", r["id"], r["words_sealed"]),
            internal=bool(r["internal"]),
        )
        for r in await queries.events(session, report_id=report)
    ]


async def list_own(session: Session, person: int, *, before: int = NEWEST, most: int = 10) -> list[Report]:
    """The person's reports, newest first, those older than the row `before`."""
    rows = await queries.list_own(session, person_id=person, before=before, most=most)
    return [_report(session, row) for row in rows]


async def find(session: Session, report: int) -> Report | None:
    row = await queries.get(session, id=report)
    return None if row is None else _report(session, row)


async def get(session: Session, report: int) -> Report:
    """Raises `Refused` when there is none."""
    found = await find(session, report)
    if found is None:
        raise Refused("report.unknown")
    return found


async def find_by_code(session: Session, code: str) -> Report | None:
    row = await queries.by_code(session, code=code)
    return None if row is None else _report(session, row)


async def list_neighbours(
    session: Session, *, field: str, area: str, spot: Spot | None, since: datetime
) -> list[tuple[Report, bool]]:
    """Reports of a field since then, in the commune or within some 100 m of the pin; True for those by the pin."""
    since_ = micros(since)
    same = await queries.alike(session, field=field, area=area, since=since_, most=ALIKE_LOOKED_AT)
    near = []
    if spot is not None and spot.latitude is not None and spot.longitude is not None:
        cells = [_hash(session.vault, each) for each in around(cell(spot.latitude, spot.longitude))]
        squares = {f"c{n}": each for n, each in enumerate(cells)}
        near = await queries.near(session, field=field, **squares, since=since_, most=ALIKE_LOOKED_AT)
    by_the_pin = {row["id"] for row in near}
    rows = [*near, *(row for row in same if row["id"] not in by_the_pin)]
    return [(_report(session, row), row["id"] in by_the_pin) for row in rows]


async def list_queue(
    session: Session, queue: str, *, agency: str | None, now: datetime, most: int, past: int
) -> list[Report]:
    """A state's reports or, with `OVERDUE`, the late ones; of one unit or of all; what is due first comes first."""
    late = queue == OVERDUE
    chosen: dict[str, int | str] = {"now": micros(now)} if late else {"state": queue}
    if agency is not None:
        chosen["agency"] = agency
    name = ("late" if late else "in_state") + ("_at" if agency is not None else "")
    rows = await getattr(queries, name)(session, **chosen, most=most, past=past)
    return [_report(session, row) for row in rows]


async def count_queues(session: Session, *, agency: str | None, now: datetime, most: int) -> dict[str, int]:
    """Each queue's length, counted up to `most`."""
    if agency is None:
        rows = await queries.count_everywhere(session, now=micros(now), most=most)
    else:
        rows = await queries.count_at(session, agency=agency, now=micros(now), most=most)
    return {row["queue"]: row["n"] for row in rows}


async def list_due_soon(session: Session, *, now: datetime, most: int) -> list[Report]:
    return [_report(session, row) for row in await queries.due_soon(session, now=micros(now), most=most)]


async def list_overdue(session: Session, *, now: datetime, most: int) -> list[Report]:
    """Those whose unit has not been told yet."""
    return [_report(session, row) for row in await queries.overdue(session, now=micros(now), most=most)]


async def remind(tx: Tx, report: int, stage: int, *, over: int) -> bool:
    """Whether this reminder had not been given, 1 for due soon, 2 for overdue, and the report is as it was read."""
    return bool(await queries.remind(tx, id=report, over=over, stage=stage))


async def list_unrated(session: Session, *, resolved_before: datetime, most: int) -> list[Report]:
    rows = await queries.unrated(session, resolved_before=micros(resolved_before), most=most)
    return [_report(session, row) for row in rows]


async def follow(tx: Tx, report: int, chat: int, *, now: datetime) -> bool:
    return bool(await queries.follow(tx, report_id=report, chat_id=chat, since=micros(now)))


async def unfollow(tx: Tx, report: int, chat: int) -> bool:
    return bool(await queries.unfollow(tx, report_id=report, chat_id=chat))


async def list_audience(session: Session, report: int) -> list[tuple[Chat, bool]]:
    """The chats that are told of a report; True for its citizen's."""
    return [
        (Chat(id=r["id"], channel=r["channel"], address=r["address"], language=r["language"]), bool(r["own"]))
        for r in await queries.audience(session, report_id=report)
    ]


def _cell(vault: Vault, spot: Spot | None) -> bytes | None:
    if spot is None or spot.latitude is None or spot.longitude is None:
        return None
    return _hash(vault, cell(spot.latitude, spot.longitude))


def _hash(vault: Vault, square: Cell) -> bytes:
    return vault.hash("cell", f"{square[0]}:{square[1]}")


def _report(session: Session, row: Row) -> Report:
    place, result = row["place_sealed"], row["result_sealed"]
    spot = place and Spot(**json.loads(session.vault.open_text("reports.place", row["id"], place)))
    return Report(
        id=row["id"],
        code=row["code"],
        person=row["person_id"],
        chat=row["chat_id"],
        field=row["field"],
        area=row["area"],
        agency=row["agency"],
        text=session.vault.open_text("reports.text", row["id"], row["text_sealed"]),
        spot=spot,
        state=State(row["state"]),
        version=row["version"],
        created_at=moment(row["created_at"]),
        due_at=moment_or_none(row["due_at"]),
        soon_at=moment_or_none(row["soon_at"]),
        files=row["files"],
        urgent=bool(row["urgent"]),
        public=bool(row["public"]),
        anonymous=bool(row["anonymous"]),
        held_from=row["held_from"] and State(row["held_from"]),
        waiting_since=moment_or_none(row["waiting_since"]),
        outcome=row["outcome"] and Outcome(row["outcome"]),
        result=result and session.vault.open_text("reports.result", row["id"], result),
        resolved_at=moment_or_none(row["resolved_at"]),
        rating=row["rating"] and Rating(row["rating"]),
        extended=bool(row["extended"]),
        duplicate_of=row["duplicate_of"],
    )
