"""Where a demo keeps what it needs to go on next time: keys, people, journal, database. Only these are ever deleted."""

import json
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

BOT_ID = 1022001022
SECRET_BYTES = 26  # 35 signs, as Telegram's tokens have
KEY_BYTES = 32
OURS = ("demo.json", "people.json", "journal.tsv", "simulator.log", "bot.db", "bot.db-wal", "bot.db-shm", "bot.db.sock")


@dataclass(frozen=True, slots=True)
class Folder:
    """`prepared` once the cast and its weeks are there: a demo that was killed before that begins again."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "bot.db"

    @property
    def journal(self) -> Path:
        return self.path / "journal.tsv"

    @property
    def people(self) -> Path:
        return self.path / "people.json"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def log(self) -> Path:
        return self.path / "simulator.log"

    def open(self, *, fresh: bool) -> "Notes":
        """The notes of the last time, or new ones in an emptied folder."""
        self.path.mkdir(parents=True, exist_ok=True)
        notes = None if fresh else self._notes()
        if notes is None or not notes.prepared:
            self._clear()
            notes = Notes(
                token=f"{BOT_ID}:{secrets.token_urlsafe(SECRET_BYTES)[:35]}",
                zalo_token=f"{BOT_ID}:{secrets.token_hex(SECRET_BYTES)}",
                key=secrets.token_hex(KEY_BYTES),
            )
            self.note(notes)
            write(self.people, [])
        return notes

    def note(self, notes: "Notes") -> None:
        write(self.path / "demo.json", asdict(notes))

    def _notes(self) -> "Notes | None":
        try:
            return Notes(**json.loads((self.path / "demo.json").read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def _clear(self) -> None:
        for name in OURS:
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.files, ignore_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The bot's tokens, the master key, and how many people the crowd has; None until everything is prepared."""

    token: str
    zalo_token: str
    key: str
    crowd: int | None = None

    @property
    def prepared(self) -> bool:
        return self.crowd is not None


def write(file: Path, document: Any) -> None:
    """For its owner alone: it holds keys."""
    file.touch(mode=0o600)
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
