"""`[web]`: where health, figures and webhooks answer, and under which address the world reaches them."""

from pydantic import Field

from bot.settings.section import Section


class WebSection(Section):
    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8023, ge=0, le=65535)
    public_url: str | None = None
