"""Log lines: structured, one a line, and free of numbers, codes, names, message bodies and the token.

We log facts of our own choosing only. What libraries write goes through the same scrubber, for the day that one of them
puts an address into an error.
"""

import logging
import re
import sys
from typing import Any

import structlog

_SECRETS = (
    (re.compile(r"\b\d{6,20}:[A-Za-z0-9_-]{30,}"), "<token>"),
    (re.compile(r"(?<![\w.])\+?84\d{9}\b|\b0[35789]\d{8}\b"), "<phone>"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "<mail>"),
)
_QUIET = ("httpx", "httpcore", "telegram", "aiohttp.access", "aiosqlite", "apscheduler", "yoyo", "asyncio")


def set_up(*, level: str, form: str) -> None:
    """Everything goes to standard error, as JSON or as text for people."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        scrub,
    ]
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if form == "text":
        render = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, scrub, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def scrub(logger: Any, method: str, event: Any) -> Any:
    """Take out of every text what looks like a token, a phone number or an e-mail address."""
    return {key: _scrubbed(value) if isinstance(value, str) else value for key, value in event.items()}


def _scrubbed(text: str) -> str:
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text
