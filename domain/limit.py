"""How often somebody may do something. Every limit but those on codes (`domain/passcode.py`) stands here, by name."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `burst` at once, and `burst` in every `per` after that."""

    burst: int
    per: timedelta

    def take(self, until: datetime | None, *, now: datetime) -> datetime | None:
        """One more, now: the new moment to remember (GCRA), or None when that is too soon."""
        interval = self.per / self.burst
        due = max(until or now, now)
        return due + interval if due <= now + self.per - interval else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Figures of `[limits]` in the configuration.

    `messages`: what is said and pressed in one chat. `notices`: how often a chat over it is told so. `reports`: what
    one person files; a call for help is never counted.
    """

    messages: Limit = Limit(burst=60, per=timedelta(minutes=1))
    notices: Limit = Limit(burst=1, per=timedelta(minutes=1))
    reports: Limit = Limit(burst=20, per=timedelta(days=1))
