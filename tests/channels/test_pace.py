"""The pace is kept in every second, filled when there is something to send, and gives way when Telegram says so."""

import bisect
import heapq
import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.pace import CHATS_MOST, OVERSHOOT, ChatPace, Pace

CEILINGS = st.sampled_from([1.0, 5.0, 10.0, 20.0, 25.5, 30.0, 100.0, 1000.0])


def worst_second(sent: list[float]) -> int:
    """The most that went in any window [t, t + 1)."""
    return max((bisect.bisect_left(sent, at + 1.0) - index for index, at in enumerate(sent)), default=0)


def most(rate: float) -> int:
    return max(math.floor(rate * OVERSHOOT), math.ceil(rate))


@given(rate=CEILINGS, naps=st.lists(st.floats(0, 0.4), min_size=1, max_size=300))
@settings(deadline=None)
def test_no_second_exceeds_the_ceiling_by_more_than_a_twentieth(rate: float, naps: list[float]) -> None:
    pace, now, sent = Pace(rate), 1000.0, []
    for nap in naps:
        while pace.take(now) == 0:
            sent.append(now)
        now += nap
    assert worst_second(sent) <= most(rate)


@pytest.mark.parametrize("rate", [20.0, 30.0, 40.0, 100.0, 1000.0])
@given(uneven=st.lists(st.floats(0, 0.009), min_size=1, max_size=20))
@settings(deadline=None, max_examples=30)
def test_no_second_exceeds_it_where_messages_come_as_unevenly_as_networks_are(rate: float, uneven: list[float]) -> None:
    pace, now, came, delays = Pace(rate), 0.0, [], itertools.cycle(uneven)
    while now < 3:
        wait = pace.take(now)
        came += [] if wait else [now + next(delays)]
        now += wait
    assert worst_second(sorted(came)) <= most(rate)


@given(rate=CEILINGS, asks=st.lists(st.tuples(st.floats(0, 0.4), st.integers(0, 500)), max_size=200))
@settings(deadline=None)
def test_no_second_exceeds_it_when_many_are_taken_at_once(rate: float, asks: list[tuple[float, int]]) -> None:
    pace, now, sent = Pace(rate), 0.0, []
    for nap, wanted in asks:
        now += nap
        granted = pace.take_many(wanted, now)
        assert 0 <= granted <= wanted
        sent += [now] * granted
    assert worst_second(sent) <= most(rate)


@given(rate=CEILINGS, naps=st.lists(st.tuples(st.floats(0, 0.2), st.sampled_from("ttttwf")), max_size=300))
@settings(deadline=None)
def test_no_second_exceeds_it_whatever_was_throttled(rate: float, naps: list[tuple[float, str]]) -> None:
    pace, now, sent = Pace(rate), 0.0, []
    for nap, event in naps:
        now += nap
        if event == "t":
            sent += [now] * pace.take_many(10, now)
        elif event == "w":
            pace.went_well(now)
        else:
            pace.throttled(0.3, now)
        assert pace.rate is not None
        assert min(1.0, rate) <= pace.rate <= rate
    assert worst_second(sent) <= most(rate)


@pytest.mark.parametrize("rate", [20.0, 30.0, 100.0, 1000.0])
@pytest.mark.parametrize("late", [0.0, 0.002, 0.015])
def test_a_lane_with_work_fills_the_ceiling_though_its_timers_are_late(rate: float, late: float) -> None:
    pace, now, sent = Pace(rate), 0.0, 0
    late = min(late, 0.5 / rate) if rate < 30 else late
    while now < 60:
        wait = pace.take(now)
        sent += wait == 0
        now += wait + late if wait else 0.0
    assert sent / 60 >= 0.99 * rate


def test_waiting_as_long_as_it_says_is_enough() -> None:
    pace, now = Pace(30), 0.0
    for _ in range(1000):
        wait = pace.take(now)
        if wait:
            now += wait
            assert pace.take(now) == 0


@given(rate=CEILINGS, messages=st.integers(0, 100))
def test_waiting_for_several_is_enough_for_as_many_as_go_together(rate: float, messages: int) -> None:
    pace = Pace(rate)
    together = pace.take_many(10_000, 0.0)
    wait = pace.wait(0.0, messages)
    assert pace.take_many(messages, wait + 1e-9) == min(messages, together)
    assert wait <= max(1, min(messages, together)) / rate


@given(rate=CEILINGS, spent=st.integers(0, 500), seconds=st.floats(0.001, 0.5))
def test_what_goes_soon_is_what_is_said_or_one_less(rate: float, spent: int, seconds: float) -> None:
    pace = Pace(rate)
    pace.take_many(spent, 0.0)
    soon = pace.soon(seconds, 0.0)
    gone = sum(pace.take_many(10_000, step * seconds / 500) for step in range(501))
    assert gone <= soon <= gone + 1


def test_without_a_ceiling_everything_goes() -> None:
    pace = Pace(None)
    assert pace.take_many(10_000, 0.0) == 10_000
    assert pace.take(0.0) == 0


def test_nothing_goes_before_retry_after_is_over() -> None:
    for pace in (Pace(30), Pace(None)):
        pace.throttled(5, 100.0)
        assert pace.take(100.0) == 5
        assert pace.take_many(10, 104.999) == 0
        assert pace.take(104.0) == pace.closed(104.0) == 1
        assert pace.closed(106.0) == 0
    assert Pace(30).take(0.0) == 0


