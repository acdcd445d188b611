"""A bot as the server knows it: token, names, commands, menu buttons, updates, and the presses it has to answer."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.chats import Chat
from simulator.shapes import Json
from simulator.updates import PRESS_SECONDS, Updates

if TYPE_CHECKING:
    from simulator.inline import InlineQuery
    from simulator.payments import Checkout, Payment
    from simulator.webhooks import Webhook

TOKEN = re.compile(r"([1-9][0-9]{0,15}):[A-Za-z0-9_-]{1,64}")


@dataclass(slots=True)
class Press:
    """A button that a person pressed; it can be answered for 150 seconds."""

    id: str
    time: float
    person: int
    chat: int
    message_id: int
    data: str
    answer: Json | None = None

    def too_old(self, now: float) -> bool:
        return now - self.time > PRESS_SECONDS


@dataclass(slots=True)
class Bot:
    id: int
    token: str
    updates: Updates
    called: bool = False
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, int, int, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    rights: dict[bool, Json] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    inline_queries: dict[str, "InlineQuery"] = field(default_factory=dict)
    checkouts: dict[str, "Checkout"] = field(default_factory=dict)
    payments: dict[str, "Payment"] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    last_message_id: int = 0
    webhook: "Webhook | None" = None

    @property
    def username(self) -> str:
        return f"bot{self.id}_bot"

    @property
    def name(self) -> str:
        return self.names.get("", f"Bot {self.id}")

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def as_me(self) -> Json:
        return self.as_user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def as_json(self) -> Json:
        """For the page."""
        return {
            "id": self.id,
            "username": self.username,
            "name": self.name,
            "description": self.descriptions.get("", ""),
            "short_description": self.short_descriptions.get("", ""),
            "token": self.token,
            "webhook": self.webhook.url if self.webhook else "",
            "pending": len(self.updates.waiting),
            "polling": self.updates.polling,
        }
