"""Staff: invited by a link that works once, bound to a chat, and confirmed by an authenticator where they approve."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

from domain.passcode import accept_code
from domain.refused import Refused
from domain.role import Person, Role, account_label
from storage import audit, chats, people, staff
from storage.engine import Tx

INVITATION_LIFETIME = timedelta(hours=48)
TOKEN_BYTES = 24  # 32 characters of the alphabet that deep links take
TOTP_DIGITS = 6
TOTP_PERIOD = 30  # seconds, RFC 6238
DRIFT_STEPS = 1  # a clock may be one step off, either way
FAILURES_MOST = 5
LOCKED_FOR = timedelta(minutes=15)


class TotpVerdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    USED = "used"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A grant that an invitation has become; `secret` is to be enrolled, None when the person has an authenticator."""

    role: Role
    unit: str
    label: str
    person: int
    secret: str | None


async def invite(tx: Tx, *, role: Role, unit: str, name: str, by: str, now: datetime) -> str:
    """The token of a single-use invitation. From the command line it counts as both admins, and is audited as such."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = await staff.invite(
        tx,
        token=token,
        role=role,
        unit=unit,
        label=account_label(name, role),
        invited_by=by,
        now=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    await audit.record(tx, "staff.invited", actor=by, subject=invitation, now=now, role=role.value, unit=unit)
    return token


async def accept(tx: Tx, token: str, person: Person, *, private: bool, now: datetime) -> Joined:
    """Turn an invitation into a grant in this chat. Raises `Refused` for a used, old or unknown one."""
    if not private:
        raise Refused("staff.private_only")
    account = person.id or await people.add(tx, now=now)
    invitation = await staff.use_invitation(tx, token, person=account, now=now)
    if invitation is None:
        raise Refused("staff.invitation_void")
    if not person.id:
        await chats.belong(tx, person.chat, account)
    await staff.grant(
        tx,
        person=account,
        chat=person.chat,
        role=invitation.role,
        unit=invitation.unit,
        label=invitation.label,
        granted_by=f"invitation {invitation.id}",
        now=now,
    )
    await audit.record(tx, "staff.granted", actor=account, subject=invitation.id, now=now, role=invitation.role.value)
    secret = await _enrol(tx, account, now=now) if invitation.role is Role.APPROVER else None
    return Joined(role=invitation.role, unit=invitation.unit, label=invitation.label, person=account, secret=secret)


async def check_totp(tx: Tx, person: int, typed: str, *, now: datetime) -> TotpVerdict:
    """Spend the time step of a typed code: it is never accepted again, for this or anything else.

    Tries and spent steps are kept whatever is answered afterwards. Raises `Refused` for what is no code at all.
    """
    code = accept_code(typed, digits=TOTP_DIGITS)
    authenticator = await staff.find_authenticator(tx, person)
    if authenticator is None:
        raise Refused("totp.not_enrolled")
    if authenticator.failures >= FAILURES_MOST and authenticator.failed_at:
        if now < authenticator.failed_at + LOCKED_FOR:
            return TotpVerdict.LOCKED
        await staff.forgive(tx, person)
    step = _matching_step(authenticator.secret, code, now)
    if step is None:
        await staff.miss(tx, person, now=now)
        await tx.mark()
        return TotpVerdict.WRONG
    if not await staff.take_step(tx, person, step, now=now):
        return TotpVerdict.USED
    await tx.mark()
    return TotpVerdict.RIGHT


async def revoke(tx: Tx, grant: int, *, by: str, now: datetime) -> None:
    """Take a grant away: it counts from the next transaction on. Raises `Refused` when it is gone already."""
    if not await staff.revoke(tx, grant, by=by, now=now):
        raise Refused("staff.grant_gone")
    await audit.record(tx, "staff.revoked", actor=by, subject=grant, now=now)


def enrolment_uri(secret: str, *, label: str, issuer: str) -> str:
    """What an authenticator app reads from the QR picture (otpauth key URI)."""
    return pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=TOTP_PERIOD).provisioning_uri(name=label, issuer_name=issuer)


async def _enrol(tx: Tx, person: int, *, now: datetime) -> str | None:
    secret = pyotp.random_base32()
    return secret if await staff.enrol(tx, person, secret, now=now) else None


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    totp = pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=TOTP_PERIOD)
    present = int(now.timestamp()) // TOTP_PERIOD
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None
