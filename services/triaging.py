"""What the switchboard, the agencies and their leaders do with a report. Each act names the version that was seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain import report as rules
from domain.attachment import FILES_MOST, Attachment, Purpose
from domain.code import read_code
from domain.desk import acting
from domain.office import Office
from domain.refused import Refused
from domain.report import MOVES, Actor, Event, EventKind, Outcome, Report, State, accept_words
from domain.role import Person
from services import moving
from services.moving import Moved
from services.reporting import PREFIX
from storage import files, reports
from storage.engine import Session, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Who acts on which report, as it was read in this transaction, in the version that they had before their eyes."""

    report: Report
    version: int
    person: Person


async def get(session: Session, report_id: int, person: Person, office: Office) -> Report:
    """A report that is the person's business. Raises `Refused` for any other."""
    report = await reports.get(session, report_id)
    if not acting(person, report, office.province.units):
        raise Refused("report.other_unit")
    return report


async def move(tx: Tx, seen: Seen, to: State, *, office: Office, now: datetime, reason: str | None = None) -> Moved:
    """One of the moves of the table that need nothing but perhaps a reason."""
    before, actors = seen.report, _as_seen(seen, office)
    allowed = MOVES.get((before.state, to))
    if allowed is None or not allowed.plain:
        raise Refused("report.no_such_move")
    words = accept_words(reason) if reason else None
    after = rules.move(before, to, by=actors, now=now, reason=words)
    if to is State.REOPENED:
        after = _anew(after, office, now)
    internal = bool(words) and not allowed.told
    return await _keep(tx, seen, before, after, actors, now, words=words, internal=internal)


async def assign(tx: Tx, seen: Seen, unit: str, *, office: Office, now: datetime) -> Moved:
    before, actors = seen.report, _as_seen(seen, office)
    after = rules.assign(before, office.province.units.get(unit), by=actors, now=now)
    return await _keep(tx, seen, before, after, actors, now)


async def conclude(
    tx: Tx,
    seen: Seen,
    outcome: Outcome,
    words: str,
    proofs: Sequence[Attachment],
    *,
    office: Office,
    now: datetime,
) -> Moved:
    """The result: to the unit's leader, who approves it before the citizen sees it, where the unit has it so."""
    before, actors = seen.report, _as_seen(seen, office)
    needs_leader = before.agency not in office.policy.without_leader
    after = rules.conclude(
        before,
        outcome,
        accept_words(words),
        proofs=len(proofs),
        by=actors,
        now=now,
        needs_proof=office.policy.proof_needed,
        needs_leader=needs_leader,
    )
    await files.add(tx, before.id, list(proofs)[:FILES_MOST], purpose=Purpose.RESULT, now=now)
    return await _keep(tx, seen, before, after, actors, now)


async def mark_duplicate(tx: Tx, seen: Seen, typed: str, *, office: Office, now: datetime) -> Moved:
    """Of another report, by its code: the citizen is told of that one from now on."""
    before, actors = seen.report, _as_seen(seen, office)
    original = await reports.find_by_code(tx, read_code(typed, prefixes={PREFIX}))
    if original is None or original.id == before.id or original.state is State.DUPLICATE:
        raise Refused("report.no_original")
    moved = rules.move(before, State.DUPLICATE, by=actors, now=now)
    after = replace(moved, duplicate_of=original.id)
    await reports.follow(tx, original.id, before.chat, now=now)
    return await _keep(tx, seen, before, after, actors, now, words=original.code)


async def extend(tx: Tx, seen: Seen, days: int, reason: str, *, office: Office, now: datetime) -> Moved:
    """So many working days more, from the deadline or from now, whichever is later."""
    before, actors = seen.report, _as_seen(seen, office)
    start = max(before.due_at or now, now)
    due_at = office.calendar.after(start, office.calendar.day * days)
    words = accept_words(reason)
    after = rules.extend(before, due_at, due_at - (due_at - now) / 4, by=actors, reason=words)
    return await _keep(tx, seen, before, after, actors, now, kind=EventKind.EXTENDED, words=words)


async def note(tx: Tx, seen: Seen, words: str, *, office: Office, now: datetime) -> Moved:
    """Among the staff alone."""
    report, actors = seen.report, _as_seen(seen, office)
    event = Event(
        at=now, kind=EventKind.NOTE, state=report.state, actor=_who(actors), words=accept_words(words), internal=True
    )
    return await moving.note(tx, report, event, person=seen.person.id)


def _as_seen(seen: Seen, office: Office) -> frozenset[Actor]:
    """Who the person is to the report. Raises `Refused` when it is not what they saw, or no business of theirs."""
    actors = acting(seen.person, seen.report, office.province.units)
    if not actors:
        raise Refused("report.other_unit")
    if seen.report.version != seen.version:
        raise Refused("report.changed_meanwhile")
    return actors


async def _keep(
    tx: Tx,
    seen: Seen,
    before: Report,
    after: Report,
    actors: frozenset[Actor],
    now: datetime,
    *,
    kind: EventKind = EventKind.MOVE,
    words: str | None = None,
    internal: bool = False,
) -> Moved:
    return await moving.keep(
        tx,
        before,
        after,
        person=seen.person.id,
        actor=_as(before, after, actors),
        now=now,
        kind=kind,
        words=words,
        internal=internal,
    )


def _as(before: Report, after: Report, actors: frozenset[Actor]) -> Actor:
    """In which of their capacities the person has moved it: one that the table allows."""
    allowed = MOVES.get((before.state, after.state))
    return _who(actors & allowed.who if allowed else actors)


def _who(actors: frozenset[Actor]) -> Actor:
    """The highest of the capacities."""
    return next(actor for actor in (Actor.LEADER, Actor.OPERATOR, Actor.OFFICER) if actor in actors)


def _anew(report: Report, office: Office, now: datetime) -> Report:
    """Taken up again, a report has the whole time of its field once more."""
    field = office.province.fields.get(report.field)
    due_at, soon_at = office.deadline(field, now, urgent=report.urgent)
    return replace(
        report, due_at=due_at, soon_at=soon_at, resolved_at=None, outcome=None, result=None, rating=None, extended=False
    )
