"""How far a broadcast has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

OUTCOMES = ("told", "blocked", "gone", "failed", "unknown", "expired", "stopped")
"""What can become of a person's copy: exactly one of these, once it is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """People by what became of their copy; `expected` as counted before the approval.

    `blocked`: they have shut us out, and may let us in again; `gone`: there is no such chat any more. `unknown`: nobody
    knows whether they got it. `expired`: the alert ended before their turn; `stopped`: it was stopped before, or they
    had stopped following.
    """

    expected: int
    told: int
    blocked: int
    gone: int
    failed: int
    unknown: int
    expired: int
    stopped: int
    began_at: datetime | None

    @property
    def people(self) -> dict[str, int]:
        """By outcome."""
        return {outcome: getattr(self, outcome) for outcome in OUTCOMES}

    @property
    def settled(self) -> int:
        return sum(self.people.values())

    @property
    def share(self) -> float:
        """0 to 1; people who joined after the count do not make it more."""
        return min(1.0, self.settled / self.expected) if self.expected else 1.0

    def left(self, now: datetime) -> timedelta:
        """How long the rest takes at the pace so far; zero while that cannot be told."""
        if self.began_at is None or not self.settled or self.share >= 1:
            return timedelta()
        return (now - self.began_at) * ((1 - self.share) / self.share)
