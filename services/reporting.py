"""A citizen's side of reports: filed once under a code that can be read aloud, added to, withdrawn, rated."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from domain.attachment import ALBUM_WITHIN, FILES_MOST, Attachment, Purpose
from domain.code import make_code, read_code
from domain.danger import danger_to_life
from domain.field import Field
from domain.likeness import alike, pieces
from domain.office import Office
from domain.refused import Refused
from domain.report import (
    OVER,
    Actor,
    Event,
    EventKind,
    Rating,
    Report,
    Spot,
    State,
    accept_text,
    accept_words,
    move,
    rate,
)
from domain.role import Person
from domain.unit import route
from services import moving
from services.moving import Moved
from storage import audit, chats, files, people, reports
from storage.engine import Session, Tx
from storage.ids import new_id

PREFIX = "TN"
CODE_TRIES = 20
ALIKE_WITHIN = timedelta(days=14)
ALIKE_SHOWN = 3
_CITIZEN = frozenset({Actor.CITIZEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What a citizen has to say. `public`: others may find it by its code; `anonymous`: no office sees who says it.

    `urgent` whatever the words are; `agency` where the usual way would be too long.
    """

    field: Field
    text: str
    area: str
    spot: Spot | None = None
    attachments: Sequence[Attachment] = ()
    public: bool = False
    anonymous: bool = False
    urgent: bool = False
    agency: str | None = None


async def call_for_help(tx: Tx, person: Person, filing: Filing, *, office: Office, now: datetime) -> Moved:
    """Filed whoever asks: somebody in danger is not asked for an account first."""
    if person.id:
        return await _file(tx, person, filing, office=office, now=now)
    account = await people.add(tx, now=now)
    await chats.belong(tx, person.chat, account)
    return await _file(tx, replace(person, id=account), filing, office=office, now=now)


async def file(tx: Tx, person: Person, filing: Filing, *, office: Office, now: datetime) -> Moved:
    """File a report: the row, its first event, its files and the audit entry, or none of them."""
    if not person.registered:
        raise Refused("access.register_first")
    return await _file(tx, person, filing, office=office, now=now)


async def _file(tx: Tx, person: Person, filing: Filing, *, office: Office, now: datetime) -> Moved:
    report = await _add(tx, person, filing, office, now)
    event = Event(at=now, kind=EventKind.MOVE, state=report.state, actor=Actor.CITIZEN)
    await reports.add_event(tx, report.id, event, person=person.id)
    kept = list(filing.attachments)[:FILES_MOST]
    await files.add(tx, report.id, kept, purpose=Purpose.REPORT, now=now)
    await audit.record(
        tx, "report.filed", actor=person.id, subject=report.id, now=now, field=report.field, area=report.area
    )
    return Moved(came_from=State.SUBMITTED, report=report, event=event)


async def get_own(session: Session, person: Person, report_id: int) -> Report:
    """The person's own report. Somebody else's does not exist, as far as they can tell."""
    report = await reports.find(session, report_id)
    if report is None or report.person != person.id:
        raise Refused("report.unknown")
    return report


async def list_alike(
    session: Session, *, field: str, area: str, text: str, spot: Spot | None, now: datetime
) -> list[Report]:
    """Reports of the last fortnight that may tell of the same: by the pin, or alike and in the commune."""
    neighbours = await reports.list_neighbours(session, field=field, area=area, spot=spot, since=now - ALIKE_WITHIN)
    mine = pieces(text)
    found = (each for each, by_the_pin in neighbours if by_the_pin or alike(pieces(each.text), mine))
    return list(islice(found, ALIKE_SHOWN))


async def add_information(
    tx: Tx, report_id: int, person: Person, *, words: str, attachments: Iterable[Attachment], now: datetime
) -> Moved:
    """What the citizen adds; an answer to a question sends the report back to where it was asked."""
    before = await get_own(tx, person, report_id)
    if before.state in OVER:
        raise Refused("report.over")
    await files.add(tx, report_id, attachments, purpose=Purpose.ADDED, now=now)
    said = accept_words(words)
    if before.held_from is None:
        event = Event(at=now, kind=EventKind.ADDED, state=before.state, actor=Actor.CITIZEN, words=said)
        return await moving.note(tx, before, event, person=person.id)
    after = move(before, before.held_from, by=_CITIZEN, now=now)
    return await moving.keep(tx, before, after, person=person.id, actor=Actor.CITIZEN, now=now, words=said)


