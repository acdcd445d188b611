"""Whatever becomes of messages, whenever the process dies or the alert is stopped: everybody is in one sum, once."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from channels.fate import Fate, NotSent
from domain.alert import Alert
from domain.progress import OUTCOMES
from services import privacy, subscribing
from storage import broadcasts, chats, deliveries, tallies
from storage.broadcasts import Broadcast
from storage.engine import Session
from storage.tallies import outcome_of
from tests.alerts.conftest import NOW, TAN_BIEN, TAN_CHAU, Office, open_office
from tests.alerts.telling import Telling, make_telling
from tests.alerts.test_channels import somebody

CHANNELS = ("telegram", "zalo_bot", "zalo_oa")
ENDED = NOW + timedelta(hours=7)
FATES = st.sampled_from([fate for fate in Fate if fate not in (Fate.MOVED, Fate.CONTENT, Fate.FATAL)])
PEOPLE = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=3, unique=True),
        st.sampled_from([TAN_BIEN, TAN_CHAU]),
        st.lists(FATES, max_size=3),
    ),
    min_size=1,
    max_size=12,
)
LEAVING = ("leaves", "blocks", "is erased")
EVENTS = st.lists(st.sampled_from(["goes on", "dies", "stopped", "minutes", *LEAVING]), max_size=6)

UNSHRUNK = settings(
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # a story takes half a second: making one smaller takes many minutes
    suppress_health_check=list(HealthCheck),
)

Somebody = tuple[list[str], str, list[Fate]]


@given(crowd=PEOPLE, events=EVENTS, level=st.integers(1, 5))
@settings(UNSHRUNK, max_examples=8)
def test_everybody_is_counted_once_and_the_sums_are_those_of_the_audience(
    crowd: list[Somebody], events: list[str], level: int
) -> None:
    asyncio.run(story(crowd, events, level))


@pytest.mark.long
@given(crowd=PEOPLE, events=EVENTS, level=st.integers(1, 5))
@settings(UNSHRUNK, max_examples=200)
def test_in_two_hundred_stories_everybody_is_counted_once(crowd: list[Somebody], events: list[str], level: int) -> None:
    asyncio.run(story(crowd, events, level))


async def story(crowd: list[Somebody], events: list[str], level: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_office(Path(folder)) as office:
            telling = await make_telling(office, channels=CHANNELS)
            telling.patience = timedelta(0)  # whoever waits for a channel that is away is turned to another
            telling.restart()
            for number, (on, area, fates) in enumerate(crowd):
                await somebody(office, f"p{number}", *on, area=area)
                for channel in on:
                    telling.wires[channel].fates[f"p{number}"] = [NotSent(fate, "no") for fate in fates]
            alert = await telling.approved(level=level)
            await telling.ticking.step()
            for event in events:
                await happens(telling, alert, event)
            await telling.goes_on(ENDED)
            await telling.goes_on(ENDED)
            await sums_are_right(office, alert, len(crowd), left=not set(LEAVING).isdisjoint(events))


async def happens(telling: Telling, alert: Alert, event: str) -> None:
    match event:
        case "goes on":
            await telling.goes_on()
        case "minutes":
            telling.clock.time += timedelta(minutes=3)
        case "dies":
            for _ in range(3):
                await telling.broadcaster.step()
            telling.restart()
            await telling.broadcaster.recover()
        case "leaves" | "blocks" | "is erased":
            await leaves(telling.office, "p0", event)
        case "stopped":
            async with telling.office.store.transaction() as tx:
                await broadcasts.stop(tx, alert.id, reason="cancelled")


async def leaves(office: Office, name: str, how: str) -> None:
    """Somebody hears nothing any more, on any channel."""
    async with office.store.transaction() as tx:
        for channel in CHANNELS:
            found = await chats.find(tx, channel, name)
            if found and how == "blocks":
                await chats.block(tx, channel, name, now=NOW)
            elif found and how == "is erased" and found[1].id:
                await privacy.erase(tx, found[1], now=NOW)
            elif found:
                await subscribing.stop(tx, found[1], now=NOW)


async def sums_are_right(office: Office, alert: Alert, people: int, *, left: bool) -> None:
    """Somebody who left before they were even copied was no part of the audience."""
    async with office.store.reading() as session:
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None
        every = await counted_in_every_way(session, live)
    assert people - left <= every[0].total() <= people
    assert set(every[0]) <= set(OUTCOMES)
    assert all(each == every[0] for each in every), every


async def counted_in_every_way(session: Session, live: Broadcast) -> list[Counter[str]]:
    """One by one, as the broadcast has it, by commune, by channel, by minute."""
    states = await deliveries.count_by_state(session, live.id)
    minutes = await tallies.list_by_minute(session, live.id)
    return [
        Counter({outcome_of(state): count for state, count in states.items()}),
        +Counter(live.progress.people),
        together((await tallies.list_by_area(session, live.id)).values()),
        together((await tallies.list_by_channel(session, live.id)).values()),
        together({cell.outcome: count} for cell, count in minutes.items()),
    ]


def together(parts: Iterable[dict[str, int]]) -> Counter[str]:
    total = Counter[str]()
    for part in parts:
        total.update(part)
    return total
