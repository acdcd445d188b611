"""Staff: invitations, the grants they become, and the authenticators that confirm what approvers do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import digest

from domain.role import Grant, Role
from storage.engine import Row, Session, Tx
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
    invited_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What one admin proposes and another has to second."""

    id: int
    role: Role
    unit: str
    name: str
    by: int
    chat: int
    at: datetime


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
    return Invitation(
        id=row["id"], role=Role(row["role"]), unit=row["unit"], label=row["label"], invited_by=row["invited_by"]
    )


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
    return [_record(row) for row in await queries.list_grants(session)]


async def find_grant(session: Session, grant_id: int) -> GrantRecord | None:
    row = await queries.find_grant(session, id=grant_id)
    return None if row is None else _record(row)


async def propose(tx: Tx, *, role: Role, unit: str, name: str, by: int, chat: int, now: datetime) -> int:
    proposal = new_id()
    await queries.propose(
        tx, id=proposal, role=role.value, unit=unit, name=name, by=by, chat_id=chat, proposed_at=micros(now)
    )
    return proposal


async def list_proposals(session: Session) -> list[Proposal]:
    return [_proposal(row) for row in await queries.list_proposals(session)]


async def find_proposal(session: Session, proposal_id: int) -> Proposal | None:
    """While it is open."""
    row = await queries.find_proposal(session, id=proposal_id)
    return None if row is None else _proposal(row)


async def settle_proposal(tx: Tx, proposal_id: int, *, by: int, outcome: str, now: datetime) -> bool:
    """Whether it was still open: whoever changed the row has it."""
    return bool(await queries.settle_proposal(tx, id=proposal_id, by=by, outcome=outcome, now=micros(now)))


async def settle_proposals_of(tx: Tx, person: int, *, outcome: str, now: datetime) -> int:
    """Those that wait for another admin; how many there were."""
    settled: int = await queries.settle_proposals_of(tx, person_id=person, outcome=outcome, now=micros(now))
    return settled


async def end_invitations_of(tx: Tx, person: int, *, now: datetime) -> int:
    """Unused ones that this admin gave, alone or with another; how many there were."""
    ended: int = await queries.end_invitations_of(tx, person=str(person), now=micros(now))
    return ended


async def end_all_invitations(tx: Tx) -> None:
    """Unused ones, whoever gave them, and for good."""
    await queries.end_all_invitations(tx)


async def forget_authenticator(tx: Tx, person: int) -> bool:
    await queries.forget_recovery_codes(tx, person_id=person)
    return bool(await queries.forget_authenticator(tx, person_id=person))


async def keep_recovery_codes(tx: Tx, person: int, secret: str, codes: Iterable[str]) -> None:
    """Only their hashes, keyed with the authenticator's own secret, so that they outlive a change of the master key.
    The ones before are gone."""
    await queries.forget_recovery_codes(tx, person_id=person)
    await queries.keep_recovery_codes(tx, [{"person_id": person, "code_hash": _keyed(secret, code)} for code in codes])


async def use_recovery_code(tx: Tx, person: int, secret: str, code: str, *, now: datetime) -> bool:
    """Spend a recovery code; False for one that is unknown or spent."""
    return bool(await queries.use_recovery_code(tx, person_id=person, code_hash=_keyed(secret, code), now=micros(now)))


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


async def confirm(tx: Tx, person: int, *, now: datetime) -> None:
    await queries.confirm(tx, person_id=person, now=micros(now))


async def take_step(tx: Tx, person: int, step: int) -> bool:
    """Spend a time step; False when it, or a later one, was spent before."""
    return bool(await queries.take_step(tx, person_id=person, step=step))


async def miss(tx: Tx, person: int, *, now: datetime) -> None:
    await queries.miss(tx, person_id=person, now=micros(now))


async def forgive(tx: Tx, person: int) -> None:
    await queries.forgive(tx, person_id=person)


def _record(row: Row) -> GrantRecord:
    return GrantRecord(
        grant=Grant(id=row["id"], role=Role(row["role"]), unit=row["unit"], label=row["label"]),
        person=row["person_id"],
        chat=row["chat_id"],
        granted_by=row["granted_by"],
        granted_at=moment(row["granted_at"]),
        revoked_at=moment_or_none(row["revoked_at"]),
        revoked_by=row["revoked_by"],
    )


def _proposal(row: Row) -> Proposal:
    return Proposal(
        id=row["id"],
        role=Role(row["role"]),
        unit=row["unit"],
        name=row["name"],
        by=row["proposed_by"],
        chat=row["proposed_chat"],
        at=moment(row["proposed_at"]),
    )


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _keyed(secret: str, code: str) -> bytes:
    return digest(secret.encode(), f"recovery\0{code}".encode(), "sha256")
