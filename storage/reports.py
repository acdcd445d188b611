"""Reports, what happened to them, and the files that came with them. Words, places and file names are sealed."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from domain.report import Actor, Attachment, Report, Spot, State
from storage.engine import Row, Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, micros_or_none, moment, moment_or_none

NEWEST = 2**63 - 1

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
        state=report.state.value,
        version=report.version,
        created_at=micros(report.created_at),
        due_at=micros_or_none(report.due_at),
    )
    return bool(added)


async def add_event(tx: Tx, report: int, state: State, *, by: Actor, now: datetime) -> None:
    await queries.add_event(tx, id=new_id(), report_id=report, at=micros(now), state=state.value, actor=by.value)


async def add_files(tx: Tx, report: int, files: Iterable[Attachment], *, now: datetime) -> None:
    rows = []
    for each in files:
        row = new_id()
        sealed = each.name and tx.vault.seal_text("files.name", row, each.name)
        rows.append(
            {
                "id": row,
                "report_id": report,
                "kind": each.kind,
                "held": each.held,
                "distinct_id": each.distinct,
                "size": each.size,
                "name_sealed": sealed,
                "created_at": micros(now),
            }
        )
    if rows:
        await queries.add_files(tx, rows)


async def list_own(session: Session, person: int, *, before: int = NEWEST, most: int = 10) -> list[Report]:
    """The person's reports, newest first, those older than the row `before`."""
    rows = await queries.list_own(session, person_id=person, before=before, most=most)
    return [_report(session, row) for row in rows]


async def find(session: Session, report: int) -> Report | None:
    row = await queries.get(session, id=report)
    return None if row is None else _report(session, row)


async def find_by_code(session: Session, code: str) -> Report | None:
    row = await queries.by_code(session, code=code)
    return None if row is None else _report(session, row)


async def list_events(session: Session, report: int) -> list[tuple[datetime, State]]:
    return [(moment(r["at"]), State(r["state"])) for r in await queries.events(session, report_id=report)]


async def list_files(session: Session, report: int) -> list[Attachment]:
    return [
        Attachment(
            kind=r["kind"],
            held=r["held"],
            distinct=r["distinct_id"],
            size=r["size"],
            name=r["name_sealed"] and session.vault.open_text("files.name", r["id"], r["name_sealed"]),
        )
        for r in await queries.list_files(session, report_id=report)
    ]


def _report(session: Session, row: Row) -> Report:
    place = row["place_sealed"]
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
        files=row["files"],
    )
