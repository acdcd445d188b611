"""The audit: who did what to what and when, in a gapless chain keyed outside the database.

Each entry's MAC covers the one before it, so that an edit, an insertion, a swap or a gap is found. It is written in the
transaction of the act itself, and holds no personal data: people and things are their row ids.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from storage.engine import Row, Session, Tx
from storage.queries import load
from storage.times import micros, moment

FIRST = b"1022 audit"
PAGE = 10_000

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    seq: int
    at: datetime
    act: str
    actor: str
    subject: str
    facts: dict[str, object]


async def record(tx: Tx, act: str, *, actor: int | str, subject: int | str, now: datetime, **facts: object) -> None:
    """Write down an act in the transaction that performs it."""
    last = await queries.last(tx)
    seq, before = (last["seq"] + 1, last["mac"]) if last else (1, FIRST)
    written = {
        "seq": seq,
        "at": micros(now),
        "act": act,
        "actor": str(actor),
        "subject": str(subject),
        "facts": json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str),
    }
    await queries.add(tx, **written, mac=_mac(tx.vault.key_for("audit"), before, written))


async def verify(session: Session) -> tuple[int, int | None]:
    """How many entries stand, and the number of the first that does not (None when all do)."""
    key, before, seq = session.vault.key_for("audit"), FIRST, 0
    while rows := await queries.list_after(session, seq=seq, most=PAGE):
        for row in rows:
            if row["seq"] != seq + 1 or not hmac.compare_digest(row["mac"], _mac(key, before, dict(row))):
                return seq, seq + 1
            seq, before = row["seq"], row["mac"]
    return seq, None


async def list_of(session: Session, subject: int | str) -> list[Entry]:
    return [_entry(row) for row in await queries.list_of(session, subject=str(subject))]


def _mac(key: bytes, before: bytes, entry: dict[str, object]) -> bytes:
    written = [entry[column] for column in ("seq", "at", "act", "actor", "subject", "facts")]
    return hmac.digest(key, before + json.dumps(written, ensure_ascii=False).encode(), "sha256")


def _entry(row: Row) -> Entry:
    return Entry(
        seq=row["seq"],
        at=moment(row["at"]),
        act=row["act"],
        actor=row["actor"],
        subject=row["subject"],
        facts=json.loads(row["facts"]),
    )
