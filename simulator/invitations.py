"""Invite links of groups and channels, and those who ask to be let in by one."""

import random
import string
from dataclasses import dataclass, field

from simulator.shapes import Json

LETTERS = string.ascii_letters + string.digits


@dataclass(slots=True)
class InviteLink:
    url: str
    creator: Json
    name: str = ""
    primary: bool = False
    revoked: bool = False
    asks: bool = False
    expires: int = 0
    limit: int = 0
    joined: int = 0
    waiting: set[int] = field(default_factory=set)

    def spent(self, now: float) -> bool:
        over = bool(self.expires) and now >= self.expires
        return self.revoked or over or (bool(self.limit) and self.joined >= self.limit)

    def as_json(self) -> Json:
        shown: Json = {
            "invite_link": self.url,
            "creator": self.creator,
            "creates_join_request": self.asks,
            "is_primary": self.primary,
            "is_revoked": self.revoked,
        }
        more = {"name": self.name, "expire_date": self.expires, "member_limit": self.limit}
        more["pending_join_request_count"] = len(self.waiting)
        return shown | {name: value for name, value in more.items() if value}


def new_link(creator: Json, **facts: str | int | bool) -> InviteLink:
    code = "".join(random.choices(LETTERS, k=16))  # noqa: S311 - it guards nothing
    return InviteLink(f"https://t.me/+{code}", creator, **facts)  # type: ignore[arg-type]
