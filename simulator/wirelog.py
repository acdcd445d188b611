"""What went over the wire: the last calls with their answers, sampled when there are many."""

import itertools
from collections import deque
from typing import Any

from simulator.shapes import Json

KEPT = 2000
SAMPLED_ABOVE = 50
CUT = 2000


class WireLog:
    def __init__(self) -> None:
        self.entries: deque[Json] = deque(maxlen=KEPT)
        self.fresh: deque[Json] = deque(maxlen=25)
        self.numbers = itertools.count(1)
        self.total = 0
        self.second = 0
        self.this_second = 0

    def admits(self, now: float) -> bool:
        """Counts a call, and says whether it is among those that are kept."""
        self.total += 1
        if int(now) != self.second:
            self.second, self.this_second = int(now), 0
        self.this_second += 1
        return self.this_second <= SAMPLED_ABOVE

    def note(self, entry: Json) -> None:
        entry = {
            "n": next(self.numbers),
            **entry,
            "params": shortened(entry["params"]),
            "answer": shortened(entry["answer"]),
        }
        self.entries.append(entry)
        self.fresh.append(entry)

    def search(
        self, *, after: int = 0, limit: int = 100, method: str | None = None, chat: int | None = None
    ) -> list[Json]:
        found = [
            entry
            for entry in self.entries
            if entry["n"] > after
            and (method is None or entry["method"].lower() == method.lower())
            and (chat is None or entry["chat"] == chat)
        ]
        return found[-limit:]

    def take_fresh(self) -> list[Json]:
        fresh = list(self.fresh)
        self.fresh.clear()
        return fresh


def shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= CUT else value[:CUT] + "…"
    if isinstance(value, dict):
        return {key: shortened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shortened(inner) for inner in value[:100]]
    return value
