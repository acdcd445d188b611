"""The table of moves as a whole: what must hold of it whoever changes a line."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.refused import Refused
from domain.report import IN_HAND, MOVES, OVER, Actor, Flag, Report, State, move

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def report(state: State, **facts: object) -> Report:
    known: dict[str, object] = {
        "id": 1,
        "code": "TN-7K3F-92",
        "person": 1,
        "chat": 1,
        "field": "chieu_sang",
        "area": "25486",
        "agency": "25486",
        "text": "Đèn hư.",
        "spot": None,
        "state": state,
        "version": 1,
        "created_at": NOW,
        "due_at": NOW + timedelta(days=4),
        "soon_at": NOW + timedelta(days=3),
    }
    return Report(**{**known, **facts})  # type: ignore[arg-type]


def test_every_state_can_be_reached_and_only_those_that_are_over_end_there() -> None:
    reached = {State.SUBMITTED}
    while further := {to for (before, to) in MOVES if before in reached} - reached:
        reached |= further
    assert reached == set(State)
    assert {state for state in State if not any(before is state for before, _ in MOVES)} == OVER


def test_no_state_leads_to_itself_and_somebody_may_make_every_move() -> None:
    assert all(before is not to and allowed.who for (before, to), allowed in MOVES.items())


def test_the_clock_only_closes_and_a_leader_only_decides_on_results() -> None:
    assert [key for key, allowed in MOVES.items() if Actor.CLOCK in allowed.who] == [(State.RESOLVED, State.CLOSED)]
    assert {before for (before, _), allowed in MOVES.items() if Actor.LEADER in allowed.who} == {
        State.AWAITING_APPROVAL
    }


def test_time_runs_only_while_an_office_has_it() -> None:
    assert not IN_HAND & OVER
    assert State.NEED_INFO not in IN_HAND
    for state in State:
        late = report(state).flag(NOW + timedelta(days=5))
        assert late is (Flag.OVERDUE if state in IN_HAND else None)
    assert report(State.ASSIGNED).flag(NOW + timedelta(days=3)) is Flag.DUE_SOON
    assert report(State.ASSIGNED).flag(NOW + timedelta(days=2)) is None


@pytest.mark.parametrize("state", sorted(State))
@pytest.mark.parametrize("to", sorted(State))
@pytest.mark.parametrize("actor", sorted(Actor))
def test_a_move_is_made_if_and_only_if_the_table_says_so(state: State, to: State, actor: Actor) -> None:
    allowed = MOVES.get((state, to))
    before = report(state, held_from=to if state is State.NEED_INFO else None)
    if allowed is not None and actor in allowed.who:
        after = move(before, to, by=frozenset({actor}), now=NOW, reason="Vì lý do này.")
        assert (after.state, after.version) == (to, 2)
    else:
        with pytest.raises(Refused):
            move(before, to, by=frozenset({actor}), now=NOW, reason="Vì lý do này.")


def test_an_answer_goes_back_to_where_it_was_asked_and_nowhere_else() -> None:
    asked = move(report(State.IN_PROGRESS), State.NEED_INFO, by=frozenset({Actor.OFFICER}), now=NOW, reason="Ở đâu?")
    with pytest.raises(Refused):
        move(asked, State.SUBMITTED, by=frozenset({Actor.CITIZEN}), now=NOW)
    assert move(asked, State.IN_PROGRESS, by=frozenset({Actor.CITIZEN}), now=NOW).state is State.IN_PROGRESS


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_where_words_are_needed_blanks_will_not_do(reason: str | None) -> None:
    with pytest.raises(Refused, match="reason_needed"):
        move(report(State.ASSIGNED), State.RETURNED, by=frozenset({Actor.OFFICER}), now=NOW, reason=reason)
