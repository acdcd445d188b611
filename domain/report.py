"""A report's life: its states, and the one table of moves that everything else reads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.refused import Refused
from domain.wording import utf16

TEXT_LEAST = 10
TEXT_MOST = 2000
FILES_MOST = 5
FILE_BYTES_MOST = 20 * 1024 * 1024


class State(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    AWAITING_APPROVAL = "awaiting_approval"
    RESOLVED = "resolved"
    CLOSED = "closed"
    NEED_INFO = "need_info"
    RETURNED = "returned"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    REOPEN_REQUESTED = "reopen_requested"
    REOPENED = "reopened"


class Actor(StrEnum):
    CITIZEN = "citizen"
    OPERATOR = "operator"
    OFFICER = "officer"
    LEADER = "leader"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    who: frozenset[Actor]
    reason: bool = False


_OFFICE = frozenset({Actor.OPERATOR, Actor.OFFICER})
_UNIT = frozenset({Actor.OFFICER})
_LEADER = frozenset({Actor.LEADER})
_SWITCHBOARD = frozenset({Actor.OPERATOR})
_CITIZEN = frozenset({Actor.CITIZEN})

MOVES: Mapping[tuple[State, State], Move] = {
    (State.SUBMITTED, State.ACCEPTED): Move(who=_OFFICE),
    (State.SUBMITTED, State.REJECTED): Move(who=_SWITCHBOARD, reason=True),
    (State.SUBMITTED, State.DUPLICATE): Move(who=_SWITCHBOARD),
    (State.SUBMITTED, State.NEED_INFO): Move(who=_OFFICE, reason=True),
    (State.SUBMITTED, State.WITHDRAWN): Move(who=_CITIZEN),
    (State.NEED_INFO, State.SUBMITTED): Move(who=_CITIZEN),
    (State.NEED_INFO, State.WITHDRAWN): Move(who=_CITIZEN),
    (State.ACCEPTED, State.ASSIGNED): Move(who=_SWITCHBOARD),
    (State.ACCEPTED, State.REJECTED): Move(who=_SWITCHBOARD, reason=True),
    (State.ASSIGNED, State.IN_PROGRESS): Move(who=_UNIT),
    (State.ASSIGNED, State.RETURNED): Move(who=_UNIT, reason=True),
    (State.RETURNED, State.ASSIGNED): Move(who=_SWITCHBOARD),
    (State.IN_PROGRESS, State.AWAITING_APPROVAL): Move(who=_UNIT),
    (State.AWAITING_APPROVAL, State.RESOLVED): Move(who=_LEADER),
    (State.AWAITING_APPROVAL, State.IN_PROGRESS): Move(who=_LEADER, reason=True),
    (State.RESOLVED, State.CLOSED): Move(who=frozenset({Actor.CITIZEN, Actor.CLOCK})),
    (State.RESOLVED, State.REOPEN_REQUESTED): Move(who=_CITIZEN, reason=True),
    (State.REOPEN_REQUESTED, State.REOPENED): Move(who=_SWITCHBOARD),
    (State.REOPEN_REQUESTED, State.CLOSED): Move(who=_SWITCHBOARD, reason=True),
    (State.REOPENED, State.IN_PROGRESS): Move(who=_UNIT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where it happened: a pin (degrees, WGS 84), an address in words, or both."""

    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a report; `held` is the channel's id of it, `distinct` the same for the same file."""

    kind: str
    held: str
    distinct: str
    size: int
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    id: int
    code: str
    person: int
    chat: int
    field: str
    area: str
    agency: str
    text: str
    spot: Spot | None
    state: State
    version: int
    created_at: datetime
    due_at: datetime | None
    files: int = 0


def accept_text(text: str) -> str:
    """The words of a report, or why they will not do. Length in UTF-16 units."""
    length = utf16(text)
    if length < TEXT_LEAST:
        raise Refused("report.too_short", least=TEXT_LEAST)
    if length > TEXT_MOST:
        raise Refused("report.too_long", most=TEXT_MOST, length=length)
    return text


def move(report: Report, to: State, *, by: Actor, reason: str | None = None) -> Report:
    allowed = MOVES.get((report.state, to))
    if allowed is None:
        raise Refused("report.no_such_move", state=report.state.value, to=to.value)
    if by not in allowed.who:
        raise Refused("report.not_yours_to_move")
    if allowed.reason and not reason:
        raise Refused("report.reason_needed")
    return replace(report, state=to, version=report.version + 1)
