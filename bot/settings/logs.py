"""`[logs]`: how much the log says, and in what form."""

from typing import Literal

from bot.settings.section import Section


class LogsSection(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "text"] = "json"
