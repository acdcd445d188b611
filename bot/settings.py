"""The configuration: a TOML file, with the environment on top (`BOT_SECTION__KEY`). An unknown key stops the start."""

import tomllib
from collections.abc import Mapping
from datetime import date, time
from math import ceil
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from channels import (
    sms_esms,
    sms_speedsms,
    sms_stringee,
    sms_telegram_gateway,
    zalo_bot_http,
    zalo_oa_http,
    zalo_oauth,
)

PROVINCE = Path(__file__).parent / "province"
FREE_RATE = 30.0  # messages a second: Telegram's free ceiling for bulk messages
PAID_RATE = 1000.0


class BadConfiguration(Exception):
    """The configuration cannot be used; the message names the key."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TelegramSection(Section):
    token: SecretStr
    api_url: str = "https://api.telegram.org"
    proxy: str | None = None
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr | None = None
    chat_burst: int = Field(default=20, ge=1)

    @field_validator("token")
    @classmethod
    def _well_formed(cls, token: SecretStr) -> SecretStr:
        number, _, rest = token.get_secret_value().partition(":")
        if not (number.isdigit() and len(rest) >= 30):
            raise ValueError("not a bot token: it has the form 123456789:AA…")
        return token


class DatabaseSection(Section):
    url: str = "sqlite:///var/bot.db"

    @property
    def path(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    @field_validator("url")
    @classmethod
    def _sqlite(cls, url: str) -> str:
        if not url.startswith("sqlite:///") or len(url) <= len("sqlite:///"):
            raise ValueError("must be sqlite:///PATH")
        return url


class SecretsSection(Section):
    key: SecretStr
    older_keys: tuple[SecretStr, ...] = ()

    @field_validator("key", "older_keys")
    @classmethod
    def _long_enough(cls, value: Any) -> Any:
        for key in (value,) if isinstance(value, SecretStr) else value:
            key_bytes(key)
        return value


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


Provider = Literal["http", "esms", "speedsms", "stringee", "telegram_gateway", "zns"]


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
    host: str | None = None
    port: int = 587
    username: str | None = None
    password: SecretStr | None = None
    sender: str = "1022@tayninh.example"
    security: Literal["starttls", "tls", "none"] = "starttls"


class OtpSection(Section):
    digits: int = Field(default=6, ge=6, le=8)
    lifetime_seconds: int = Field(default=300, ge=60, le=900)
    tries: int = Field(default=5, ge=1, le=10)
    contact_is_proof: bool = False


class AlertsSection(Section):
    two_person_from_level: int = Field(default=3, ge=1, le=6)
    remind_minutes: int = Field(default=15, ge=1)
    pending_hours: int = Field(default=4, ge=1, le=72)
    head_units: tuple[str, ...] = ()


class ReportsSection(Section):
    """`without_leader` names units by the codes of the tables of agencies and communes."""

    proof_needed: bool = True
    without_leader: tuple[str, ...] = ()
    extra_holidays: tuple[date, ...] = ()
    extra_workdays: tuple[date, ...] = ()


class FilesSection(Section):
    """Where the files of reports are kept: in `folder`, or in the bucket of an S3-compatible store when `s3_url` is
    set."""

    folder: Path = Path("var/files")
    s3_url: str | None = None
    s3_bucket: str = "reports"
    s3_region: str = "us-east-1"
    s3_access_key: SecretStr | None = None
    s3_secret_key: SecretStr | None = None


class BroadcastSection(Section):
    rate: float | None = Field(default=None, gt=0)
    paid: bool = False

    @property
    def ceiling(self) -> float:
        return self.rate or (PAID_RATE if self.paid else FREE_RATE)

    @property
    def reserve(self) -> int:
        """Replies for which the lane makes room within its ceiling: a tenth of a second's messages."""
        return ceil(self.ceiling / 10)


class LimitsSection(Section):
    messages_a_minute: int = Field(default=60, ge=10)
    presses_a_minute: int = Field(default=60, ge=10)
    notice_seconds: int = Field(default=60, ge=1)
    codes_per_chat_a_day: int = Field(default=5, ge=1)
    wrong_codes_per_chat_a_day: int = Field(default=15, ge=1)
    reports_a_day: int = Field(default=20, ge=1)
    data_requests_a_day: int = Field(default=3, ge=1)
    authenticator_tries: int = Field(default=5, ge=1, le=10)
    authenticator_lock_minutes: int = Field(default=15, ge=1)
    code_pause_seconds: int = Field(default=60, ge=1)
    codes_per_number_an_hour: int = Field(default=3, ge=1)
    codes_per_number_a_day: int = Field(default=5, ge=1)
    wrong_codes_per_number_a_day: int = Field(default=10, ge=1)
    codes_per_prefix_an_hour: int = Field(default=20, ge=1)
    codes_an_hour: int = Field(default=2000, ge=1)
    wrong_codes_an_hour: int = Field(default=100, ge=1)