async def join_album(tx: Tx, person: Person, late: Attachment, *, now: datetime) -> tuple[Report, int] | None:
    """Keep a part of an album that comes after the others' report was filed; with how many that report now has."""
    known = late.album and await files.find_album(tx, person.chat, late.album, since=now - ALBUM_WITHIN)
    if not known:
        return None
    report_id, purpose = known
    report = await get_own(tx, person, report_id)
    if report.state in OVER:
        raise Refused("report.over")
    if sum(each.purpose is purpose for each in await files.list_of(tx, report_id)) >= FILES_MOST:
        raise Refused("files.too_many", most=FILES_MOST)
    new = await files.add(tx, report_id, [late], purpose=purpose, now=now)
    await audit.record(tx, "report.file_joined", actor=person.id, subject=report_id, now=now)
    return report, report.files + new


async def withdraw(tx: Tx, report_id: int, person: Person, *, now: datetime) -> Moved:
    before = await get_own(tx, person, report_id)
    after = move(before, State.WITHDRAWN, by=_CITIZEN, now=now)
    return await moving.keep(tx, before, after, person=person.id, actor=Actor.CITIZEN, now=now)


async def give_rating(
    tx: Tx, report_id: int, person: Person, rating: Rating, *, now: datetime, reason: str | None = None
) -> Moved:
    """Satisfied and partly close the report; "not" asks the switchboard to have it taken up again."""
    before = await get_own(tx, person, report_id)
    after = rate(before, rating, now=now, reason=reason)
    return await moving.keep(tx, before, after, person=person.id, actor=Actor.CITIZEN, now=now, words=reason)


async def close_unrated(tx: Tx, before: Report, *, now: datetime) -> Moved:
    """A week has passed without a word of the citizen's."""
    after = move(before, State.CLOSED, by=frozenset({Actor.CLOCK}), now=now)
    return await moving.keep(tx, before, after, person=None, actor=Actor.CLOCK, now=now)


async def get_by_code(session: Session, person: Person, typed: str) -> Report:
    """One's own report, or one that its citizen has made public. Any other does not exist. Raises `Refused`."""
    code = read_code(typed, prefixes={PREFIX})
    report = await reports.find_by_code(session, code)
    if report is None or not (report.public or report.person == person.id):
        raise Refused("report.not_public", code=code)
    return report


async def follow_code(tx: Tx, person: Person, typed: str, *, now: datetime) -> Report:
    """Of one's own report everything is told as it is."""
    report = await get_by_code(tx, person, typed)
    if report.person != person.id:
        await reports.follow(tx, report.id, person.chat, now=now)
    return report


async def _add(tx: Tx, person: Person, filing: Filing, office: Office, now: datetime) -> Report:
    report = _report(person, filing, office, now)
    for _ in range(CODE_TRIES):
        report = replace(report, code=make_code(PREFIX, secrets.randbits(63)))
        if await reports.add(tx, report):
            return report
    raise RuntimeError(f"no free report code in {CODE_TRIES} draws")


def _report(person: Person, filing: Filing, office: Office, now: datetime) -> Report:
    """Routed by field and commune; urgent where the field knows of urgency and the words of danger."""
    field, text = filing.field, accept_text(filing.text)
    urgent = filing.urgent or (field.urgent_hours is not None and danger_to_life(text))
    due_at, soon_at = office.deadline(field, now, urgent=urgent)
    return Report(
        id=new_id(),
        code="",
        person=person.id,
        chat=person.chat,
        field=field.code,
        area=filing.area,
        agency=filing.agency or route(field, filing.area),
        text=text,
        spot=filing.spot,
        state=State.SUBMITTED,
        version=1,
        created_at=now,
        due_at=due_at,
        soon_at=soon_at,
        urgent=urgent,
        public=filing.public and not filing.anonymous,
        anonymous=filing.anonymous,
    )
