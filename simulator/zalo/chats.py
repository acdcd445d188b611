"""One person's chat with one bot, or with the Official Account."""

from dataclasses import dataclass, field

from simulator.shapes import Json
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.people import ZaloAccount


@dataclass(slots=True, eq=False)
class ZaloChat:
    """`spoken`: when the person last wrote or pressed, in Unix seconds, 0 before any; `replies` free since then."""

    account: ZaloAccount
    line: str
    spoken: float = 0.0
    blocked: bool = False
    following: bool = False
    replies: int = 0
    unread: int = 0
    typing_until: float = 0.0
    messages: list[ZaloMessage] = field(default_factory=list)

    def as_json(self, now: float) -> Json:
        return {
            "line": self.line,
            "spoken": self.spoken > 0,
            "blocked": self.blocked,
            "following": self.following,
            "unread": self.unread,
            "typing": self.typing_until > now,
        }
