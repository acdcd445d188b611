"""What became of the people of an alert: commune by commune, and minute by minute."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from math import ceil

from domain.area import Areas
from domain.progress import Progress
from texts.progress import People, outcomes
from texts.times import duration
from texts.words import Safe, Words

LINES = 20  # communes on one page


def areas_page(
    areas: Mapping[str, People], progress: Progress, code: str, words: Words, known: Areas, *, skip: int
) -> Safe:
    """The communes from `skip` on, first those where most are left untold. `areas`: people by outcome, by commune."""
    order = sorted(areas, key=lambda area: (-_untold(areas[area]), -sum(areas[area].values()), area))
    lines = [
        words.say("told.area", area=_name(area, words, known), people=outcomes(areas[area], words))
        for area in order[skip : skip + LINES]
    ]
    head = words.say("told.areas", code=code, settled=progress.settled, expected=progress.expected)
    return Safe("\n".join((head, *lines)))


def minutes_line(told: Iterable[tuple[datetime, int]], code: str, words: Words) -> Safe:
    """How soon they were told: `told` are minutes, in order, and how many were told in each."""
    minutes = list(told)
    if not minutes:
        return words.say("told.nobody_yet", code=code)
    began, everyone = minutes[0][0], sum(people for _, people in minutes)
    reached, half = 0, began
    for minute, people in minutes:
        reached, half = reached + people, minute
        if reached >= ceil(everyone / 2):
            break
    return words.say(
        "told.minutes",
        code=code,
        told=everyone,
        began=began,
        first=minutes[0][1],
        half=duration(half - began, words) if half > began else words.say("told.within_a_minute"),
        last=minutes[-1][0],
    )


def _untold(people: People) -> int:
    return sum(people.values()) - people.get("told", 0)


def _name(area: str, words: Words, known: Areas) -> str:
    if not area:
        return words.plain("told.test_group")
    return words.plain("communes.whole_province") if area == known.province_code else known.get(area).name
