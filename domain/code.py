"""Codes that people read aloud and copy by hand: `TN-7K3F-92`. A slip of the pen or of the ear is noticed, not obeyed.

31 signs, a prime: the digits and letters without 0, 1, I, L and O, which are taken for each other. Five signs are
random (28.6 million codes a prefix), the sixth makes the weighted sum divisible by 31. With the weights 1 to 6, all
different and none 0 modulo 31, every single wrong sign and every swap of two signs changes the sum.
"""

import re
import unicodedata
from collections.abc import Collection

from domain.refused import Refused
from domain.wording import ascii_digits, seen

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_SIGNS = 5
CODES = len(SIGNS) ** RANDOM_SIGNS
"""How many codes one prefix has."""

_CHECK_WEIGHT = RANDOM_SIGNS + 1
_BETWEEN = re.compile(r"[\s._\u2010-\u2015\u2212-]+")
_MOST_TYPED = 64


def make_code(prefix: str, entropy: int) -> str:
    """A code from a random number, to be drawn evenly below `CODES`; a larger one is taken modulo `CODES`.

    `prefix` is one or more of A-Z; anything else is a `ValueError`.
    """
    if not re.fullmatch("[A-Z]+", prefix):
        raise ValueError(f"a code's prefix is letters A-Z, not {prefix!r}")
    values = []
    for _ in range(RANDOM_SIGNS):
        entropy, value = divmod(entropy, len(SIGNS))
        values.append(value)
    check = -_weighted(values) * pow(_CHECK_WEIGHT, -1, len(SIGNS)) % len(SIGNS)
    return _written(prefix, "".join(SIGNS[value] for value in [*values, check]))


def read_code(text: str, *, prefixes: Collection[str]) -> str:
    """The code in its written form from whatever was typed: any case, dashes, spaces or none. The prefix may be left
    out where there is only one.

    Raises `Refused`, with `seen`: `code.mistyped` when the check sign says so, else `code.unreadable`.
    """
    compact = _compact(text)
    body = compact[-RANDOM_SIGNS - 1 :]
    prefix = compact[: -RANDOM_SIGNS - 1] or (next(iter(prefixes)) if len(prefixes) == 1 else "")
    if prefix not in prefixes or len(body) != RANDOM_SIGNS + 1 or not set(body) <= set(SIGNS):
        raise Refused("code.unreadable", seen=seen(text))
    if _weighted([SIGNS.index(sign) for sign in body]) % len(SIGNS):
        raise Refused("code.mistyped", seen=seen(text))
    return _written(prefix, body)


def is_like_code(text: str, *, prefix: str) -> bool:
    """Whether nothing but a code seems to have been typed, its prefix included; it may be mistyped."""
    compact = _compact(text)
    return compact.startswith(prefix) and len(compact) == len(prefix) + RANDOM_SIGNS + 1


def _compact(text: str) -> str:
    if len(text) > _MOST_TYPED:
        return ""
    typed = _BETWEEN.sub("", ascii_digits(unicodedata.normalize("NFKC", text)))
    return typed.upper() if typed.isascii() else ""


def _weighted(values: Collection[int]) -> int:
    return sum(weight * value for weight, value in enumerate(values, start=1))


def _written(prefix: str, signs: str) -> str:
    return f"{prefix}-{signs[:4]}-{signs[4:]}"
