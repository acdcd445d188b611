"""How much came, how fast, and how much this process could have taken."""

import os
import time
from collections import Counter
from pathlib import Path

from simulator.shapes import Json

KEPT_SECONDS = 600
STATM = Path("/proc/self/statm")


class Stats:
    def __init__(self) -> None:
        self.reset()
        self.in_flight = 0

    def reset(self) -> None:
        self.accepted = 0
        self.refused = 0
        self.by_method: Counter[str] = Counter()
        self.by_error: Counter[str] = Counter()
        self.per_second: dict[int, int] = {}
        self.worst = 0
        self.first: float | None = None
        self.last: float | None = None
        self.peak_in_flight = 0
        self.cpu_at_reset = time.process_time()

    def began(self) -> None:
        self.in_flight += 1
        if self.in_flight > self.peak_in_flight:
            self.peak_in_flight = self.in_flight

    def ended(self) -> None:
        self.in_flight -= 1

    def accept(self, method: str, now: float) -> None:
        self.accepted += 1
        self.by_method[method] += 1
        if self.first is None:
            self.first = now
        self.last = now
        second = int(now)
        count = self.per_second.get(second, 0) + 1
        self.per_second[second] = count
        if count > self.worst:
            self.worst = count
        if count == 1 and len(self.per_second) > KEPT_SECONDS:
            del self.per_second[next(iter(self.per_second))]

    def refuse(self, status: int) -> None:
        self.refused += 1
        self.by_error[str(status)] += 1

    def as_json(self) -> Json:
        lasted = (self.last or 0.0) - (self.first or 0.0)
        cpu = time.process_time() - self.cpu_at_reset
        seconds = list(self.per_second.items())
        return {
            "time": time.time(),
            "accepted": self.accepted,
            "refused": self.refused,
            "by_method": dict(self.by_method),
            "by_error": dict(self.by_error),
            "per_second": [list(pair) for pair in seconds],
            "worst_second": self.worst,
            "last_second": seconds[-1][1] if seconds else 0,
            "first": self.first,
            "last": self.last,
            "rate": round(self.accepted / lasted, 1) if lasted > 0 else 0.0,
            "in_flight": self.in_flight,
            "peak_in_flight": self.peak_in_flight,
            "ceiling": round(self.accepted / cpu, 1) if cpu > 0.01 else 0.0,
            "memory_mb": round(memory_mb(), 1),
        }


def memory_mb() -> float:
    """What this process holds in memory now; 0 where the system does not say."""
    if not STATM.exists():
        return 0.0
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
