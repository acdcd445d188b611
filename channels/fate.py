"""What becomes of a message that did not go: again, later, never, or nobody knows."""

from enum import StrEnum


class Fate(StrEnum):
    """What a failed send means. Everything but UNKNOWN is certain that nothing was delivered."""

    AGAIN = "again"  # never reached the other side, or it said "not now": try again
    THROTTLED = "throttled"  # "not before retry_after": try again then, and slow down
    UNKNOWN = "unknown"  # it may have been delivered: the kind of message decides
    BLOCKED = "blocked"  # this recipient has shut us out, until they let us in again
    GONE = "gone"  # this recipient, for good: deactivated, thrown out, no such chat
    SHUT = "shut"  # this recipient may not be written to now (a window that is over, a quota): only another way helps
    MOVED = "moved"  # the chat has a new address: once more, there
    CONTENT = "content"  # the message itself is refused, so for everyone
    STALE = "stale"  # what it was about is past (an old press, an edit that changes nothing): done
    FATAL = "fatal"  # the channel refuses us altogether (token, second instance): stop and call someone


class NotSent(Exception):
    """A message did not go. `reason`: the other side's words, no address, no token; `retry_after` in seconds."""

    def __init__(
        self, fate: Fate, reason: str, *, retry_after: float | None = None, moved_to: str | None = None
    ) -> None:
        super().__init__(f"{fate}: {reason}")
        self.fate = fate
        self.reason = reason
        self.retry_after = retry_after
        self.moved_to = moved_to
