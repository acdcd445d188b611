"""The server's own time, which a test may move forward or back."""

import time


class Clock:
    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """Unix seconds as this server sees them."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += seconds
