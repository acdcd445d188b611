"""Files both ways: a file_id for each, a path to download it by, and a picture's size read from its first bytes."""

import base64
import hashlib
import itertools
import mimetypes
import struct
from dataclasses import dataclass

from simulator.params import Upload
from simulator.refusals import bad
from simulator.shapes import Json

DOWNLOAD_LIMIT = 20 * 1024 * 1024
FOLDERS = {"photo": "photos", "document": "documents", "video": "videos", "voice": "voice", "audio": "music"}
ID_PREFIXES = {
    "photo": "AgAC",
    "document": "BQAC",
    "video": "BAAC",
    "voice": "AwAC",
    "audio": "CQAC",
    "sticker": "CAAC",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes
    path: str
    width: int
    height: int

    @property
    def size(self) -> int:
        return len(self.data)

    def ids(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    def __init__(self) -> None:
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}
        self.numbers = itertools.count(1)

    def keep(self, kind: str, upload: Upload) -> StoredFile:
        number = next(self.numbers)
        digest = hashlib.sha256(upload.data).digest()
        mark = base64.urlsafe_b64encode(digest[:12]).decode()
        width, height = picture_size(upload.data)
        ending = mimetypes.guess_extension(upload.mime) or ".bin"
        stored = StoredFile(
            id=f"{ID_PREFIXES.get(kind, 'BQAC')}AgUAAx{number:06d}{mark}",
            unique_id=f"AQAD{mark}",
            kind=kind,
            name=upload.name,
            mime=upload.mime,
            data=upload.data,
            path=f"{FOLDERS.get(kind, kind + 's')}/file_{number}{'.jpg' if kind == 'photo' else ending}",
            width=width,
            height=height,
        )
        self.by_id[stored.id] = stored
        self.by_path[stored.path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        return self.by_id.get(file_id)

    def describe(self, file_id: str) -> Json:
        """The answer of getFile."""
        if not file_id:
            raise bad("file_id not specified")
        stored = self.get(file_id)
        if stored is None:
            raise bad("invalid file_id")
        if stored.size > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        return {**stored.ids(), "file_path": stored.path}


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF, JPEG or WebP; zeros for what is none of these."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:4] == b"GIF8" and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    if data[:2] == b"\xff\xd8":
        return jpeg_size(data)
    if data[:4] == b"RIFF" and data[12:16] == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    return 0, 0


def jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0
