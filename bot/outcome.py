"""What became of a letter: it went, it is kept for later, or it will not go."""

from dataclasses import dataclass
from datetime import timedelta

from channels.fate import NotSent
from storage.outbox import Letter

LONGEST_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A letter that went, with its message's id where the channel gives one."""

    letter: Letter
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A letter to be tried again after a pause."""

    letter: Letter
    pause: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A letter that will not go, and why."""

    letter: Letter
    why: NotSent


Outcome = Sent | Kept | Dropped


def growing(tries: int) -> timedelta:
    """1, 2, 4, 8 … seconds, a minute at most."""
    return min(LONGEST_PAUSE, timedelta(seconds=1 << min(tries - 1, 6)))
