"""The people who have Zalo, and the names that Zalo gives them.

The Bot Platform knows somebody by 20 hexadecimal digits, an Official Account by 19 decimal ones; neither says the
phone number. Here each has a small number too, by which the control API and the journal name them.
"""

import hashlib
from dataclasses import dataclass

FIRST_NUMBER = 2001
CROWD_HEX = "c"
CROWD_DECIMAL = "7"


@dataclass(slots=True)
class ZaloAccount:
    """`protected`: a child, or somebody protected by law, whose messages come to bots without their content."""

    number: int
    name: str
    phone: str | None = None
    protected: bool = False
    takes_zns: bool = True

    @property
    def id(self) -> str:
        """What bots call this person."""
        return f"6{hashlib.blake2b(f'bot {self.number}'.encode(), digest_size=10).hexdigest()[1:]}"

    @property
    def user_id(self) -> str:
        """What the Official Account calls this person."""
        digest = hashlib.blake2b(f"oa {self.number}".encode(), digest_size=8).digest()
        return f"2{int.from_bytes(digest) % 10**18:018d}"


def crowd_id(number: int) -> str:
    """What bots call the member of a crowd."""
    return f"{CROWD_HEX}{number:019x}"


def crowd_user_id(number: int) -> str:
    """What the Official Account calls the member of a crowd."""
    return f"{CROWD_DECIMAL}{number:018d}"


def crowd_number(named: str) -> int | None:
    """The member of a crowd who is meant, if it is one."""
    if len(named) == 20 and named.startswith(CROWD_HEX):
        try:
            return int(named[1:], 16)
        except ValueError:
            return None
    if len(named) == 19 and named.startswith(CROWD_DECIMAL) and named.isdecimal():
        return int(named[1:])
    return None


def digits_of(phone: str) -> str:
    """A Vietnamese number as ZNS compares it: 84…, however it was written (84…, +84…, 0…, or without any)."""
    digits = "".join(letter for letter in phone if letter.isdecimal())
    if digits.startswith("84") and len(digits) > 9:
        return digits
    return f"84{digits.removeprefix('0')}"
