"""Pictures, stickers and voices that people sent, and pictures that bots named: bytes behind an address that ends."""

import mimetypes
import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    id: str
    data: bytes
    mime: str
    ends: float


class Pictures:
    def __init__(self) -> None:
        self.all: dict[str, Picture] = {}

    def keep(self, data: bytes, mime: str, *, ends: float) -> Picture:
        """`ends` is the Unix second from which the public address answers no more."""
        picture = Picture(f"{secrets.token_hex(12)}{mimetypes.guess_extension(mime) or '.bin'}", data, mime, ends)
        self.all[picture.id] = picture
        return picture
