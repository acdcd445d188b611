"""Staff: invitations, the grants they become, and the authenticators that confirm what approvers do."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from domain.role import Grant, Role
from storage.engine import Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment, moment_or_none

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    id: int
    role: Role
    unit: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """A grant with who gave it and when, and who took it away."""

    grant: Grant
    person: int
    chat: int
    granted_by: str
    granted_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticator:
    """`secret` in base32; `last_step` is the newest time step spent; `failures` since the last right code."""

    secret: str
    confirmed: bool
    last_step: int
    failures: int
    failed_at: datetime | None


async def invite(
    tx: Tx, *, token: str, role: Role, unit: str, label: str, invited_by: str, now: datetime, expires_at: datetime
) -> int:
    invitation = new_id()
    await queries.invite(
        tx,
        id=invitation,
        token_hash=_hash(token),
        role=role.value,
        unit=unit,
        label=label,
        invited_by=invited_by,
        created_at=micros(now),
        expires_at=micros(expires_at),
    )
    return invitation


async def use_invitation(tx: Tx, token: str, *, person: int, now: datetime) -> Invitation | None:
    """The invitation, if it was still open: whoever changed the row has it."""
    row = await queries.use_invitation(tx, token_hash=_hash(token), used_by=person, now=micros(now))
    if row is None:
        return None
    return Invitation(id=row["id"], role=Role(row["role"]), unit=row["unit"], label=row["label"])


async def grant(
    tx: Tx, *, person: int, chat: int, role: Role, unit: str, label: str, granted_by: str, now: datetime
) -> None:
    await queries.grant(
        tx,
        id=new_id(),
        person_id=person,
        chat_id=chat,
        role=role.value,
        unit=unit,
        label=label,
        granted_by=granted_by,
        granted_at=micros(now),
    )


async def revoke(tx: Tx, grant_id: int, *, by: str, now: datetime) -> bool:
    return bool(await queries.revoke(tx, id=grant_id, revoked_by=by, revoked_at=micros(now)))


async def list_grants(session: Session) -> list[GrantRecord]:
    return [
        GrantRecord(
            grant=Grant(id=r["id"], role=Role(r["role"]), unit=r["unit"], label=r["label"]),
            person=r["person_id"],
            chat=r["chat_id"],
            granted_by=r["granted_by"],
            granted_at=moment(r["granted_at"]),
            revoked_at=moment_or_none(r["revoked_at"]),
            revoked_by=r["revoked_by"],
        )
        for r in await queries.list_grants(session)
    ]


async def enrol(tx: Tx, person: int, secret: str, *, now: datetime) -> bool:
    """Keep a new secret; False when one is confirmed already, and then stays."""
    sealed = tx.vault.seal_text("authenticators.secret", person, secret)
    return bool(await queries.enrol(tx, person_id=person, secret_sealed=sealed, created_at=micros(now)))


async def find_authenticator(session: Session, person: int) -> Authenticator | None:
    row = await queries.authenticator(session, person_id=person)
    if row is None:
        return None
    return Authenticator(
        secret=session.vault.open_text("authenticators.secret", person, row["secret_sealed"]),
        confirmed=row["confirmed_at"] is not None,
        last_step=row["last_step"],
        failures=row["failures"],
        failed_at=moment_or_none(row["failed_at"]),
    )


async def take_step(tx: Tx, person: int, step: int, *, now: datetime) -> bool:
    """Spend a time step; False when it, or a later one, was spent before."""
    return bool(await queries.take_step(tx, person_id=person, step=step, now=micros(now)))


async def miss(tx: Tx, person: int, *, now: datetime) -> None:
    await queries.miss(tx, person_id=person, now=micros(now))


async def forgive(tx: Tx, person: int) -> None:
    await queries.forgive(tx, person_id=person)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
