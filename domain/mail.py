"""E-mail addresses: what a person types becomes one form that mail servers take, or is refused.

Stricter than RFC 5321 on purpose: no quoted names, no address literals, ASCII only. Whoever types a letter with marks
has almost always left the Vietnamese keyboard on.
"""

import re
import unicodedata

from domain.refused import Refused
from domain.wording import clean, seen

_MOST_NAME, _MOST_ADDRESS = 64, 254
"""RFC 5321 §4.5.3.1, and RFC 3696 erratum 1690, in octets."""

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})")
_MOST_TYPED = 400


def parse_mail(text: str) -> str:
    """The address, trimmed, its domain in lower case (RFC 5321 §2.4 leaves the name's case to its own server).

    Raises `Refused("mail.unreadable", seen=…)`.
    """
    typed = clean(text) if len(text) <= _MOST_TYPED else ""
    name, _, domain = typed.partition("@")
    domain = unicodedata.normalize("NFKC", domain).lower()
    address = f"{name}@{domain}"
    if len(name) > _MOST_NAME or len(address) > _MOST_ADDRESS:
        raise Refused("mail.unreadable", seen=seen(text))
    if not (_NAME.fullmatch(name) and _DOMAIN.fullmatch(domain)):
        raise Refused("mail.unreadable", seen=seen(text))
    return address


def mask_mail(address: str) -> str:
    """Enough for its owner to know it: `h***@example.vn`."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain}"
