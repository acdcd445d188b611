"""When a system is away: ask again after growing pauses, a little unevenly, and at full speed once it answers."""

import random
from collections.abc import Callable


class Breaker:
    """Pauses double from `first` to `most` seconds. `now` is monotonic seconds; `jitter` gives numbers from 0 to 1."""

    def __init__(
        self,
        *,
        first: float = 1.0,
        most: float = 60.0,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._first = first
        self._most = most
        self._jitter = jitter
        self._pause = 0.0
        self._until: float | None = None
        self._since: float | None = None

    @property
    def away(self) -> bool:
        """Whether the last thing known is a failure."""
        return self._until is not None

    def failed(self, now: float) -> None:
        """The pause grows; failures of what was under way at the same time count once. Half to all of it is waited."""
        if self.wait(now) > 0:
            return
        self._since = now if self._since is None else self._since
        self._pause = min(self._most, self._pause * 2 or self._first)
        self._until = now + self._pause * (0.5 + 0.5 * self._jitter())

    def worked(self) -> None:
        self._pause, self._until, self._since = 0.0, None, None

    def away_for(self, now: float) -> float:
        """Seconds since the first failure of those that nothing has interrupted; 0: not away."""
        return 0.0 if self._since is None else now - self._since

    def wait(self, now: float) -> float:
        """Seconds to wait before the next try; 0: try."""
        return 0.0 if self._until is None else max(0.0, self._until - now)
