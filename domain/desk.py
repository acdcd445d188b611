"""Who somebody is to a report, which queues they work from, and what they may do with it now."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from domain.field import OPERATOR
from domain.refused import Refused
from domain.report import IN_HAND, MOVES, OVER, Actor, Report, State
from domain.role import Person, Role
from domain.unit import Units

STAFF = (Role.OPERATOR, Role.OFFICER, Role.APPROVER)
CALLERS = frozenset({Actor.OPERATOR, Actor.OFFICER})


class Act(StrEnum):
    """What stands on a report's card for the staff."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    ASK = "ask"
    GIVE_BACK = "return"
    REJECT = "reject"
    DUPLICATE = "duplicate"
    START = "start"
    CONCLUDE = "conclude"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REOPEN = "reopen"
    KEEP_CLOSED = "keep_closed"
    EXTEND = "extend"
    NOTE = "note"


LEADS_TO: Mapping[Act, State] = {
    Act.ACCEPT: State.ACCEPTED,
    Act.ASSIGN: State.ASSIGNED,
    Act.START: State.IN_PROGRESS,
    Act.ASK: State.NEED_INFO,
    Act.CONCLUDE: State.AWAITING_APPROVAL,
    Act.APPROVE: State.RESOLVED,
    Act.SEND_BACK: State.IN_PROGRESS,
    Act.GIVE_BACK: State.RETURNED,
    Act.REJECT: State.REJECTED,
    Act.DUPLICATE: State.DUPLICATE,
    Act.REOPEN: State.REOPENED,
    Act.KEEP_CLOSED: State.CLOSED,
}


def units_of(person: Person, units: Units) -> tuple[str, ...]:
    """The units on whose behalf the person acts, whatever the role."""
    found = (units.find(grant.unit) for grant in person.grants if grant.role in STAFF)
    return tuple(dict.fromkeys(unit for unit in found if unit))


def everywhere(person: Person) -> bool:
    """Whether the person sees the reports of every unit: the switchboard does."""
    return person.may(Role.OPERATOR)


def acting(person: Person, report: Report, units: Units) -> frozenset[Actor]:
    """Who the person is to this report, by the grants that they hold now."""
    theirs = {grant.role for grant in person.grants if units.find(grant.unit) == report.agency}
    at_switchboard = everywhere(person)
    return frozenset(
        actor
        for actor, so in (
            (Actor.OPERATOR, at_switchboard),
            (Actor.OFFICER, Role.OFFICER in theirs or (at_switchboard and report.agency == OPERATOR)),
            (Actor.LEADER, Role.APPROVER in theirs),
        )
        if so
    )


def may_call(report: Report, actors: Collection[Actor]) -> bool:
    """Whether these may read the number of whoever sent the report: while it is open, those who work on it."""
    return not (report.anonymous or report.state in OVER or CALLERS.isdisjoint(actors))


def demand_call(report: Report, actors: Collection[Actor]) -> None:
    """Raises `Refused` unless `may_call`: whoever wants to stay unknown was promised that no office sees who it is, and
    a promise that ends when somebody is curious is none. They are asked through the bot."""
    if CALLERS.isdisjoint(actors):
        raise Refused("desk.number_not_yours")
    if report.anonymous:
        raise Refused("desk.number_unknown")
    if report.state in OVER:
        raise Refused("desk.number_over")


def open_acts(report: Report, actors: Collection[Actor]) -> tuple[Act, ...]:
    """What these may do with the report in its present state, by the table of moves."""
    acts = [act for act, to in LEADS_TO.items() if _may(report, actors, act, to)]
    if Actor.LEADER in actors and report.state in IN_HAND and not report.extended:
        acts.append(Act.EXTEND)
    if actors and report.state not in OVER:
        acts.append(Act.NOTE)
    return tuple(acts)


def _may(report: Report, actors: Collection[Actor], act: Act, to: State) -> bool:
    """START and SEND_BACK lead to the same state, APPROVE and an unapproved result too: the state tells them apart."""
    allowed = MOVES.get((report.state, to))
    if allowed is None or allowed.who.isdisjoint(actors):
        return False
    waiting = report.state is State.AWAITING_APPROVAL
    if act is Act.KEEP_CLOSED:
        return report.state is State.REOPEN_REQUESTED
    if act in (Act.APPROVE, Act.SEND_BACK):
        return waiting
    return not (act is Act.START and waiting)
