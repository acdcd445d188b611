"""An alert's life: who may do what to it, and what its state is at a moment.

Approval binds the exact revision that was seen. What follows the clock (scheduled, in force, over) is computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.alert_content import Content, checked
from domain.refused import Refused
from domain.role import Person, Role


class State(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    RETURNED = "returned"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Change(StrEnum):
    """What a message that refers to an earlier one changes about it."""

    UPDATE = "update"
    CORRECTION = "correction"
    LONGER = "longer"
    SHORTER = "shorter"
    FINAL = "final"


class Phase(StrEnum):
    """What an approved alert is at a moment."""

    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    OVER = "over"


MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PENDING, State.CANCELLED}),
    State.RETURNED: frozenset({State.PENDING, State.CANCELLED}),
    State.PENDING: frozenset({State.APPROVED, State.RETURNED, State.REJECTED, State.LAPSED, State.CANCELLED}),
    State.LAPSED: frozenset({State.PENDING, State.CANCELLED}),
    State.APPROVED: frozenset({State.CANCELLED, State.SUPERSEDED}),
}
EDITABLE = frozenset({State.DRAFT, State.RETURNED, State.LAPSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """`touched_by` are all who created, edited or submitted it; `version` grows with every change of the row.

    `updates` is the alert that this one refers to, `change` how.
    """

    id: int
    code: str
    state: State
    unit: str
    content: Content
    revision: int
    version: int
    created_by: int
    touched_by: frozenset[int]
    submitted_at: datetime | None = None
    approved_by: int | None = None
    approved_at: datetime | None = None
    closed_by: int | None = None
    closed_at: datetime | None = None
    reason: str | None = None
    updates: int | None = None
    change: Change | None = None

    @property
    def digest(self) -> str:
        return self.content.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the province has settled: from which level on two people are needed, how long a request waits.

    `head_units` stand above all others; without any, every unit's approvers are told of every request.
    """

    two_person_from_level: int = 3
    remind_after: timedelta = timedelta(minutes=15)
    pending_for: timedelta = timedelta(hours=4)
    head_units: frozenset[str] = frozenset()

    def concerns(self, unit: str, alert: "Alert") -> bool:
        """Whether a unit's approvers are told of a request: its own, and those above."""
        return not self.head_units or unit == alert.unit or unit in self.head_units

    def needs_two(self, content: Content) -> bool:
        return content.level >= self.two_person_from_level


def draft(
    alert_id: int,
    code: str,
    content: Content,
    author: Person,
    *,
    now: datetime,
    updates: Alert | None = None,
    change: Change | None = None,
) -> Alert:
    _must_approve(author)
    if updates is not None:
        may_follow(updates, content, now=now)
    return Alert(
        id=alert_id,
        code=code,
        state=State.DRAFT,
        unit=author.unit_as(Role.APPROVER),
        content=checked(content, now=now),
        revision=1,
        version=1,
        created_by=author.id,
        touched_by=frozenset({author.id}),
        updates=updates.id if updates else None,
        change=change,
    )


def may_follow(earlier: Alert, content: Content, *, now: datetime) -> None:
    """Raises the reason why nothing may follow an alert now: it does not stand, or this is another kind of message."""
    if earlier.state is not State.APPROVED or phase(earlier, now) is Phase.SCHEDULED:
        raise Refused("alert.nothing_to_follow")
    if content.kind is not earlier.content.kind:
        raise Refused("alert.kind_is_fixed")


def supersede(alert: Alert) -> Alert:
    """A newer message has taken its place."""
    return _move(alert, State.SUPERSEDED)


def lapse(alert: Alert, *, now: datetime, policy: Policy) -> Alert:
    if not lapsed(alert, now=now, policy=policy):
        raise Refused("alert.not_pending")
    return _move(alert, State.LAPSED)


