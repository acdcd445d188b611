"""A report goes on: the row over the version that was read, one event and one audit entry, or none of them."""

from dataclasses import dataclass
from datetime import datetime

from domain.report import Actor, Event, EventKind, Report, State
from storage import audit, reports
from storage.engine import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What has been done: where the report stood, how it stands, and the event that tells of it."""

    came_from: State
    report: Report
    event: Event


async def keep(
    tx: Tx,
    before: Report,
    after: Report,
    *,
    person: int | None,
    actor: Actor,
    now: datetime,
    kind: EventKind = EventKind.MOVE,
    words: str | None = None,
    internal: bool = False,
) -> Moved:
    """Raises `Refused` when somebody else has changed the report since it was read."""
    await reports.save(tx, after, over=before.version)
    event = Event(at=now, kind=kind, state=after.state, actor=actor, words=words, internal=internal)
    await reports.add_event(tx, after.id, event, person=person)
    act = f"report.{after.state.value if kind is EventKind.MOVE else kind.value}"
    await audit.record(tx, act, actor=person or actor.value, subject=after.id, now=now, version=after.version)
    return Moved(came_from=before.state, report=after, event=event)


async def note(tx: Tx, report: Report, event: Event, *, person: int) -> Moved:
    """Something that leaves the report where it is: a note, more information."""
    await reports.add_event(tx, report.id, event, person=person)
    act = f"report.{event.kind.value}"
    await audit.record(tx, act, actor=person, subject=report.id, now=event.at, version=report.version)
    return Moved(came_from=report.state, report=report, event=event)
