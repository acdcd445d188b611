"""A report's life: its states, and the one table of moves that everything else reads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.refused import Refused
from domain.wording import utf16

TEXT_LEAST = 10
TEXT_MOST = 2000
WORDS_MOST = 1000
RATED_WITHIN = timedelta(days=7)


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
    """OFFICER and LEADER are those of the unit that the report lies with."""

    CITIZEN = "citizen"
    OPERATOR = "operator"
    OFFICER = "officer"
    LEADER = "leader"
    CLOCK = "clock"


class Outcome(StrEnum):
    """What became of the matter; only FIXED counts as fixed."""

    FIXED = "fixed"
    PARTLY = "partly"
    NOT_FIXED = "not_fixed"
    ANSWERED = "answered"


class Rating(StrEnum):
    SATISFIED = "satisfied"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """`reason`: words are needed. `told`: the citizen reads them; else they stay among the staff. `plain`: nothing else
    is needed; else it belongs to an act that brings more, such as a unit, an original or a result with its proof."""

    who: frozenset[Actor]
    reason: bool = False
    told: bool = True
    plain: bool = True


_OFFICE = frozenset({Actor.OPERATOR, Actor.OFFICER})
_UNIT = frozenset({Actor.OFFICER})
_LEADER = frozenset({Actor.LEADER})
_SWITCHBOARD = frozenset({Actor.OPERATOR})
_CITIZEN = frozenset({Actor.CITIZEN})

_RETURN = Move(who=_UNIT, reason=True, told=False)
_REJECT = Move(who=_SWITCHBOARD, reason=True)
_ASSIGN = Move(who=_SWITCHBOARD, plain=False)
_DUPLICATE = Move(who=_SWITCHBOARD, plain=False)
_RESULT = Move(who=_UNIT, plain=False)

MOVES: Mapping[tuple[State, State], Move] = {
    (State.SUBMITTED, State.ACCEPTED): Move(who=_OFFICE),
    (State.SUBMITTED, State.ASSIGNED): _ASSIGN,
    (State.SUBMITTED, State.NEED_INFO): Move(who=_OFFICE, reason=True),
    (State.SUBMITTED, State.RETURNED): _RETURN,
    (State.SUBMITTED, State.REJECTED): _REJECT,
    (State.SUBMITTED, State.DUPLICATE): _DUPLICATE,
    (State.SUBMITTED, State.WITHDRAWN): Move(who=_CITIZEN),
    (State.ACCEPTED, State.ASSIGNED): _ASSIGN,
    (State.ACCEPTED, State.IN_PROGRESS): Move(who=_UNIT),
    (State.ACCEPTED, State.NEED_INFO): Move(who=_OFFICE, reason=True),
    (State.ACCEPTED, State.RETURNED): _RETURN,
    (State.ACCEPTED, State.REJECTED): _REJECT,
    (State.ACCEPTED, State.DUPLICATE): _DUPLICATE,
    (State.ACCEPTED, State.WITHDRAWN): Move(who=_CITIZEN),
    (State.ASSIGNED, State.IN_PROGRESS): Move(who=_UNIT),
    (State.ASSIGNED, State.NEED_INFO): Move(who=_UNIT, reason=True),
    (State.ASSIGNED, State.RETURNED): _RETURN,
    (State.ASSIGNED, State.WITHDRAWN): Move(who=_CITIZEN),
    (State.RETURNED, State.ASSIGNED): _ASSIGN,
    (State.RETURNED, State.NEED_INFO): Move(who=_SWITCHBOARD, reason=True),
    (State.RETURNED, State.REJECTED): _REJECT,
    (State.RETURNED, State.DUPLICATE): _DUPLICATE,
    (State.RETURNED, State.WITHDRAWN): Move(who=_CITIZEN),
    (State.NEED_INFO, State.SUBMITTED): Move(who=_CITIZEN),
    (State.NEED_INFO, State.ACCEPTED): Move(who=_CITIZEN),
    (State.NEED_INFO, State.ASSIGNED): Move(who=_CITIZEN),
    (State.NEED_INFO, State.RETURNED): Move(who=_CITIZEN),
    (State.NEED_INFO, State.IN_PROGRESS): Move(who=_CITIZEN),
    (State.NEED_INFO, State.REJECTED): _REJECT,
    (State.NEED_INFO, State.WITHDRAWN): Move(who=_CITIZEN),
    (State.IN_PROGRESS, State.NEED_INFO): Move(who=_UNIT, reason=True),
    (State.IN_PROGRESS, State.RETURNED): _RETURN,
    (State.IN_PROGRESS, State.AWAITING_APPROVAL): _RESULT,
    (State.IN_PROGRESS, State.RESOLVED): _RESULT,
    (State.AWAITING_APPROVAL, State.RESOLVED): Move(who=_LEADER),
    (State.AWAITING_APPROVAL, State.IN_PROGRESS): Move(who=_LEADER, reason=True, told=False),
    (State.RESOLVED, State.CLOSED): Move(who=frozenset({Actor.CITIZEN, Actor.CLOCK})),
    (State.RESOLVED, State.REOPEN_REQUESTED): Move(who=_CITIZEN, reason=True),
    (State.REOPEN_REQUESTED, State.REOPENED): Move(who=_SWITCHBOARD),
    (State.REOPEN_REQUESTED, State.CLOSED): Move(who=_SWITCHBOARD, reason=True),
    (State.REOPENED, State.ASSIGNED): _ASSIGN,
    (State.REOPENED, State.IN_PROGRESS): Move(who=_UNIT),
}

IN_HAND = frozenset(
    {
        State.SUBMITTED,
        State.ACCEPTED,
        State.ASSIGNED,
        State.IN_PROGRESS,
        State.AWAITING_APPROVAL,
        State.RETURNED,
        State.REOPEN_REQUESTED,
        State.REOPENED,
    }
)
"""An office has to act: time runs. It stands still while the citizen is asked."""

OVER = frozenset({State.CLOSED, State.REJECTED, State.DUPLICATE, State.WITHDRAWN})


class Flag(StrEnum):
    """Computed from the clock, never stored."""

    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


class EventKind(StrEnum):
    MOVE = "move"
    ADDED = "added"
    EXTENDED = "extended"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a report. `words` that are `internal` stay among the staff."""

    at: datetime
    kind: EventKind
    state: State
    actor: Actor
    words: str | None = None
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where it happened: a pin (degrees, WGS 84), an address in words, or both."""

    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`agency` is the unit that it lies with. `public`: others may find it by its code. `held_from`: the state that it
    goes back to once the citizen has answered, `waiting_since` when that was asked."""

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
    soon_at: datetime | None = None
    files: int = 0
    urgent: bool = False
    public: bool = False
    anonymous: bool = False
    held_from: State | None = None
    waiting_since: datetime | None = None
    outcome: Outcome | None = None
    result: str | None = None
    resolved_at: datetime | None = None
    rating: Rating | None = None
    extended: bool = False
    duplicate_of: int | None = None

    def flag(self, now: datetime) -> Flag | None:
        if self.state not in IN_HAND or self.due_at is None:
            return None
        if now >= self.due_at:
            return Flag.OVERDUE
        return Flag.DUE_SOON if self.soon_at is not None and now >= self.soon_at else None


