"""How a broadcast goes, in a few lines: a bar, what became of its people on each channel, how long it will take."""

from collections.abc import Mapping
from datetime import datetime

from domain.progress import OUTCOMES, Progress
from texts.times import duration
from texts.words import Safe, Words

BAR = 16  # signs

People = Mapping[str, int]
"""By outcome."""


def progress_line(
    progress: Progress,
    code: str,
    stage: str,
    words: Words,
    *,
    reason: str,
    now: datetime,
    channels: Mapping[str, People] | None = None,
) -> Safe:
    """`stage` is running, done, over, stopped or halted. `channels`, by what people call them: shown if several."""
    if stage == "halted":
        return words.say("progress.content", code=code, reason=reason)
    full = int(progress.share * BAR)
    line = words.say(
        f"progress.{stage}",
        code=code,
        bar="▰" * full + "▱" * (BAR - full),
        percent=int(progress.share * 100),
        people=outcomes(progress.people, words),
    )
    lines = [line]
    if stage == "running" and (left := progress.left(now)):
        lines.append(words.say("progress.left", left=duration(left, words)))
    if channels is not None and len(channels) > 1:
        lines += (
            words.say("progress.channel", channel=name, people=outcomes(p, words)) for name, p in channels.items()
        )
    return Safe("\n".join(lines))


def outcomes(people: People, words: Words) -> Safe:
    """Those who were told, and whatever else became of somebody."""
    shown = [each for each in OUTCOMES if people.get(each) or each == "told"]
    return Safe(" · ".join(words.say(f"outcome.{each}", people=people.get(each, 0)) for each in shown))
