"""An Official Account: its keys, its chats, its webhook, and the window in which it answers for nothing."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.shapes import Json
from simulator.zalo.bots import month_of
from simulator.zalo.chats import ZaloChat
from simulator.zalo.incoming import Incoming
from simulator.zalo.manner import Manner
from simulator.zalo.oauth import Keys

if TYPE_CHECKING:
    from simulator.zalo.oa_webhook import OaWebhook

LINE = "oa"
WEEK = 7 * 24 * 3600


@dataclass(slots=True, eq=False)
class OfficialAccount:
    """`secret` signs the webhook; `sent` counts what the plan paid for, by month."""

    keys: Keys
    incoming: Incoming
    manner: Manner
    id: str = "4318657068771012646"
    name: str = "1022 Tây Ninh"
    secret: str = "oa-secret-of-1022"  # noqa: S105 - it guards nothing
    chats: dict[int, ZaloChat] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    shared: dict[int, Json] = field(default_factory=dict)
    webhook: "OaWebhook | None" = None

    @property
    def line(self) -> str:
        """What the control API calls a chat with the Official Account."""
        return LINE

    def free(self, chat: ZaloChat, now: float) -> int:
        """How many replies to the person are still free."""
        if now - chat.spoken > self.manner.reply_hours * 3600:
            return 0
        return max(0, self.manner.free_replies - chat.replies)

    def left(self, now: float) -> int | None:
        """What is left of the month's plan; None when it has no end."""
        if self.manner.oa_messages is None:
            return None
        return max(0, self.manner.oa_messages - self.sent.get(month_of(now), 0))

    def as_json(self) -> Json:
        keys = self.keys
        return {
            "id": self.id,
            "name": self.name,
            "app_id": keys.app_id,
            "secret_key": keys.secret_key,
            "oa_secret": self.secret,
            "refresh_token": keys.refresh_token,
            "refreshed": keys.refreshed,
            "webhook": self.webhook.url if self.webhook else "",
            "pending": len(self.incoming.waiting),
            "sent": sum(self.sent.values()),
        }