LIMITS_ONCE_IN_OTP: Mapping[str, str] = {
    "pause_seconds": "code_pause_seconds",
    "per_number_an_hour": "codes_per_number_an_hour",
    "per_number_a_day": "codes_per_number_a_day",
    "per_prefix_an_hour": "codes_per_prefix_an_hour",
    "per_chat_a_day": "codes_per_chat_a_day",
    "all_an_hour": "codes_an_hour",
    "failures_an_hour": "wrong_codes_an_hour",
}
"""What stood in `[otp]` before all limits stood in `[limits]`: taken there still, under the new name."""


class RetentionSection(Section):
    at: time = time(2, 30)
    quarantined_days: int = Field(default=30, ge=2)
    codes_days: int = Field(default=2, ge=2)
    invitations_days: int = Field(default=30, ge=1)
    letters_days: int = Field(default=7, ge=2)
    data_requests_days: int = Field(default=730, ge=30)
    deliveries_days: int = Field(default=365, ge=7)
    report_files_days: int = Field(default=730, ge=30)
    report_words_days: int = Field(default=1825, ge=30)
    consents_days: int = Field(default=1825, ge=30)


class AuditSection(Section):
    head_file: Path | None = None
    head_url: str | None = None
    head_token: SecretStr | None = None
    head_mail: tuple[str, ...] = ()


class WebSection(Section):
    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8023, ge=0, le=65535)
    public_url: str | None = None


class ProvinceSection(Section):
    areas: Path = PROVINCE / "areas.json"
    fields: Path = PROVINCE / "fields.json"
    hazards: Path = PROVINCE / "hazards.json"
    timezone: str = "Asia/Ho_Chi_Minh"
    name: str = "1022 Tây Ninh"

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError) as error:
            raise ValueError(f"no time zone is called {name}") from error
        return name


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


class LogsSection(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "text"] = "json"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="BOT_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
    )

    telegram: TelegramSection
    zalo_bot: ZaloBotSection | None = None
    zalo_oa: ZaloOaSection | None = None
    secrets: SecretsSection
    database: DatabaseSection = DatabaseSection()
    sms: SmsSection = SmsSection()
    smtp: SmtpSection = SmtpSection()
    otp: OtpSection = OtpSection()
    alerts: AlertsSection = AlertsSection()
    reports: ReportsSection = ReportsSection()
    files: FilesSection = FilesSection()
    broadcast: BroadcastSection = BroadcastSection()
    limits: LimitsSection = LimitsSection()
    retention: RetentionSection = RetentionSection()
    audit: AuditSection = AuditSection()
    web: WebSection = WebSection()
    province: ProvinceSection = ProvinceSection()
    logs: LogsSection = LogsSection()

    @property
    def rates(self) -> dict[str, float]:
        """Alerts a second, of channels that have a rate of their own."""
        sections = {"zalo_bot": self.zalo_bot, "zalo_oa": self.zalo_oa}
        return {name: section.rate for name, section in sections.items() if section is not None}

    @property
    def prices(self) -> dict[str, int]:
        """What one person told on a channel may cost at most, in đồng."""
        return {"zalo_oa": self.zalo_oa.dearest} if self.zalo_oa else {}

    @model_validator(mode="after")
    def _codes_have_a_template(self) -> "Settings":
        if "zns" in self.sms.chain and (self.zalo_oa is None or self.zalo_oa.code_template is None):
            raise ValueError("sms.provider zns needs zalo_oa.code_template")
        return self

    @model_validator(mode="after")
    def _doors_are_open(self) -> "Settings":
        reachable = self.web.enabled and self.web.public_url
        if self.zalo_bot and self.zalo_bot.mode == "webhook" and not (reachable and self.zalo_bot.webhook_secret):
            raise ValueError("zalo_bot.mode webhook needs web.public_url and zalo_bot.webhook_secret")
        if self.zalo_oa and not reachable:
            raise ValueError("zalo_oa needs web.public_url: its events come by a webhook")
        return self

    @model_validator(mode="before")
    @classmethod
    def _limits_stand_together(cls, document: dict[str, Any]) -> dict[str, Any]:
        otp, limits = document.get("otp"), document.get("limits", {})
        if not isinstance(otp, dict) or not isinstance(limits, dict):
            return document
        moved = {LIMITS_ONCE_IN_OTP[key]: value for key, value in otp.items() if key in LIMITS_ONCE_IN_OTP}
        kept = {key: value for key, value in otp.items() if key not in LIMITS_ONCE_IN_OTP}
        return {**document, "otp": kept, "limits": {**moved, **limits}}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings


def read_settings(file: Path) -> Settings:
    """Raises `BadConfiguration`, naming each key that is unknown, missing or wrong; never its value."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadConfiguration(f"there is no file {file}") from None
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(f"{file} is not TOML: {error}") from None
    return make_settings(document)


def make_settings(document: dict[str, Any]) -> Settings:
    try:
        return Settings(**document)
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors(include_input=False)
        ]
        raise BadConfiguration("; ".join(problems)) from None


def key_bytes(key: SecretStr) -> bytes:
    """The master key: 64 hexadecimal digits (`openssl rand -hex 32`)."""
    try:
        made = bytes.fromhex(key.get_secret_value())
    except ValueError:
        raise ValueError("must be hexadecimal digits, as `openssl rand -hex 32` prints") from None
    if len(made) < 32:
        raise ValueError("needs at least 64 hexadecimal digits")
    return made
