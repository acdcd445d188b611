"""The keys of a channel whose right to speak must be renewed: both are replaced at once, or neither is."""

from dataclasses import dataclass, field
from datetime import datetime

from storage.engine import Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment, moment_or_none

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`access` opens the channel until `expires_at`; `refresh` gives the next pair, once. `asked_at`: a request for
    that was on its way, and its answer has not been written down."""

    id: int
    name: str
    access: str | None = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    asked_at: datetime | None


async def plant(tx: Tx, name: str, seed: str) -> Token:
    """The pair of that name; begun with `seed` when there is none, and again when the seed is another than before."""
    row = await queries.find(tx, name=name)
    if row is None or tx.vault.open_text("tokens.seed", row["id"], row["seed_sealed"]) != seed:
        id_ = new_id()
        await queries.plant(
            tx,
            id=id_,
            name=name,
            seed_sealed=tx.vault.seal_text("tokens.seed", id_, seed),
            refresh_sealed=tx.vault.seal_text("tokens.refresh", id_, seed),
        )
    return await get(tx, name)


async def get(session: Session, name: str) -> Token:
    row = await queries.find(session, name=name)
    access = row["access_sealed"]
    return Token(
        id=row["id"],
        name=name,
        access=None if access is None else session.vault.open_text("tokens.access", row["id"], access),
        refresh=session.vault.open_text("tokens.refresh", row["id"], row["refresh_sealed"]),
        expires_at=moment(row["expires_at"]),
        asked_at=moment_or_none(row["asked_at"]),
    )


async def asking(tx: Tx, name: str, *, now: datetime) -> None:
    """A request for the next pair is about to leave: written before it does."""
    await queries.asking(tx, name=name, now=micros(now))


async def answered(tx: Tx, name: str) -> None:
    """It never left, or was refused: nothing has changed."""
    await queries.answered(tx, name=name)


async def renewed(tx: Tx, token: Token, *, access: str, refresh: str, expires_at: datetime) -> None:
    await queries.renewed(
        tx,
        name=token.name,
        refresh_sealed=tx.vault.seal_text("tokens.refresh", token.id, refresh),
        access_sealed=tx.vault.seal_text("tokens.access", token.id, access),
        expires_at=micros(expires_at),
    )
