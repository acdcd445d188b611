"""One-time codes: who asked, for what, how often it was tried. The code itself is nowhere: it is derived when sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.passcode import Sendings, prefix_of
from storage.engine import Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment, moment_or_none

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRequest:
    """`target` is `phone` or `mail`, `to` the address; `state` is asked, sent, unsure, failed, used or replaced."""

    id: int
    chat: int
    purpose: str
    target: str
    to: str
    created_at: datetime
    expires_at: datetime
    tries: int
    state: str


async def add(
    tx: Tx, *, chat: int, purpose: str, target: str, to: str, now: datetime, expires_at: datetime
) -> CodeRequest:
    """A new request; the chat's older ones of this purpose are dead from here on."""
    await queries.kill(tx, chat_id=chat, purpose=purpose)
    request = new_id()
    await queries.add(
        tx,
        id=request,
        chat_id=chat,
        purpose=purpose,
        target=target,
        target_sealed=tx.vault.seal_text("codes.target", request, to),
        target_hash=tx.vault.hash(target, to),
        prefix_hash=tx.vault.hash("prefix", prefix_of(to)),
        created_at=micros(now),
        expires_at=micros(expires_at),
    )
    return CodeRequest(
        id=request,
        chat=chat,
        purpose=purpose,
        target=target,
        to=to,
        created_at=now,
        expires_at=expires_at,
        tries=0,
        state="asked",
    )


async def count_sendings(session: Session, *, target: str, to: str, chat: int, person: int, now: datetime) -> Sendings:
    """`person` 0 for a chat that has not said who it is."""
    present, *older = session.vault.hashes(target, to)
    row = await queries.sendings(
        session,
        target_hash=present,
        target_hash_before=older[0] if older else present,
        prefix_hash=session.vault.hash("prefix", prefix_of(to)),
        chat_id=chat,
        person_id=person or None,
        hour=micros(now - timedelta(hours=1)),
        day=micros(now - timedelta(days=1)),
        now=micros(now),
    )
    return Sendings(**{**dict(row), "last_to_target": moment_or_none(row["last_to_target"])})


async def count_everyone(session: Session, *, now: datetime) -> tuple[int, int]:
    """Codes asked for in the last hour, and wrong guesses among them."""
    row = await queries.everyone(session, hour=micros(now - timedelta(hours=1)))
    return row["all_hour"], row["wrong_all_hour"]


async def attempt(tx: Tx, request: int, *, chat: int, most: int, now: datetime) -> int | None:
    """Count one try; which it is, or None when the request takes no more: used, replaced, over, tried too often."""
    row = await queries.attempt(tx, id=request, chat_id=chat, most=most, now=micros(now))
    return None if row is None else row["tries"]


async def use(tx: Tx, request: int) -> bool:
    return bool(await queries.use(tx, id=request))


async def find(session: Session, request: int) -> CodeRequest | None:
    row = await queries.get(session, id=request)
    if row is None:
        return None
    return CodeRequest(
        id=row["id"],
        chat=row["chat_id"],
        purpose=row["purpose"],
        target=row["target"],
        to=session.vault.open_text("codes.target", row["id"], row["target_sealed"]),
        created_at=moment(row["created_at"]),
        expires_at=moment(row["expires_at"]),
        tries=row["tries"],
        state=row["state"],
    )


async def settle(tx: Tx, request: int, state: str) -> None:
    """What became of the sending: sent, failed, or unsure."""
    await queries.settle(tx, id=request, state=state)
