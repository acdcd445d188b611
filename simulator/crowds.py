"""Chats that exist and cost nothing: a range of ids, one byte for each, and counters for each part of the range."""

import itertools
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from simulator.shapes import Json

SPREAD = 1_000_003
OFTEN = 255


@dataclass(slots=True)
class Bucket:
    key: str
    first: int
    count: int
    received: int = 0
    reached: int = 0
    told: int = 0

    def as_json(self) -> Json:
        return {name: getattr(self, name) for name in ("key", "first", "count", "received", "reached")}


@dataclass(slots=True, eq=False)
class Crowd:
    id: int
    first: int
    count: int
    label: str | None = None
    blocked: float = 0.0
    deactivated: float = 0.0
    buckets: list[Bucket] = field(default_factory=list)
    received: int = 0
    reached: int = 0
    twice: int = 0
    refused: int = 0
    tallies: bytearray = field(default_factory=bytearray)
    homes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tallies = bytearray(self.count)

    def state(self, chat_id: int) -> str:
        """`blocked`, `deactivated` or `active`: the same for the same chat at any time, and spread evenly."""
        if not self.blocked and not self.deactivated:
            return "active"
        share = ((chat_id - self.first) * 7919 + 104_729) % SPREAD / SPREAD
        if share < self.blocked:
            return "blocked"
        return "deactivated" if share < self.blocked + self.deactivated else "active"

    def receive(self, chat_id: int) -> None:
        at = chat_id - self.first
        before = self.tallies[at]
        self.received += 1
        if before == 0:
            self.reached += 1
        elif before == 1:
            self.twice += 1
        if before < OFTEN:
            self.tallies[at] = before + 1
        if self.buckets:
            self.credit(at, new=before == 0)

    def credit(self, at: int, *, new: bool) -> None:
        bucket = self.bucket_of(at)
        if bucket is not None:
            bucket.received += 1
            bucket.reached += new

    def bucket_of(self, at: int) -> Bucket | None:
        place = bisect_right(self.homes, at) - 1
        if place < 0:
            return None
        bucket = self.buckets[place]
        return bucket if self.first + at < bucket.first + bucket.count else None

    def reset(self) -> None:
        self.tallies = bytearray(self.count)
        self.received = self.reached = self.twice = self.refused = 0
        for bucket in self.buckets:
            bucket.received = bucket.reached = bucket.told = 0

    def delta(self) -> dict[str, int]:
        """What each bucket received since this was last asked."""
        news = {bucket.key: bucket.received - bucket.told for bucket in self.buckets if bucket.received > bucket.told}
        for bucket in self.buckets:
            bucket.told = bucket.received
        return news

    def as_json(self) -> Json:
        names = ("id", "first", "count", "label", "blocked", "deactivated", "received", "reached", "twice", "refused")
        return {name: getattr(self, name) for name in names} | {
            "buckets": [bucket.as_json() for bucket in self.buckets]
        }


class Everyone(Crowd):
    """Every positive chat id there is; only those that were written to take room."""

    def __init__(self) -> None:
        super().__init__(0, 1, 0, "everyone")
        self.count = 2**52 - 1
        self.times: dict[int, int] = {}

    def receive(self, chat_id: int) -> None:
        before = self.times.get(chat_id, 0)
        self.times[chat_id] = before + 1
        self.received += 1
        self.reached += before == 0
        self.twice += before == 1

    def reset(self) -> None:
        self.times.clear()
        self.received = self.reached = self.twice = self.refused = 0


class Crowds:
    def __init__(self) -> None:
        self.all: dict[int, Crowd] = {}
        self.numbers = itertools.count(1)
        self.everyone: Everyone | None = None

    def open_to_everyone(self) -> None:
        self.everyone = self.all[0] = Everyone()

    def add(
        self,
        *,
        first: int,
        count: int,
        label: str | None = None,
        buckets: list[dict[str, Any]] | None = None,
        blocked: float = 0.0,
        deactivated: float = 0.0,
    ) -> Crowd:
        crowd = Crowd(next(self.numbers), first, count, label, blocked, deactivated)
        begins = first
        for bucket in buckets or []:
            crowd.buckets.append(Bucket(str(bucket["key"]), begins, int(bucket["count"])))
            crowd.homes.append(begins - first)
            begins += int(bucket["count"])
        self.all[crowd.id] = crowd
        return crowd

    def find(self, chat_id: int) -> Crowd | None:
        for crowd in self.all.values():
            if crowd is not self.everyone and crowd.first <= chat_id < crowd.first + crowd.count:
                return crowd
        return self.everyone
