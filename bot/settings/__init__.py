"""The configuration: a TOML file, with the environment on top (`BOT_SECTION__KEY`). An unknown key stops the start."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.codes import OtpSection, SmsSection, SmtpSection
from bot.settings.keeping import AuditSection, DatabaseSection, FilesSection, RetentionSection, SecretsSection
from bot.settings.limits import LimitsSection, together
from bot.settings.logs import LogsSection
from bot.settings.province import AlertsSection, ProvinceSection, ReportsSection
from bot.settings.section import BadConfiguration
from bot.settings.telegram import BroadcastSection, TelegramSection
from bot.settings.web import WebSection
from bot.settings.zalo import ZaloBotSection, ZaloOaSection


class Settings(BaseSettings):
    """The sections of the file, each by its name, and the rules that more than one of them takes part in."""

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

    @model_validator(mode="before")
    @classmethod
    def _limits_stand_together(cls, document: dict[str, Any]) -> dict[str, Any]:
        return together(document)

    @model_validator(mode="after")
    def _codes_have_a_template(self) -> "Settings":
        if "zns" in self.sms.chain and (self.zalo_oa is None or self.zalo_oa.code_template is None):
            raise ValueError("sms.provider zns needs zalo_oa.code_template")
        return self

    @model_validator(mode="after")
    def _doors_are_open(self) -> "Settings":
        for name, section in (("telegram", self.telegram), ("zalo_bot", self.zalo_bot)):
            if section and section.mode == "webhook" and not (self.web.address and section.webhook_secret):
                raise ValueError(f"{name}.mode webhook needs web.public_url and {name}.webhook_secret")
        if self.zalo_oa and not self.web.address:
            raise ValueError("zalo_oa needs web.public_url: its events come by a webhook")
        return self

    @model_validator(mode="after")
    def _heads_can_be_mailed(self) -> "Settings":
        if self.audit.head_mail and not self.smtp.host:
            raise ValueError("audit.head_mail needs smtp.host")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file; there is no third source."""
        return env_settings, init_settings


def read_settings(file: Path) -> Settings:
    """Raises `BadConfiguration`, naming each key that is unknown, missing or wrong; never its value."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8-sig"))  # editors on Windows begin it with a mark
    except FileNotFoundError:
        raise BadConfiguration(f"there is no file {file}") from None
    except OSError as error:
        raise BadConfiguration(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadConfiguration(f"{file} is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(f"{file} is not TOML: {error}") from None
    return make_settings(document)


def make_settings(document: dict[str, Any]) -> Settings:
    """Of what a file says, with the environment on top. Raises `BadConfiguration`, as `read_settings` does."""
    try:
        return Settings(**document)
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors(include_input=False)
        ]
        raise BadConfiguration("; ".join(problems)) from None
