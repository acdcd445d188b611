"""What sending an alert means: how many people, how long it takes, what it costs, and whether it ends too soon."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from domain.alert_content import Content
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
    cost: int = 0,
) -> Safe:
    """`rate` in people a second, None without a ceiling. An audience of None is still being counted.

    `channels` are people by the name that people call a channel; `cost` is the most that it may be, in đồng.
    """
    if audience is None:
        return words.say("reach.counting")
    if audience == 0:
        return words.say("reach.nobody")
    takes = timedelta(seconds=ceil(audience / rate) if rate else 1)
    line = words.say("reach.people", people=audience, takes=duration(takes, words))
    if channels:
        named = ", ".join(f"{name} {words.written(people)}" for name, people in sorted(channels.items()))
        line = Safe(f"{line}\n{words.say('reach.channels', channels=named)}")
    if cost:
        line = Safe(f"{line}\n{words.say('reach.cost', cost=cost)}")
    if max(content.starts_at, now) + takes <= content.ends_at:
        return line
    told = int((content.ends_at - max(content.starts_at, now)).total_seconds() * (rate or 0))
    return Safe(f"{line}\n{words.say('reach.ends_first', told=max(0, told))}")
