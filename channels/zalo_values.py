"""What stands in Zalo's events, checked where it is taken: texts, moments, links."""

import re
from datetime import UTC, datetime

from yarl import URL

_LINK = re.compile(r"https?://[^\s/]+/\S*")
_LONGEST_LINK = 4096
_DIGITS_MOST = 15
_CENTURY_ENDS = 4_102_444_800_000


def text(value: object) -> str:
    """Raises `ValueError` for what is none, or empty."""
    if type(value) is not str or not value:
        raise ValueError("not a text")
    return value


def link(value: object) -> str:
    """An address that we would fetch a picture from. Raises `ValueError` for any other."""
    address = text(value)
    if len(address) > _LONGEST_LINK or not _LINK.fullmatch(address) or not _opens(address):
        raise ValueError("not a link")
    return address


def _opens(address: str) -> bool:
    try:
        return bool(URL(address).host)
    except ValueError:
        return False


def moment(milliseconds: object) -> datetime | None:
    """Of a Unix time that the Bot Platform writes as a number, the Official Account as a text; None for neither."""
    written = str(milliseconds)
    if not (written.isascii() and written.isdigit()) or len(written) > _DIGITS_MOST or int(written) > _CENTURY_ENDS:
        return None
    return datetime.fromtimestamp(int(written) / 1000, UTC)
