"""Pictures, stickers and voices that people sent, and pictures that bots named: bytes behind an address that ends."""

import mimetypes
import secrets
from dataclasses import dataclass

from simulator.files import picture_size
from simulator.shapes import Json


@dataclass(frozen=True, slots=True)
class Picture:
    id: str
    data: bytes
    mime: str
    ends: float

    def shown(self) -> Json:
        """For the page, where the address has no end."""
        width, height = picture_size(self.data)
        return {"picture": f"/sim/zalo/pictures/{self.id}", "width": width, "height": height}


class Pictures:
    def __init__(self) -> None:
        self.all: dict[str, Picture] = {}

    def keep(self, data: bytes, mime: str, *, ends: float) -> Picture:
        """`ends` is the Unix second from which the public address answers no more."""
        picture = Picture(f"{secrets.token_hex(12)}{mimetypes.guess_extension(mime) or '.bin'}", data, mime, ends)
        self.all[picture.id] = picture
        return picture