def accept_text(text: str) -> str:
    """The words of a report, or why they will not do. Length in UTF-16 units."""
    length = utf16(text)
    if length < TEXT_LEAST:
        raise Refused("report.too_short", least=TEXT_LEAST)
    if length > TEXT_MOST:
        raise Refused("report.too_long", most=TEXT_MOST, length=length)
    return text


def accept_words(text: str) -> str:
    """A reason, a question, an answer, a result."""
    length = utf16(text)
    if length > WORDS_MOST:
        raise Refused("report.words_too_long", most=WORDS_MOST, length=length)
    return text


def move(report: Report, to: State, *, by: frozenset[Actor], now: datetime, reason: str | None = None) -> Report:
    """The report after a move. Raises `Refused` unless the table allows it to one of those that `by` are."""
    allowed = MOVES.get((report.state, to))
    if allowed is None:
        raise Refused("report.no_such_move")
    if allowed.who.isdisjoint(by):
        raise Refused("report.not_yours_to_move")
    if allowed.reason and not (reason and reason.strip()):
        raise Refused("report.reason_needed")
    if report.state is State.NEED_INFO and allowed.who == _CITIZEN and to not in (report.held_from, State.WITHDRAWN):
        raise Refused("report.no_such_move")
    moved = replace(report, state=to, version=report.version + 1)
    if to is State.NEED_INFO:
        return replace(moved, held_from=report.state, waiting_since=now)
    if to is State.RESOLVED:
        return replace(moved, resolved_at=now)
    return _time_goes_on(moved, now) if report.state is State.NEED_INFO else moved


def assign(report: Report, agency: str, *, by: frozenset[Actor], now: datetime) -> Report:
    """Passed on to a unit, or from one that gave it back to another."""
    return replace(move(report, State.ASSIGNED, by=by, now=now), agency=agency)


def conclude(
    report: Report,
    outcome: Outcome,
    words: str,
    *,
    proofs: int,
    by: frozenset[Actor],
    now: datetime,
    needs_proof: bool,
    needs_leader: bool,
) -> Report:
    """A result: to the unit's leader, or, where the unit needs none, to the citizen."""
    if needs_proof and not proofs:
        raise Refused("report.proof_needed")
    to = State.AWAITING_APPROVAL if needs_leader else State.RESOLVED
    return replace(move(report, to, by=by, now=now), outcome=outcome, result=words)


def extend(report: Report, due_at: datetime, soon_at: datetime, *, by: frozenset[Actor], reason: str) -> Report:
    """More time, once, by a leader, with a reason that the citizen reads."""
    if Actor.LEADER not in by:
        raise Refused("report.leader_only")
    if report.extended:
        raise Refused("report.extended_already")
    if report.state not in IN_HAND:
        raise Refused("report.no_such_move")
    if not reason.strip():
        raise Refused("report.reason_needed")
    return replace(report, due_at=due_at, soon_at=soon_at, extended=True, version=report.version + 1)


def rate(report: Report, rating: Rating, *, now: datetime, reason: str | None = None) -> Report:
    """The citizen's own word on the result, for a week. "Not" asks for reopening."""
    if report.state is not State.RESOLVED or report.resolved_at is None:
        raise Refused("report.not_rated_now")
    if now >= report.resolved_at + RATED_WITHIN:
        raise Refused("report.rated_too_late")
    to = State.REOPEN_REQUESTED if rating is Rating.NOT else State.CLOSED
    moved = move(report, to, by=frozenset({Actor.CITIZEN}), now=now, reason=reason)
    return replace(moved, rating=rating)


def _time_goes_on(report: Report, now: datetime) -> Report:
    """What the citizen took to answer is not the office's: the deadline moves by so much."""
    waited = now - (report.waiting_since or now)
    return replace(
        report,
        held_from=None,
        waiting_since=None,
        due_at=report.due_at and report.due_at + waited,
        soon_at=report.soon_at and report.soon_at + waited,
    )
