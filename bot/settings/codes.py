"""`[otp]`, `[sms]` and `[smtp]`: one-time codes, and the gateways that bring them."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator

from bot.settings.section import Section
from channels import sms_esms, sms_speedsms, sms_stringee, sms_telegram_gateway

Provider = Literal["http", "esms", "speedsms", "stringee", "telegram_gateway", "zns"]


class OtpSection(Section):
    digits: int = Field(default=6, ge=6, le=8)
    lifetime_seconds: int = Field(default=300, ge=60, le=900)
    tries: int = Field(default=5, ge=1, le=10)
    contact_is_proof: bool = False


class EsmsSection(Section):
    url: str = sms_esms.URL
    key: SecretStr
    secret: SecretStr
    brand: str
    sandbox: bool = False


class SpeedSmsSection(Section):
    url: str = sms_speedsms.URL
    token: SecretStr
    brand: str


class StringeeSection(Section):
    url: str = sms_stringee.URL
    key: str
    secret: SecretStr
    brand: str


class TelegramGatewaySection(Section):
    url: str = sms_telegram_gateway.URL
    token: SecretStr


class SmsSection(Section):
    """`provider` is one gateway or several in order: the next is asked when one has said a clear no."""

    provider: Provider | tuple[Provider, ...] = "http"
    esms: EsmsSection | None = None
    speedsms: SpeedSmsSection | None = None
    stringee: StringeeSection | None = None
    telegram_gateway: TelegramGatewaySection | None = None
    url: str = "http://127.0.0.1:8081/sms"
    method: Literal["POST", "GET", "PUT"] = "POST"
    headers: dict[str, str] = {}
    body: str | None = None
    accepted_path: str | None = None
    accepted_value: str | None = None

    @property
    def chain(self) -> tuple[str, ...]:
        return (self.provider,) if isinstance(self.provider, str) else self.provider

    @model_validator(mode="after")
    def _all_there(self) -> "SmsSection":
        for name in self.chain:
            if name not in ("http", "zns") and getattr(self, name) is None:
                raise ValueError(f"provider {name} needs a section [sms.{name}]")
        if not self.chain or len(set(self.chain)) != len(self.chain):
            raise ValueError("provider must name each gateway once, and one at least")
        return self


class SmtpSection(Section):
    """Without a `host` no code goes by e-mail."""

    host: str | None = None
    port: int = 587
    username: str | None = None
    password: SecretStr | None = None
    sender: str = "1022@tayninh.example"
    security: Literal["starttls", "tls", "none"] = "starttls"
