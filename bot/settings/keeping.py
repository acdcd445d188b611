"""`[database]`, `[secrets]`, `[files]`, `[retention]`, `[audit]`: what is kept, where, under which key and how long."""

from datetime import time
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, field_validator, model_validator

from bot.settings.section import Section

LONGEST = 365_000  # days: so long ago there was a year to name


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
    """`key` seals what is new; `older_keys` still open what they sealed, until `rotate-key` is done."""

    key: SecretStr
    older_keys: tuple[SecretStr, ...] = ()

    @field_validator("key", "older_keys")
    @classmethod
    def _long_enough(cls, value: Any) -> Any:
        for key in (value,) if isinstance(value, SecretStr) else value:
            key_bytes(key)
        return value


class FilesSection(Section):
    """Where the files of reports are kept: in `folder`, or in the bucket of an S3-compatible store when `s3_url` is
    set."""

    folder: Path = Path("var/files")
    s3_url: str | None = None
    s3_bucket: str = "reports"
    s3_region: str = "us-east-1"
    s3_access_key: SecretStr | None = None
    s3_secret_key: SecretStr | None = None

    @model_validator(mode="after")
    def _bucket_has_keys(self) -> "FilesSection":
        if self.s3_url and not (self.s3_access_key and self.s3_secret_key):
            raise ValueError("s3_url needs s3_access_key and s3_secret_key")
        return self


class RetentionSection(Section):
    """`at` is the province's local time."""

    at: time = time(2, 30)
    quarantined_days: int = Field(default=30, ge=2, le=LONGEST)
    codes_days: int = Field(default=2, ge=2, le=LONGEST)
    invitations_days: int = Field(default=30, ge=1, le=LONGEST)
    letters_days: int = Field(default=7, ge=2, le=LONGEST)
    data_requests_days: int = Field(default=730, ge=30, le=LONGEST)
    deliveries_days: int = Field(default=365, ge=7, le=LONGEST)
    report_files_days: int = Field(default=730, ge=30, le=LONGEST)
    report_words_days: int = Field(default=1825, ge=30, le=LONGEST)
    consents_days: int = Field(default=1825, ge=30, le=LONGEST)


class AuditSection(Section):
    """The places outside the database where the audit's head is noted."""

    head_file: Path | None = None
    head_url: str | None = None
    head_token: SecretStr | None = None
    head_mail: tuple[str, ...] = ()


def key_bytes(key: SecretStr) -> bytes:
    """The master key: 64 hexadecimal digits (`openssl rand -hex 32`)."""
    try:
        made = bytes.fromhex(key.get_secret_value())
    except ValueError:
        raise ValueError("must be hexadecimal digits, as `openssl rand -hex 32` prints") from None
    if len(made) < 32:
        raise ValueError("needs at least 64 hexadecimal digits")
    return made
