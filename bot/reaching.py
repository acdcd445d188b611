"""Puts an alert's picture of reach together: a few dozen spans of equal length, whether it took minutes or a day."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import accumulate

from bot.reach_chart import ReachDrawing
from channels.ability import by_title
from handlers.house import House
from storage import alerts, broadcasts, tallies
from storage.engine import Session
from texts.words import Words

SPANS_MOST = 60
SPANS = tuple(timedelta(minutes=n) for n in (1, 2, 5, 10, 15, 30, 60, 120, 360, 720))


async def drawing_of(session: Session, broadcast_id: int, words: Words, house: House) -> ReachDrawing:
    """Everything that the picture of a broadcast shows; `house` knows the province's time."""
    broadcast = await broadcasts.get(session, broadcast_id)
    code = (await alerts.get(session, broadcast.alert)).code
    told = Counter[tuple[str, datetime]]()
    for cell, people in (await tallies.list_by_minute(session, broadcast_id)).items():
        if cell.outcome == "told":
            told[cell.channel, cell.begins] += people
    moments = _spans([minute for _, minute in told])
    span = moments[1] - moments[0]
    progress = broadcast.progress
    return ReachDrawing(
        title=words.say("told.chart.title", code=code, told=progress.told, expected=progress.expected),
        reached=words.plain("told.chart.reached"),
        to_tell=words.plain("told.chart.expected"),
        expected=progress.expected,
        each=_each(span, words),
        moments=[f"{moment.astimezone(house.province.zone):%H:%M}" for moment in moments[1:]],
        channels=[(name, _by_then(people, moments)) for name, people in by_title(_by_channel(told)).items()],
    )


def _spans(minutes: list[datetime]) -> list[datetime]:
    """The bounds of equal spans from the first to the last of the minutes, at least one span."""
    began, ended = min(minutes), max(minutes) + timedelta(minutes=1)
    span = next((span for span in SPANS if (ended - began) / span <= SPANS_MOST), SPANS[-1])
    count = -((began - ended) // span)
    return [began + span * n for n in range(count + 1)]


def _by_channel(told: Counter[tuple[str, datetime]]) -> dict[str, dict[datetime, int]]:
    channels = dict.fromkeys(channel for channel, _ in told)
    return {each: {minute: n for (channel, minute), n in told.items() if channel == each} for each in channels}


def _by_then(people: dict[datetime, int], moments: list[datetime]) -> list[int]:
    """How many had been told by each of the moments but the first."""
    width = moments[1] - moments[0]
    within = Counter[int]()
    for minute, count in people.items():
        within[(minute - moments[0]) // width] += count
    return list(accumulate(within[n] for n in range(len(moments) - 1)))


def _each(span: timedelta, words: Words) -> str:
    minutes = span // timedelta(minutes=1)
    return words.plain("told.chart.each_minute") if minutes == 1 else words.say("told.chart.each_minutes", n=minutes)
