"""`[web]`: where health, figures and webhooks answer, and under which address the world reaches them."""

from pydantic import Field, field_validator

from bot.settings.section import Section


class WebSection(Section):
    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8023, ge=0, le=65535)
    public_url: str | None = None

    @property
    def address(self) -> str | None:
        """Where the world reaches us, without a slash at its end; None where it cannot."""
        return self.public_url if self.enabled else None

    @field_validator("public_url")
    @classmethod
    def _paths_follow(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("https://", "http://")):
            raise ValueError("must be an address such as https://1022.example.vn")
        return url.rstrip("/") if url else None
