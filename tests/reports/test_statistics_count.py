"""The statistics are what a plain count over all reports gives, whatever they are."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.report import IN_HAND, Actor, Event, EventKind, Rating, Report, State
from domain.statistics import WEEKS, Count, Figures, Load, Part
from services import reporting
from services.reporting import Filing
from storage import reports, statistics
from tests.reports.conftest import NOW, TEXT, UNIT, Cast, a_cast
from texts.statistics import as_csv, guarded

FIELDS = ("chieu_sang", "dien", "khac")
REPORTS = st.lists(
    st.builds(
        SimpleNamespace,
        field=st.sampled_from(FIELDS),
        age=st.integers(0, 100 * 24),  # hours
        took=st.none() | st.integers(0, 30 * 24),
        moves=st.lists(st.tuples(st.integers(0, 60 * 24), st.sampled_from(State)), max_size=3),  # hours, where to
        rating=st.none() | st.sampled_from(Rating),
    ),
    max_size=25,
)

Life = tuple[Report, list[tuple[datetime, State]]]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(REPORTS, st.sampled_from((7, 30, 90)), st.sampled_from((None, UNIT, "dien_luc")))
def test_every_figure_is_what_a_plain_count_gives(samples: list[SimpleNamespace], days: int, unit: str | None) -> None:
    lives, figures = asyncio.run(_both(samples, days, unit))
    lives = [life for life in lives if unit is None or life[0].agency == unit]
    mine = [report for report, _ in lives]
    since = NOW - timedelta(days=days)
    assert figures.now == _count(mine, since, NOW)
    assert figures.before == _count(mine, since - timedelta(days=days), since)
    assert figures.load == _load(lives, NOW)
    assert figures.load_before == _load(lives, since)
    assert set(figures.fields) == _parts(mine, since, "field")
    assert set(figures.areas) == _parts(mine, since, "area")
    assert len(figures.weeks) == WEEKS
    for week in figures.weeks:
        part = _count(mine, week.starts_at, week.starts_at + timedelta(weeks=1))
        assert (week.resolved, week.on_time) == (part.resolved, part.on_time)


def test_a_cell_that_looks_like_a_formula_is_shown_and_not_run() -> None:
    assert guarded("=1+1") == "'=1+1"
    assert guarded("Xã Tân Biên") == "Xã Tân Biên"
    assert as_csv([("Bảng", [["@x", 3]])]).decode("utf-8-sig").splitlines()[1] == "'@x,3"


async def _both(samples: list[SimpleNamespace], days: int, unit: str | None) -> tuple[list[Life], Figures]:
    with tempfile.TemporaryDirectory() as folder:
        async with a_cast(Path(folder)) as cast:
            lives = [await _put(cast, sample) for sample in samples]
            async with cast.store.reading() as session:
                return lives, await statistics.count(session, unit=unit, days=days, now=NOW)


async def _put(cast: Cast, sample: SimpleNamespace) -> Life:
    created = NOW - timedelta(hours=sample.age)
    moves = [(created, State.SUBMITTED)]
    moves += sorted((min(NOW, created + timedelta(hours=after)), to) for after, to in sample.moves)
    resolved = created + timedelta(hours=sample.took) if sample.took is not None else None
    async with cast.store.transaction() as tx:
        hoa = await cast.person(tx, "hoa")
        filing = Filing(field=cast.house.province.fields.get(sample.field), text=TEXT, area=UNIT)
        report = (await reporting.file(tx, hoa, filing, office=cast.house.office, now=created)).report
        after = replace(report, state=moves[-1][1], rating=sample.rating, resolved_at=resolved, version=2)
        await reports.save(tx, after, over=1)
        for at, state in moves[1:]:
            event = Event(at=at, kind=EventKind.MOVE, state=state, actor=Actor.OFFICER)
            await reports.add_event(tx, report.id, event, person=None)
    return after, moves


def _load(lives: list[Life], then: datetime) -> Load:
    held = []
    for report, moves in lives:
        states = [state for at, state in moves if at <= then]
        if states and states[-1] in IN_HAND:
            held.append(report)
    return Load(in_hand=len(held), overdue=sum(each.due_at is not None and each.due_at <= then for each in held))


def _count(found: list[Report], since: datetime, until: datetime) -> Count:
    done = [each for each in found if each.resolved_at and since <= each.resolved_at < until]
    return Count(
        received=sum(since <= each.created_at < until for each in found),
        resolved=len(done),
        on_time=sum(each.resolved_at <= each.due_at for each in done if each.resolved_at and each.due_at),
        rated=sum(each.rating is not None for each in done),
        satisfied=sum(each.rating is Rating.SATISFIED for each in done),
    )


def _late(report: Report) -> bool:
    return report.state in IN_HAND and report.due_at is not None and report.due_at <= NOW


def _parts(found: list[Report], since: datetime, by: str) -> set[Part]:
    within = [each for each in found if since <= each.created_at < NOW]
    received = Counter(getattr(each, by) for each in within)
    late = Counter(getattr(each, by) for each in within if _late(each))
    return {Part(code=code, received=count, overdue=late[code]) for code, count in received.items()}
