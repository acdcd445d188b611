"""`[telegram]` and `[broadcast]`: the bot's account on Telegram, and how fast it may tell people there."""

import re
from math import ceil
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from bot.settings.section import Section
from channels.telegram_http import TELEGRAM

FREE_RATE = 30.0  # messages a second: Telegram's free ceiling for bulk messages
PAID_RATE = 1000.0

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class TelegramSection(Section):
    """`chat_burst` is how many messages one chat may get in a row before they are paced."""

    token: SecretStr
    api_url: str = TELEGRAM
    proxy: str | None = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr | None = None
    chat_burst: int = Field(default=20, ge=1)

    @field_validator("webhook_secret")
    @classmethod
    def _sayable(cls, secret: SecretStr | None) -> SecretStr | None:
        """As Telegram's `setWebhook` takes it."""
        if secret and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("must be 1 to 256 of the characters A-Z, a-z, 0-9, _ and -")
        return secret

    @field_validator("token")
    @classmethod
    def _well_formed(cls, token: SecretStr) -> SecretStr:
        number, _, rest = token.get_secret_value().partition(":")
        if not (number.isdigit() and len(rest) >= 30):
            raise ValueError("not a bot token: it has the form 123456789:AA…")
        return token


class BroadcastSection(Section):
    """`rate` is in messages a second; without one it is Telegram's ceiling, the `paid` or the free one."""

    rate: float | None = Field(default=None, gt=0)
    paid: bool = False

    @property
    def ceiling(self) -> float:
        return self.rate or (PAID_RATE if self.paid else FREE_RATE)

    @property
    def reserve(self) -> int:
        """Replies for which the lane makes room within its ceiling: a tenth of a second's messages."""
        return ceil(self.ceiling / 10)
