"""How far a broadcast has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """People by what became of their copy; `expected` as counted before the approval."""

    expected: int
    told: int
    gone: int
    failed: int
    unknown: int
    expired: int
    began_at: datetime | None

    @property
    def settled(self) -> int:
        return self.told + self.gone + self.failed + self.unknown + self.expired

    @property
    def share(self) -> float:
        """0 to 1; people who joined after the count do not make it more."""
        return min(1.0, self.settled / self.expected) if self.expected else 1.0

    def left(self, now: datetime) -> timedelta:
        """How long the rest takes at the pace so far; zero while that cannot be told."""
        if self.began_at is None or not self.settled or self.share >= 1:
            return timedelta()
        return (now - self.began_at) * ((1 - self.share) / self.share)