def test_a_shorter_pause_does_not_cut_a_longer_one() -> None:
    pace = Pace(30)
    pace.throttled(10, 0.0)
    pace.throttled(1, 2.0)
    assert pace.take(3.0) == 7


def test_one_wave_of_429_halves_the_rate_once() -> None:
    pace = Pace(1000)
    for _ in range(50):
        pace.throttled(3, 10.0)
    assert pace.rate == 500
    pace.throttled(3, 13.0)
    assert pace.rate == 250


def test_a_429_without_a_figure_pauses_a_second() -> None:
    pace = Pace(30)
    pace.throttled(None, 0.0)
    assert pace.take(0.0) == 1


def test_no_burst_follows_a_pause() -> None:
    pace = Pace(1000)
    pace.throttled(30, 0.0)
    assert pace.take_many(1000, 30.0) == 0
    assert pace.take_many(1000, 30.01) == 5


def test_the_rate_creeps_back_to_the_ceiling_and_no_further() -> None:
    pace, now = Pace(1000), 0.0
    pace.throttled(1, now)
    now = 1.0
    for _ in range(500):
        now += 0.1
        pace.went_well(now)
        if now < 20:
            assert pace.rate is not None
            assert pace.rate < 1000
    assert pace.rate == 1000


def test_success_before_the_pause_is_over_raises_nothing() -> None:
    pace = Pace(1000)
    pace.throttled(5, 0.0)
    pace.went_well(1.0)
    assert pace.rate == 500


@given(replies=st.lists(st.floats(0, 10), max_size=50))
@settings(deadline=None)
def test_replies_go_ahead_and_the_lane_makes_room_for_them(replies: list[float]) -> None:
    pace, now, reserve = Pace(30, reserve=5), 0.0, 5
    waiting, told, all_sent = sorted(replies), 0, []
    while now < 10:
        while waiting and waiting[0] <= now:
            pace.spend(now)
            all_sent.append(now)
            waiting.pop(0)
        wait = pace.take(now)
        if wait == 0:
            told += 1
            all_sent.append(now)
        now += wait
    assert told >= 300 - len(replies) - 2
    if len(replies) <= reserve:
        assert worst_second(all_sent) <= most(30) + reserve


def test_as_many_are_under_way_as_the_rate_needs() -> None:
    pace = Pace(1000)
    for _ in range(200):
        pace.in_flight(0.05)
    assert 50 <= pace.in_flight() <= 65
    for _ in range(200):
        pace.in_flight(0.1)
    assert 100 <= pace.in_flight() <= 130


@pytest.mark.parametrize(("rate", "latency"), [(30.0, 0.05), (1000.0, 0.05), (1000.0, 0.2), (1000.0, 0.4)])
def test_so_many_under_way_fill_the_ceiling_though_answers_are_uneven(rate: float, latency: float) -> None:
    chance, pace, now, sent = random.Random(1022), Pace(rate), 0.0, 0
    answers: list[tuple[float, float]] = []
    while now < 30:
        while answers and answers[0][0] <= now:
            pace.in_flight(heapq.heappop(answers)[1])
        wait = pace.take(now) if len(answers) < pace.in_flight() else math.inf
        if wait == 0:
            takes = latency * chance.lognormvariate(-0.11, 0.47)
            heapq.heappush(answers, (now + takes, takes))
            sent += 1
        else:
            now = max(now + 1e-6, min(now + wait, answers[0][0] if answers else math.inf))
    assert sent / 30 >= 0.99 * rate


def test_what_is_under_way_has_a_least_and_a_most() -> None:
    assert Pace(1, least=2).in_flight(0.001) == 2
    assert Pace(1000, most=64).in_flight(8.0) == 64
    assert Pace(None, most=64).in_flight(0.001) == 64


def test_a_ceiling_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        Pace(0)


@given(rate=st.floats(0.1, 60))
def test_even_the_slowest_ceiling_lets_one_go_at_a_time(rate: float) -> None:
    pace = Pace(rate)
    sent = sum(pace.take_many(1, now=step / rate) for step in range(20))
    assert sent >= 18


def test_a_chat_gets_a_burst_and_then_one_message_a_second() -> None:
    chats = ChatPace(burst=3)
    assert [chats.turn("7", 100.0) for _ in range(5)] == [0, 0, 0, 1, 2]
    assert chats.turn("8", 100.0) == 0
    assert chats.turn("7", 110.0) == 0


def test_a_group_gets_at_most_20_messages_in_any_minute() -> None:
    chats, sent = ChatPace(), list[float]()
    for _ in range(60):
        now = sent[-1] if sent else 0.0
        sent.append(now + chats.turn("-5", now, group=True))
    assert max(sum(begin <= at < begin + 60 for at in sent) for begin in sent) <= 20
    assert sent[-1] < 60 * 60 / 15


def test_chats_that_have_been_quiet_are_forgotten() -> None:
    chats = ChatPace()
    for chat in range(2 * CHATS_MOST):
        chats.turn(str(chat), chat * 0.01)
    assert len(chats._quiet_at) <= CHATS_MOST
