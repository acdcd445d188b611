"""What a button sends back: `action:subject:version`. The client chooses the bytes, so it is parsed strictly."""

import re
from dataclasses import dataclass

from domain.refused import Refused

ROW_MOST = 2**63 - 1
_FORM = re.compile(r"([a-z_.]{1,24}):([A-Za-z0-9_-]{1,24}):(0|[1-9][0-9]{0,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """`subject` is a row id or a short code, `-` for none; `version` what the presser had before their eyes."""

    action: str
    subject: str
    version: int

    @property
    def row(self) -> int:
        """The subject as a row id. Raises `Refused` for anything else."""
        if not (self.subject.isascii() and self.subject.isdigit() and int(self.subject) <= ROW_MOST):
            raise Refused("press.unreadable")
        return int(self.subject)


def button_data(pressed: Pressed) -> str:
    """At most 61 characters, of the 64 bytes that Telegram takes."""
    data = f"{pressed.action}:{pressed.subject}:{pressed.version}"
    if not _FORM.fullmatch(data):
        raise ValueError(f"not a button: {data}")
    return data


def read_press(data: str) -> Pressed:
    """Raises `Refused` for anything that we did not write."""
    found = _FORM.fullmatch(data)
    if found is None:
        raise Refused("press.unreadable")
    return Pressed(action=found[1], subject=found[2], version=int(found[3]))
