"""What an alert says: its parts, how long each may be, and the window in which it holds.

As plain data it goes to the database and into the digest that an approval is bound to.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.refused import Refused
from domain.wording import utf16

TITLE_MOST = 120
TEXT_MOST = 700
ADVICE_MOST = 500
SOURCE_MOST = 150
BULLETIN_MOST = 40
LONGEST = timedelta(days=30)
LONG = timedelta(hours=24)


class Kind(StrEnum):
    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an alert says; `source`, `bulletin` and `issued_at` tell which bulletin it relays.

    `picture` is one that the channel holds, by its id there.

    `areas` are commune codes, or the province's own code alone for the whole of it."""

    kind: Kind
    hazard: str
    level: int
    title: str
    text: str
    advice: str
    areas: tuple[str, ...]
    source: str | None
    bulletin: str | None = None
    issued_at: datetime | None = None
    picture: str | None = None
    starts_at: datetime
    ends_at: datetime

    @property
    def digest(self) -> str:
        """The same for the same content to the letter: what an approval is bound to."""
        return sha256(json.dumps(content_document(self), sort_keys=True).encode()).hexdigest()


def checked(content: Content, *, now: datetime) -> Content:
    """The content, or the first reason why it cannot be an alert."""
    if not content.areas:
        raise Refused("alert.no_area")
    for name, text, most in (
        ("title", content.title, TITLE_MOST),
        ("text", content.text, TEXT_MOST),
        ("advice", content.advice, ADVICE_MOST),
        ("source", content.source or "", SOURCE_MOST),
        ("bulletin", content.bulletin or "", BULLETIN_MOST),
    ):
        if utf16(text) > most:
            raise Refused(f"alert.{name}_too_long", most=most, length=utf16(text))
    check_window(content.starts_at, content.ends_at, now=now)
    return content


def check_window(starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("alert.ends_before_it_starts", starts_at=starts_at, ends_at=ends_at)
    if ends_at <= now:
        raise Refused("alert.ends_in_the_past", ends_at=ends_at)
    if ends_at - starts_at > LONGEST:
        raise Refused("alert.too_long", days=LONGEST.days)


def content_document(content: Content) -> dict[str, object]:
    """The content as plain data; `content_of` gives it back. Times in ISO 8601, UTC."""
    return {
        "kind": content.kind.value,
        "hazard": content.hazard,
        "level": content.level,
        "title": content.title,
        "text": content.text,
        "advice": content.advice,
        "areas": list(content.areas),
        "source": content.source,
        "bulletin": content.bulletin,
        "issued_at": content.issued_at.isoformat() if content.issued_at else None,
        "picture": content.picture,
        "starts_at": content.starts_at.isoformat(),
        "ends_at": content.ends_at.isoformat(),
    }


def content_of(document: Mapping[str, object]) -> Content:
    fields = dict(document)
    areas = fields.pop("areas")
    assert isinstance(areas, list | tuple)
    return Content(
        kind=Kind(str(fields["kind"])),
        hazard=str(fields["hazard"]),
        level=int(str(fields["level"])),
        title=str(fields["title"]),
        text=str(fields["text"]),
        advice=str(fields["advice"]),
        areas=tuple(str(area) for area in areas),
        source=str(fields["source"]) if fields.get("source") else None,
        bulletin=str(fields["bulletin"]) if fields.get("bulletin") else None,
        issued_at=datetime.fromisoformat(str(fields["issued_at"])) if fields.get("issued_at") else None,
        picture=str(fields["picture"]) if fields.get("picture") else None,
        starts_at=datetime.fromisoformat(str(fields["starts_at"])),
        ends_at=datetime.fromisoformat(str(fields["ends_at"])),
    )
