"""The files of a report: which the channel holds, and which are ours by now. Their names are sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.attachment import Attachment, KeptFile, Purpose
from storage.engine import Row, Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros

NEVER = 2**63 - 1

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """A file whose row is gone, and whose bytes are to go; `tries` were in vain."""

    id: int
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file whose bytes are to be fetched from the channel; `tries` were in vain."""

    id: int
    channel: str
    held: str
    size: int
    tries: int


async def add(tx: Tx, report: int, attachments: Iterable[Attachment], *, purpose: Purpose, now: datetime) -> int:
    """How many were new to the report."""
    rows = []
    for each in attachments:
        row = new_id()
        rows.append(
            {
                "id": row,
                "report_id": report,
                "purpose": purpose.value,
                "kind": each.kind,
                "held": each.held,
                "distinct_id": each.distinct,
                "size": each.size,
                "name_sealed": each.name and tx.vault.seal_text("files.name", row, each.name),
                "caption_sealed": each.caption and tx.vault.seal_text("files.caption", row, each.caption),
                "album": each.album,
                "channel": each.channel,
                "created_at": micros(now),
            }
        )
    if not rows:
        return 0
    tx.wake("filing")
    return int(await queries.add_many(tx, rows))


async def list_of(session: Session, report: int) -> list[KeptFile]:
    return [
        KeptFile(
            id=r["id"],
            purpose=Purpose(r["purpose"]),
            stored=r["stored_at"] is not None,
            attachment=Attachment(
                kind=r["kind"],
                held=r["held"],
                distinct=r["distinct_id"],
                size=r["size"],
                name=_opened(session, r, "name"),
                caption=_opened(session, r, "caption"),
                album=r["album"],
                channel=r["channel"],
            ),
        )
        for r in await queries.list_of(session, report_id=report)
    ]


async def find_album(session: Session, chat: int, album: str, *, since: datetime) -> tuple[int, Purpose] | None:
    """The report of the chat that other files of the album have been kept with since then, and what they came with."""
    row = await queries.of_album(session, chat_id=chat, album=album, since=micros(since))
    return None if row is None else (row["report_id"], Purpose(row["purpose"]))


async def list_wanted(session: Session, *, now: datetime, most: int) -> list[Wanted]:
    rows = await queries.to_fetch(session, now=micros(now), most=most)
    return [Wanted(id=r["id"], channel=r["channel"], held=r["held"], size=r["size"], tries=r["tries"]) for r in rows]


async def stored(tx: Tx, file: int, *, size: int, now: datetime) -> bool:
    """Its bytes are ours, sealed with the present key; False for a file that is not wanted any more."""
    return bool(await queries.stored(tx, id=file, size=size, sealed_with=tx.vault.current, now=micros(now)))


async def later(tx: Tx, file: int, *, due_at: datetime) -> None:
    await queries.later(tx, id=file, due_at=micros(due_at))


async def at_once(tx: Tx, held: str, *, now: datetime) -> None:
    """What is held under this name can be fetched from now on."""
    await queries.at_once(tx, held=held, now=micros(now))
    tx.wake("filing")


async def give_up(tx: Tx, file: int) -> None:
    """The channel will not give it: the report keeps saying that there was a file."""
    await queries.give_up(tx, id=file, never=NEVER)


async def forget(tx: Tx, rows: Iterable[int], *, now: datetime) -> int:
    """These files: the rows at once, the bytes as soon as they can be reached. How many there were."""
    doomed = list(rows)
    await doom(tx, doomed, now=now)
    return int(await queries.forget(tx, [{"id": row} for row in doomed])) if doomed else 0


async def doom(tx: Tx, rows: Iterable[int], *, now: datetime) -> None:
    """Have bytes deleted that no row of ours bears any more."""
    doomed = [{"id": row, "due_at": micros(now)} for row in rows]
    if doomed:
        await queries.doom(tx, doomed)
        tx.wake("filing")


async def forget_of_reports(tx: Tx, reports: Iterable[int], *, now: datetime) -> int:
    """All files of these reports."""
    doomed = [{"report_id": report, "due_at": micros(now)} for report in reports]
    await queries.doom_of_report(tx, doomed)
    tx.wake("filing")
    return int(await queries.forget_of_report(tx, doomed))


async def forget_of_person(tx: Tx, person: int, *, now: datetime) -> int:
    """The files of all their reports."""
    await queries.doom_of_person(tx, person_id=person, due_at=micros(now))
    tx.wake("filing")
    return int(await queries.forget_of_person(tx, person_id=person))


async def list_stale(session: Session, *, after: int, most: int) -> list[int]:
    """Files, by ascending row, whose bytes are not known to be sealed with the present key."""
    rows = await queries.stale(session, current=session.vault.current, after=after, most=most)
    return [row["id"] for row in rows]


async def sealed_anew(tx: Tx, rows: Iterable[int]) -> None:
    """Their bytes are sealed with the present key from here on."""
    await queries.sealed_anew(tx, [{"id": row, "sealed_with": tx.vault.current} for row in rows])


async def list_doomed(session: Session, *, now: datetime, most: int) -> list[Doomed]:
    return [Doomed(id=r["id"], tries=r["tries"]) for r in await queries.doomed(session, now=micros(now), most=most)]


async def deleted(tx: Tx, file: int) -> None:
    """The bytes are gone too."""
    await queries.deleted(tx, id=file)


async def delete_later(tx: Tx, file: int, *, due_at: datetime) -> None:
    await queries.delete_later(tx, id=file, due_at=micros(due_at))


def _opened(session: Session, row: Row, column: str) -> str | None:
    sealed = row[f"{column}_sealed"]
    return session.vault.open_text(f"files.{column}", row["id"], sealed) if sealed else None
