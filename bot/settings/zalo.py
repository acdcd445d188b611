"""`[zalo_bot]` and `[zalo_oa]`: the two ways to be on Zalo. Neither is there unless its section is."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator

from bot.settings.section import Section
from channels import zalo_bot_http, zalo_oa_http, zalo_oauth


class ZaloBotSection(Section):
    """The Zalo Bot Platform; without the section the bot does not speak there."""

    token: SecretStr
    api_url: str = zalo_bot_http.ZALO
    proxy: str | None = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr | None = Field(default=None, min_length=8, max_length=256)
    rate: float = Field(default=10.0, gt=0)

    @field_validator("token")
    @classmethod
    def _well_formed(cls, token: SecretStr) -> SecretStr:
        number, _, rest = token.get_secret_value().partition(":")
        if not (number.isdigit() and rest):
            raise ValueError("not a Zalo bot token: it has the form 123456789:abc…")
        return token


class ZaloOaSection(Section):
    """An Official Account of Zalo; without the section the bot does not speak there. Prices are in đồng."""

    app_id: str = Field(min_length=1)
    app_secret: SecretStr = Field(min_length=1)
    refresh_token: SecretStr = Field(min_length=1)
    webhook_secret: SecretStr = Field(min_length=1)
    appsecret_proof: bool = False
    api_url: str = zalo_oa_http.OPENAPI
    oauth_url: str = zalo_oauth.ZALO
    zns_url: str = zalo_oa_http.ZNS
    proxy: str | None = None
    rate: float = Field(default=20.0, gt=0)
    code_template: str | None = None
    code_blank: str = "otp"
    alert_template: str | None = None
    alert_blank: str = "headline"
    paid_messages: bool = False
    message_price: int = Field(default=55, ge=0)
    template_price: int = Field(default=200, ge=0)

    @property
    def dearest(self) -> int:
        """What one person on the account may cost at most, in đồng."""
        prices = (self.paid_messages and self.message_price, self.alert_template and self.template_price)
        return max(int(price or 0) for price in prices)
