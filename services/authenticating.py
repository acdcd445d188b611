"""An approver's authenticator: enrolled, confirmed by its first right code, then asked for at each approval."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pyotp

from domain.limit import Lock
from domain.passcode import accept_code
from domain.refused import Refused
from domain.role import Person
from storage import audit, staff
from storage.engine import Session, Tx
from storage.staff import Authenticator

TOTP_DIGITS = 6
TOTP_PERIOD = 30  # seconds, RFC 6238
DRIFT_STEPS = 1  # a clock may be one step off, either way
RECOVERY_CODES = 8
RECOVERY_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
RECOVERY_LENGTH = 10


class TotpVerdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    USED = "used"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a first code has come to; the recovery codes are there when it was right."""

    verdict: TotpVerdict
    recovery_codes: tuple[str, ...] = ()


async def enrol(tx: Tx, person: int, *, now: datetime) -> str | None:
    """A new secret, which nothing accepts before it is confirmed; None while there is a confirmed authenticator."""
    secret = pyotp.random_base32()
    return secret if await staff.enrol(tx, person, secret, now=now) else None


async def enrol_anew(tx: Tx, approver: Person, *, now: datetime) -> str:
    """After an admin's reset, or where the first secret was lost. Raises `Refused` once one is confirmed."""
    secret = await enrol(tx, approver.id, now=now)
    if secret is None:
        raise Refused("totp.enrolled_already")
    return secret


def enrolment_uri(secret: str, *, label: str, issuer: str) -> str:
    """What an authenticator app reads from the QR picture (otpauth key URI)."""
    return pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=TOTP_PERIOD).provisioning_uri(name=label, issuer_name=issuer)


async def is_confirmed(session: Session, person: int) -> bool:
    authenticator = await staff.find_authenticator(session, person)
    return authenticator is not None and authenticator.confirmed


async def finish(tx: Tx, person: int, typed: str, *, lock: Lock, now: datetime) -> Finished:
    """End an enrolment by the first right code: the recovery codes are handed out, this once.

    Raises `Refused` for what is no code of an app, a recovery code too, and when it was confirmed before.
    """
    code = accept_code(typed, digits=TOTP_DIGITS)
    authenticator = await _get(tx, person)
    if authenticator.confirmed:
        raise Refused("totp.enrolled_already")
    if await _locked(tx, person, authenticator, lock, now):
        return Finished(verdict=TotpVerdict.LOCKED)
    verdict = await _compare(tx, person, authenticator, code, now=now)
    if verdict is not TotpVerdict.RIGHT:
        return Finished(verdict=verdict)
    await staff.confirm(tx, person, now=now)
    await audit.record(tx, "staff.enrolled", actor=person, subject=person, now=now)
    return Finished(verdict=verdict, recovery_codes=await _recovery_codes(tx, person, authenticator))


async def check(tx: Tx, person: int, typed: str, *, lock: Lock, now: datetime) -> TotpVerdict:
    """Spend the time step of a typed code, or a recovery code: it is never accepted again, for this or anything else.

    Tries and spent steps are kept whatever is answered afterwards. Raises `Refused` for what is no code at all, and
    while the authenticator is not confirmed.
    """
    recovery = recovery_code(typed)
    code = "" if recovery else accept_code(typed, digits=TOTP_DIGITS)
    authenticator = await _get(tx, person)
    if not authenticator.confirmed:
        raise Refused("totp.unconfirmed")
    if await _locked(tx, person, authenticator, lock, now):
        return TotpVerdict.LOCKED
    if recovery and await staff.use_recovery_code(tx, person, authenticator.secret, recovery, now=now):
        await audit.record(tx, "staff.recovery_code_used", actor=person, subject=person, now=now)
        await staff.forgive(tx, person)
        await tx.mark()
        return TotpVerdict.RIGHT
    return await _compare(tx, person, authenticator, code, now=now)


def recovery_code(typed: str) -> str | None:
    """What was typed as a recovery code, None when it cannot be one."""
    code = typed.strip().upper().replace("-", "").replace(" ", "")[: RECOVERY_LENGTH + 1]
    return code if len(code) == RECOVERY_LENGTH and set(code) <= set(RECOVERY_ALPHABET) else None


async def _get(session: Session, person: int) -> Authenticator:
    found = await staff.find_authenticator(session, person)
    if found is None:
        raise Refused("totp.not_enrolled")
    return found


async def _locked(tx: Tx, person: int, authenticator: Authenticator, lock: Lock, now: datetime) -> bool:
    """A lock that has lasted its time lets the tries begin anew."""
    if lock.shut(authenticator.failures, authenticator.failed_at, now=now):
        return True
    if lock.spent(authenticator.failures):
        await staff.forgive(tx, person)
    return False


async def _compare(tx: Tx, person: int, authenticator: Authenticator, code: str, *, now: datetime) -> TotpVerdict:
    step = _matching_step(authenticator.secret, code, now) if code else None
    if step is None:
        await staff.miss(tx, person, now=now)
        await tx.mark()
        return TotpVerdict.WRONG
    if not await staff.take_step(tx, person, step):
        return TotpVerdict.USED
    await tx.mark()
    return TotpVerdict.RIGHT


async def _recovery_codes(tx: Tx, person: int, authenticator: Authenticator) -> tuple[str, ...]:
    """For the day that the authenticator is lost: each works once."""
    drawn = ["".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    await staff.keep_recovery_codes(tx, person, authenticator.secret, drawn)
    return tuple(f"{code[:5]}-{code[5:]}" for code in drawn)


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    totp = pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=TOTP_PERIOD)
    present = int(now.timestamp()) // TOTP_PERIOD
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None
