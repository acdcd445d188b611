"""Reports: filed once, under a code that the citizen can read aloud, and sent to the agency that answers for them."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from domain.code import make_code
from domain.field import OPERATOR, Field
from domain.refused import Refused
from domain.report import FILES_MOST, Actor, Attachment, Report, Spot, State, accept_text
from domain.role import Person
from storage import audit, reports
from storage.engine import Session, Tx
from storage.ids import new_id

PREFIX = "TN"
CODE_TRIES = 20


async def file(
    tx: Tx,
    person: Person,
    field: Field,
    *,
    text: str,
    area: str,
    spot: Spot | None,
    files: Iterable[Attachment],
    now: datetime,
) -> Report:
    """File a report: the row, its first event, its files and the audit entry, or none of them."""
    if not person.registered:
        raise Refused("access.register_first")
    report = await _add(tx, person, field, text=accept_text(text), area=area, spot=spot, now=now)
    await reports.add_event(tx, report.id, report.state, by=Actor.CITIZEN, now=now)
    await reports.add_files(tx, report.id, list(files)[:FILES_MOST], now=now)
    await audit.record(tx, "report.filed", actor=person.id, subject=report.id, now=now, field=field.code, area=area)
    return report


async def get_own(session: Session, person: Person, report_id: int) -> Report:
    """The person's own report. Somebody else's does not exist, as far as they can tell."""
    report = await reports.find(session, report_id)
    if report is None or report.person != person.id:
        raise Refused("report.unknown")
    return report


async def _add(
    tx: Tx, person: Person, field: Field, *, text: str, area: str, spot: Spot | None, now: datetime
) -> Report:
    for _ in range(CODE_TRIES):
        report = Report(
            id=new_id(),
            code=make_code(PREFIX, secrets.randbits(63)),
            person=person.id,
            chat=person.chat,
            field=field.code,
            area=area,
            agency=field.agencies[0] if field.agencies else OPERATOR,
            text=text,
            spot=spot,
            state=State.SUBMITTED,
            version=1,
            created_at=now,
            due_at=None,
        )
        if await reports.add(tx, report):
            return report
    raise RuntimeError(f"no free report code in {CODE_TRIES} draws")
