"""The audit: who did what to what and when, in a gapless chain keyed outside the database.

Each entry's MAC covers the one before it, so that an edit, an insertion, a swap or a gap is found. A cut tail or a full
rewrite shows against a head that was noted elsewhere. It is written in the transaction of the act itself, and holds no
personal data: people and things are their row ids.
"""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest, digest

from storage.engine import Row, Session, Tx
from storage.queries import load
from storage.times import micros, moment
from storage.vault import CannotOpen, Vault

FIRST = b"1022 audit"
PAGE = 2_000
BEFORE_ALL = -(1 << 63)  # entries that were put in before the first are looked at, too
_ANY = ""

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    seq: int
    at: datetime
    act: str
    actor: str
    subject: str
    facts: dict[str, object]
    mac: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """An entry's number and MAC: noted elsewhere, it vouches for everything up to there."""

    seq: int
    mac: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.mac}"


def read_head(text: str) -> Head:
    """Raises ValueError for what is not `NUMBER:HEX`."""
    seq, _, mac = text.strip().partition(":")
    bytes.fromhex(mac)
    return Head(seq=int(seq), mac=mac)


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
    if any("\n" in text for text in (act, str(actor), str(subject))):
        raise ValueError(f"an audit entry of {len(act)} letters holds a line break")
    await queries.add(tx, **written, mac=_mac(tx.vault, before, written))


async def find_head(session: Session) -> Head | None:
    last = await queries.last(session)
    return Head(seq=last["seq"], mac=last["mac"].hex()) if last else None


async def verify(session: Session, heads: Iterable[Head] = ()) -> tuple[int, int | None]:
    """How many entries stand, and the number of the first that does not (None when all do, up to every head)."""
    noted, chain = {head.seq: bytes.fromhex(head.mac) for head in heads}, _Chain(session.vault)
    while rows := await queries.chain_after(session, seq=chain.seq or BEFORE_ALL, most=PAGE, line="\n"):
        if not chain.goes_on(rows, noted):
            return chain.seq, chain.seq + 1
    return chain.seq, (chain.seq + 1 if any(seq > chain.seq for seq in noted) else None)


async def list_of(session: Session, subject: int | str) -> list[Entry]:
    return [_entry(row) for row in await queries.list_of(session, subject=str(subject))]


async def list_recent(
    session: Session, *, act: str = _ANY, actor: str = _ANY, subject: str = _ANY, before: int | None = None, most: int
) -> list[Entry]:
    """The newest entries first, of one act or a family of them (`staff.`), of one actor, about one thing."""
    rows = await queries.list_recent(
        session, act=act, actor=actor, subject=subject, before=before if before is not None else 1 << 62, most=most
    )
    return [_entry(row) for row in rows]


async def read_all(session: Session) -> AsyncIterator[Entry]:
    seq = 0
    while rows := await queries.list_after(session, seq=seq, most=PAGE):
        for row in rows:
            yield _entry(row)
        seq = rows[-1]["seq"]


class _Chain:
    """Follows the entries in order. After a newer key no older one counts: it may be why the keys were changed."""

    def __init__(self, vault: Vault) -> None:
        self.seq = 0
        self._vault = vault
        self._before = FIRST
        self._keys: dict[int, bytes] = {}
        self._present: int | None = None

    def goes_on(self, rows: list[Row], noted: Mapping[int, bytes]) -> bool:
        """Whether all of them follow; `seq` is the last that does. One plain loop: there may be millions."""
        key = b""
        for seq, written, mac in rows:
            if seq != self.seq + 1 or not mac or noted.get(seq, mac) != mac:
                return False
            if mac[0] != self._present or not key:
                try:
                    key = self._turn_to(mac[0])
                except CannotOpen:
                    return False
            if not compare_digest(mac[1:], digest(key, self._before + written, "sha256")):
                return False
            self.seq, self._before = seq, mac
        return True

    def _turn_to(self, id_: int) -> bytes:
        """The key by its id. Raises `CannotOpen` for one that is not there, or that a newer one had replaced."""
        if id_ != self._present and id_ in self._keys:
            raise CannotOpen(f"audit: key {id_} again after a newer one")
        self._present = id_
        return self._keys.setdefault(id_, self._vault.key_for("audit", id_))


def _mac(vault: Vault, before: bytes, entry: Mapping[str, object]) -> bytes:
    """The key's id and the digest. No field but the last can hold a line break, so the text reads one way only."""
    written = "\n".join(str(entry[column]) for column in ("seq", "at", "act", "actor", "subject", "facts"))
    return bytes((vault.current,)) + digest(vault.key_for("audit"), before + written.encode(), "sha256")


def _entry(row: Row) -> Entry:
    return Entry(
        seq=row["seq"],
        at=moment(row["at"]),
        act=row["act"],
        actor=row["actor"],
        subject=row["subject"],
        facts=json.loads(row["facts"]),
        mac=row["mac"],
    )
