"""Files of reports: fetched from a link that opens for a while, kept as our own, lost, and erased with their person."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from channels.folder import Folder
from domain.attachment import Attachment, Purpose
from domain.role import Person
from handlers.house import House
from services import privacy
from storage import files, passing
from storage.engine import Tx
from storage.vault import Vault
from tests.crash.ledger import Ledger
from tests.crash.scenes.scene import Scene, address, around, changed, report_of, somebody

FOLDER = "files"
WHERE = "files.body"
GONE = "gone"
LEFT = f"""select (select count(*) from passing_files where link_sealed is not null)
    + (select count(*) from files where stored_at is null and due_at < {files.NEVER})"""


def bytes_of(path: str) -> bytes:
    """What the link with this path leads to."""
    return f"bytes of {path}".encode() * 100


def stored_in(folder: Path) -> dict[int, bytes]:
    """Sealed, by row; nothing half written among them."""
    return {int(each.name): each.read_bytes() for each in (folder / FOLDER).rglob("*") if each.is_file()}


@dataclass
class Fetching(Scene):
    """A picture came with a report: it is fetched at once, and then the report has a copy of its own."""

    points = (
        *around("PassingFiles._download", "fetch"),
        *around("PassingFiles._take", "put", "commit"),
        *around("Filing._take", "put", "commit"),
    )
    left = LEFT
    link: str = field(kw_only=True)
    vault: Vault = field(kw_only=True)
    paths: dict[int, str] = field(default_factory=dict)

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        path = f"photo-{number}"
        report = await report_of(tx, *await somebody(tx, address(8, number), now=now), f"TN-F{number}", now=now)
        name = await passing.note(tx, "zalo_bot", f"{self.link}/{path}", now=now)
        photo = Attachment(kind="photo", held=name, distinct=name, size=9, name=None, channel="zalo_bot")
        await files.add(tx, report.id, [photo], purpose=Purpose.REPORT, now=now)
        self.paths[report.id] = path

    def held(self, ledger: Ledger, folder: Path) -> None:
        """Every report has its file, and nothing else is kept."""
        rows = dict(ledger.rows("select id, report_id from files where stored_at is not null"))
        kept = {rows[row]: self.vault.open(WHERE, row, sealed) for row, sealed in stored_in(folder).items()}
        assert kept == {report: bytes_of(path) for report, path in self.paths.items()}


@dataclass
class Losing(Scene):
    """A link that no longer opens, and a report that waits for a file which nobody has."""

    points = (*around("PassingFiles._not_now"), *around("Filing._not_now"))
    left = LEFT
    link: str = field(kw_only=True)

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        report = await report_of(tx, *await somebody(tx, address(9, number), now=now), f"TN-L{number}", now=now)
        row = passing.row_of(await passing.note(tx, "zalo_bot", f"{self.link}/{GONE}", now=now))
        await changed(tx, "update passing_files set received_at = 1 where id = :row", row=row)
        lost = Attachment(kind="photo", held="kept:1", distinct="1", size=9, name=None, channel="zalo_bot")
        await files.add(tx, report.id, [lost], purpose=Purpose.REPORT, now=now)


@dataclass
class Erasing(Scene):
    """Somebody has been erased; the bytes of their file are still there."""

    points = around("Filing._delete", "delete", "commit")
    left = "select count(*) from doomed_files"
    archive: Folder = field(kw_only=True)
    doomed: list[int] = field(default_factory=list)

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        person, chat = await somebody(tx, address(10, number), now=now)
        report = await report_of(tx, person, chat, f"TN-E{number}", now=now)
        photo = Attachment(kind="photo", held=f"e{number}", distinct="e", size=9, name=None)
        await files.add(tx, report.id, [photo], purpose=Purpose.REPORT, now=now)
        (kept,) = await files.list_of(tx, report.id)
        await self.archive.put(str(kept.id), tx.vault.seal(WHERE, kept.id, b"a face"))
        await files.stored(tx, kept.id, size=6, now=now)
        whose = Person(id=person, chat=chat, language="vi", registered=True, area=None, grants=())
        await privacy.erase(tx, whose, now=now)
        self.doomed.append(kept.id)

    def held(self, ledger: Ledger, folder: Path) -> None:
        assert not stored_in(folder).keys() & set(self.doomed)
