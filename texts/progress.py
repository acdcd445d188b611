"""How a broadcast goes, in a few lines: a bar, who was told, who could not be, how long it will take."""

from datetime import datetime

from domain.progress import Progress
from texts.times import duration
from texts.words import Safe, Words

BAR = 16  # signs


def progress_line(progress: Progress, code: str, stage: str, words: Words, *, reason: str, now: datetime) -> Safe:
    """`stage` is running, done, over, stopped or halted."""
    if stage == "halted":
        return words.say("progress.content", code=code, reason=reason)
    full = int(progress.share * BAR)
    return words.say(
        f"progress.{stage}",
        code=code,
        bar="▰" * full + "▱" * (BAR - full),
        percent=int(progress.share * 100),
        told=progress.told,
        gone=progress.gone,
        failed=progress.failed,
        unknown=progress.unknown,
        expired=progress.expired,
        left=duration(progress.left(now), words),
    )
