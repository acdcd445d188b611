"""A bot of the Bot Platform: its token, its people, what waits for it, and how much of its plan is used."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from simulator.shapes import Json
from simulator.zalo.chats import ZaloChat
from simulator.zalo.incoming import Incoming

if TYPE_CHECKING:
    from simulator.zalo.webhooks import ZaloWebhook

TOKEN = re.compile(r"([1-9][0-9]{0,17}):[A-Za-z0-9_-]{1,128}")
VIETNAM = timedelta(hours=7)


@dataclass(slots=True, eq=False)
class ZaloBot:
    """`users` are those who count against the plan; `sent` is how many messages went out in a month."""

    id: str
    token: str
    incoming: Incoming
    called: bool = False
    chats: dict[int, ZaloChat] = field(default_factory=dict)
    users: set[int] = field(default_factory=set)
    sent: dict[str, int] = field(default_factory=dict)
    tests: dict[str, int] = field(default_factory=dict)
    webhook: "ZaloWebhook | None" = None

    @property
    def line(self) -> str:
        """What the control API calls a chat with this bot."""
        return self.id

    @property
    def name(self) -> str:
        return f"Bot {self.id[-4:]}"

    def as_me(self) -> Json:
        return {
            "id": self.id,
            "account_name": f"bot.{self.id}",
            "account_type": "BASIC",
            "can_join_groups": False,
            "display_name": self.name,
        }

    def as_json(self) -> Json:
        """For the page."""
        return {
            "id": self.id,
            "name": self.name,
            "token": self.token,
            "webhook": self.webhook.url if self.webhook else "",
            "polling": self.incoming.polling,
            "pending": len(self.incoming.waiting),
            "lost": self.incoming.lost,
            "users": len(self.users),
            "sent": sum(self.sent.values()),
        }


def month_of(now: float) -> str:
    """The calendar month in Việt Nam."""
    return f"{datetime.fromtimestamp(now, UTC) + VIETNAM:%Y-%m}"


def day_of(now: float) -> str:
    """The calendar day in Việt Nam."""
    return f"{datetime.fromtimestamp(now, UTC) + VIETNAM:%Y-%m-%d}"
