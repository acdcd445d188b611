"""A system that is away is asked less and less often, and at once again when it has answered."""

from hypothesis import given
from hypothesis import strategies as st

from channels.breaker import Breaker


def longest() -> float:
    return 1.0


def test_pauses_double_up_to_the_longest() -> None:
    breaker, now, pauses = Breaker(first=1, most=60, jitter=longest), 0.0, []
    for _ in range(9):
        breaker.failed(now)
        pauses.append(breaker.wait(now))
        now += breaker.wait(now)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_an_answer_ends_the_pauses() -> None:
    breaker = Breaker(jitter=longest)
    breaker.failed(0.0)
    assert breaker.away
    breaker.worked()
    assert not breaker.away
    assert breaker.wait(0.0) == 0
    breaker.failed(5.0)
    assert breaker.wait(5.0) == 1


def test_failures_at_the_same_time_count_once() -> None:
    breaker = Breaker(jitter=longest)
    for _ in range(100):
        breaker.failed(0.0)
    assert breaker.wait(0.0) == 1


def test_it_is_away_from_the_first_failure_until_an_answer() -> None:
    breaker = Breaker(jitter=longest)
    assert breaker.away_for(5.0) == 0
    for now in (10.0, 20.0, 30.0):
        breaker.failed(now)
    assert breaker.away_for(40.0) == 30
    breaker.worked()
    assert breaker.away_for(50.0) == 0


@given(jitter=st.floats(0, 1), failures=st.integers(1, 50))
def test_a_pause_is_half_to_all_of_its_length(jitter: float, failures: int) -> None:
    breaker, now = Breaker(first=1, most=60, jitter=lambda: jitter), 0.0
    for _ in range(failures):
        breaker.failed(now)
        assert 0.5 <= breaker.wait(now) <= 60
        now += breaker.wait(now)
    assert breaker.wait(now) == 0
