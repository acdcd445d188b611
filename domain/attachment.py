"""The files that come with a report: what they are, what they came with, how many and how large they may be."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FILES_MOST = 5
FILE_BYTES_MOST = 20 * 1024 * 1024
ALBUM_WITHIN = timedelta(minutes=10)  # a part that comes later than this is no longer taken for one


class Purpose(StrEnum):
    """What a file came with: the report itself, an answer of the citizen's, the agency's result."""

    REPORT = "report"
    ADDED = "added"
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a report; `held` is the channel's id of it, `distinct` the same for the same file,
    `album` what the channel calls those that were sent together. `channel` holds it: None for the report's own."""

    kind: str
    held: str
    distinct: str
    size: int
    name: str | None
    caption: str | None = None
    album: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file of a report; `stored` once we have its bytes."""

    id: int
    purpose: Purpose
    attachment: Attachment
    stored: bool
