"""What people do on any channel, in the words that the rest of the house speaks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`/name arguments`, the name in lower case and without the slash or the bot's name."""

    name: str
    arguments: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button under a message. `data` is whatever the client sent: hostile until parsed."""

    data: str
    press: str
    message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A shared phone number; `own` when the channel vouches that it is the sender's."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A photo, video or document that the channel holds; `size` in bytes, 0 when it did not say."""

    kind: str
    file: str
    unique: str
    size: int
    name: str | None
    caption: str
    album: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The person blocked the bot (`here` false) or let it in again."""

    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The person changed a message that was already answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Something that no conversation takes: a sticker, a poll, a voice message; `kind` in the channel's word."""

    kind: str


Body = Text | Command | Press | Contact | Place | File | Membership | Edited | Other


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One thing one person did. `chat`, `sender`: addresses on the channel; `language`: the client's, if known;
    `at`: when, by the channel's clock, where it says so."""

    channel: str
    chat: str
    sender: str
    private: bool
    name: str
    language: str | None
    message: str | None
    forwarded: bool
    body: Body
    at: datetime | None = None
