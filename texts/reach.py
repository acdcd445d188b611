"""What sending an alert means: how many people, how long it takes, and whether it ends before all are told."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from domain.alert import Content
from texts.times import duration
from texts.words import Safe, Words


def reach_line(
    audience: int | None,
    content: Content,
    words: Words,
    *,
    rate: float | None,
    now: datetime,
    channels: Mapping[str, int] | None = None,
) -> Safe:
    """`rate` in people a second, None without a ceiling. An audience of None is still being counted."""
    if audience is None:
        return words.say("reach.counting")
    if audience == 0:
        return words.say("reach.nobody")
    takes = timedelta(seconds=ceil(audience / rate) if rate else 1)
    line = words.say("reach.people", people=audience, takes=duration(takes, words))
    if channels:
        named = ", ".join(f"{name.capitalize()} {words.written(people)}" for name, people in sorted(channels.items()))
        line = Safe(f"{line}\n{words.say('reach.channels', channels=named)}")
    if max(content.starts_at, now) + takes <= content.ends_at:
        return line
    told = int((content.ends_at - max(content.starts_at, now)).total_seconds() * (rate or 0))
    return Safe(f"{line}\n{words.say('reach.ends_first', told=max(0, told))}")