def edit(alert: Alert, content: Content, editor: Person, *, now: datetime) -> Alert:
    """Any edit voids what was seen before; where two people are needed, the editor is not the second."""
    may_edit(alert, editor)
    if content.kind is not alert.content.kind:
        raise Refused("alert.kind_is_fixed")
    return replace(
        alert,
        content=checked(content, now=now),
        revision=alert.revision + 1,
        version=alert.version + 1,
        touched_by=alert.touched_by | {editor.id},
    )


def may_edit(alert: Alert, editor: Person) -> None:
    _must_approve(editor)
    if alert.state not in EDITABLE:
        raise Refused("alert.not_editable")


def submit(alert: Alert, author: Person, *, seen: str, now: datetime) -> Alert:
    _must_approve(author)
    if seen != alert.digest:
        raise Refused("alert.changed_meanwhile")
    _still_ahead(alert.content, now)
    return replace(_move(alert, State.PENDING), submitted_at=now, touched_by=alert.touched_by | {author.id})


def approve(alert: Alert, approver: Person, *, seen: str, now: datetime, policy: Policy) -> Alert:
    may_approve(alert, approver, seen=seen, now=now, policy=policy)
    return replace(_move(alert, State.APPROVED), approved_by=approver.id, approved_at=now)


def may_approve(alert: Alert, approver: Person, *, seen: str, now: datetime, policy: Policy) -> None:
    """Raises the reason why this person may not approve this revision at this moment."""
    _must_approve(approver)
    if alert.state is not State.PENDING:
        raise Refused("alert.not_pending")
    if seen != alert.digest:
        raise Refused("alert.changed_meanwhile")
    if policy.needs_two(alert.content) and approver.id in alert.touched_by:
        raise Refused("alert.own_alert", level=alert.content.level)
    _still_ahead(alert.content, now)
    if lapsed(alert, now=now, policy=policy):
        raise Refused("alert.lapsed")


def give_back(alert: Alert, approver: Person, *, reason: str, now: datetime) -> Alert:
    return _decline(alert, State.RETURNED, approver, reason, now)


def orphan(alert: Alert) -> Alert:
    """Somebody who had a hand in it may not approve any more: what waits goes back to those who still may."""
    return _move(alert, State.RETURNED)


def reject(alert: Alert, approver: Person, *, reason: str, now: datetime) -> Alert:
    return _decline(alert, State.REJECTED, approver, reason, now)


def cancel(alert: Alert, approver: Person, *, reason: str, now: datetime) -> Alert:
    """One person's act, always: what is wrong must be stoppable at once."""
    if alert.state is State.APPROVED and phase(alert, now) is Phase.OVER:
        raise Refused("alert.already_over", ends_at=alert.content.ends_at)
    return _decline(alert, State.CANCELLED, approver, reason, now)


def lapsed(alert: Alert, *, now: datetime, policy: Policy) -> bool:
    return alert.submitted_at is not None and now >= alert.submitted_at + policy.pending_for


def phase(alert: Alert, now: datetime) -> Phase | None:
    """None unless the alert stands approved."""
    if alert.state is not State.APPROVED:
        return None
    if now < alert.content.starts_at:
        return Phase.SCHEDULED
    return Phase.IN_FORCE if now < alert.content.ends_at else Phase.OVER


def _decline(alert: Alert, to: State, approver: Person, reason: str, now: datetime) -> Alert:
    _must_approve(approver)
    if not reason:
        raise Refused("alert.reason_needed")
    return replace(_move(alert, to), closed_by=approver.id, closed_at=now, reason=reason)


def _move(alert: Alert, to: State) -> Alert:
    if to not in MOVES.get(alert.state, frozenset()):
        raise Refused("alert.no_such_move", state=alert.state.value)
    return replace(alert, state=to, version=alert.version + 1)


def _must_approve(person: Person) -> None:
    if not person.may(Role.APPROVER):
        raise Refused("access.approvers_only")


def _still_ahead(content: Content, now: datetime) -> None:
    if now >= content.ends_at:
        raise Refused("alert.already_over", ends_at=content.ends_at)
