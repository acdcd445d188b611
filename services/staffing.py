"""Staff: invited by a link that works once, bound to a chat, and confirmed by an authenticator where they approve."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

from domain.alert import Alert
from domain.limit import Lock
from domain.passcode import accept_code
from domain.refused import Refused
from domain.role import Person, Role, account_label
from services import alerting
from storage import audit, chats, forms, people, staff
from storage.engine import Tx
from storage.staff import GrantRecord, Proposal

INVITATION_LIFETIME = timedelta(hours=48)
TOKEN_BYTES = 24  # 32 characters of the alphabet that deep links take
COMMAND_LINE = "command line"
TOTP_DIGITS = 6
TOTP_PERIOD = 30  # seconds, RFC 6238
DRIFT_STEPS = 1  # a clock may be one step off, either way
RECOVERY_CODES = 8
RECOVERY_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
RECOVERY_LENGTH = 10
SECONDED = (Role.ADMIN, Role.APPROVER)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation's token, or None while another admin has still to second the proposal."""

    proposal: int
    token: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """A grant that is gone, and the requests for approval that went back with it."""

    record: GrantRecord
    returned: list[Alert]


async def propose(tx: Tx, admin: Person, *, role: Role, unit: str, name: str, now: datetime) -> Invited:
    """Invite somebody; for a role that decides alone what happens to many, another admin has to second it."""
    if role not in SECONDED:
        token = await invite(tx, role=role, unit=unit, name=name, by=str(admin.id), now=now)
        return Invited(proposal=0, token=token)
    proposal = await staff.propose(tx, role=role, unit=unit, name=name, by=admin.id, chat=admin.chat, now=now)
    await audit.record(tx, "staff.proposed", actor=admin.id, subject=proposal, now=now, role=role.value, unit=unit)
    return Invited(proposal=proposal, token=None)


async def second(tx: Tx, proposal_id: int, admin: Person, *, now: datetime) -> tuple[Proposal, str]:
    """The second admin's yes: the proposal becomes an invitation. Raises `Refused` for one's own, and a settled one."""
    proposal = await staff.find_proposal(tx, proposal_id)
    if proposal is None:
        raise Refused("staff.proposal_settled")
    if proposal.by == admin.id:
        raise Refused("staff.own_proposal")
    await _settle(tx, proposal_id, admin, "seconded", now)
    both = f"{proposal.by}+{admin.id}"
    token = await invite(tx, role=proposal.role, unit=proposal.unit, name=proposal.name, by=both, now=now)
    return proposal, token


async def decline(tx: Tx, proposal_id: int, admin: Person, *, now: datetime) -> None:
    """Any admin's no, the proposer's own included."""
    await _settle(tx, proposal_id, admin, "declined", now)


async def _settle(tx: Tx, proposal_id: int, admin: Person, outcome: str, now: datetime) -> None:
    if not await staff.settle_proposal(tx, proposal_id, by=admin.id, outcome=outcome, now=now):
        raise Refused("staff.proposal_settled")
    await audit.record(tx, f"staff.{outcome}", actor=admin.id, subject=proposal_id, now=now)


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
    """Turn an invitation into a grant in this chat.

    Raises `Refused` for a used, old or unknown one, and for a right that takes two admins when one of them would
    have it: the link is left for the person whom both meant.
    """
    if not private:
        raise Refused("staff.private_only")
    account = person.id or await people.add(tx, now=now)
    invitation = await staff.use_invitation(tx, token, person=account, now=now)
    if invitation is None:
        raise Refused("staff.invitation_void")
    if invitation.role in SECONDED and str(account) in invitation.invited_by.split("+"):
        raise Refused("staff.own_link")
    if not person.id:
        await chats.belong(tx, person.chat, account)
    await staff.grant(
        tx,
        person=account,
        chat=person.chat,
        role=invitation.role,
        unit=invitation.unit,
        label=invitation.label,
        granted_by=invitation.invited_by,
        now=now,
    )
    await audit.record(tx, "staff.granted", actor=account, subject=invitation.id, now=now, role=invitation.role.value)
    secret = await _enrol(tx, account, now=now) if invitation.role is Role.APPROVER else None
    return Joined(role=invitation.role, unit=invitation.unit, label=invitation.label, person=account, secret=secret)


async def check_totp(tx: Tx, person: int, typed: str, *, lock: Lock, now: datetime) -> TotpVerdict:
    """Spend the time step of a typed code: it is never accepted again, for this or anything else.

    Tries and spent steps are kept whatever is answered afterwards. Raises `Refused` for what is no code at all.
    """
    recovery = recovery_code(typed)
    code = "" if recovery else accept_code(typed, digits=TOTP_DIGITS)
    authenticator = await staff.find_authenticator(tx, person)
    if authenticator is None:
        raise Refused("totp.not_enrolled")
    if lock.shut(authenticator.failures, authenticator.failed_at, now=now):
        return TotpVerdict.LOCKED
    if lock.spent(authenticator.failures):
        await staff.forgive(tx, person)
    if recovery and await staff.use_recovery_code(tx, person, authenticator.secret, recovery, now=now):
        await audit.record(tx, "staff.recovery_code_used", actor=person, subject=person, now=now)
        await staff.forgive(tx, person)
        await tx.mark()
        return TotpVerdict.RIGHT
    step = _matching_step(authenticator.secret, code, now) if code else None
    if step is None:
        await staff.miss(tx, person, now=now)
        await tx.mark()
        return TotpVerdict.WRONG
    if not await staff.take_step(tx, person, step, now=now):
        return TotpVerdict.USED
    await tx.mark()
    return TotpVerdict.RIGHT


async def revoke(tx: Tx, grant_id: int, *, by: str, now: datetime) -> Revoked:
    """Take a grant away: it counts from the next transaction on.

    What was being filled in there ends, such as an approval that waits for its code, and the commands leave the menu.
    Requests for approval that a leader had a hand in go back; proposals and links of an admin end.
    Raises `Refused` when it is gone already, and for the last admin.
    """
    found = await staff.find_grant(tx, grant_id)
    if found is None or found.revoked_at is not None:
        raise Refused("staff.grant_gone")
    if found.grant.role is Role.ADMIN and await _admins(tx) == {found.person} and by != COMMAND_LINE:
        raise Refused("staff.last_admin")
    if not await staff.revoke(tx, grant_id, by=by, now=now):
        raise Refused("staff.grant_gone")
    await forms.drop_all(tx, found.chat)
    await chats.show_menu(tx, found.chat, chats.STALE_MENU)
    tx.wake("menus")
    await audit.record(tx, "staff.revoked", actor=by, subject=grant_id, now=now, role=found.grant.role.value)
    if found.grant.role is Role.ADMIN and found.person not in await _admins(tx):
        await _end_what_was_begun(tx, found.person, by=by, now=now)
    leader = found.grant.role is Role.APPROVER
    returned = await alerting.orphan(tx, found.person, by=by, now=now) if leader else []
    return Revoked(record=found, returned=returned)


async def _end_what_was_begun(tx: Tx, admin: int, *, by: str, now: datetime) -> None:
    """Proposals and unused links in which somebody had a hand who is no admin any more."""
    proposals = await staff.settle_proposals_of(tx, admin, outcome="revoked", now=now)
    links = await staff.end_invitations_of(tx, admin, now=now)
    if proposals or links:
        await audit.record(tx, "staff.begun_ended", actor=by, subject=admin, now=now, proposals=proposals, links=links)


async def reset_authenticator(tx: Tx, grant_id: int, admin: Person, *, now: datetime) -> GrantRecord:
    """Only an admin's word lets somebody enrol anew, and never their own. Raises `Refused`."""
    found = await staff.find_grant(tx, grant_id)
    if found is None or found.revoked_at is not None:
        raise Refused("staff.grant_gone")
    if found.person == admin.id:
        raise Refused("staff.own_authenticator")
    await staff.forget_authenticator(tx, found.person)
    await audit.record(tx, "staff.authenticator_reset", actor=admin.id, subject=found.person, now=now)
    return found


async def enrol_anew(tx: Tx, approver: Person, *, now: datetime) -> str:
    """A new secret, after an admin's reset. Raises `Refused` while there is a confirmed authenticator."""
    secret = await _enrol(tx, approver.id, now=now)
    if secret is None:
        raise Refused("totp.enrolled_already")
    return secret


async def give_recovery_codes(tx: Tx, person: int, *, now: datetime) -> list[str]:
    """For the day that the authenticator is lost: each works once. The ones given before are void.

    Raises `Refused` for somebody who has none.
    """
    drawn = ["".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    authenticator = await staff.find_authenticator(tx, person)
    if authenticator is None:
        raise Refused("totp.not_enrolled")
    await staff.keep_recovery_codes(tx, person, authenticator.secret, drawn)
    await audit.record(tx, "staff.enrolled", actor=person, subject=person, now=now)
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def recovery_code(typed: str) -> str | None:
    """What was typed as a recovery code, None when it cannot be one."""
    code = typed.strip().upper().replace("-", "").replace(" ", "")[: RECOVERY_LENGTH + 1]
    return code if len(code) == RECOVERY_LENGTH and set(code) <= set(RECOVERY_ALPHABET) else None


def enrolment_uri(secret: str, *, label: str, issuer: str) -> str:
    """What an authenticator app reads from the QR picture (otpauth key URI)."""
    return pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=TOTP_PERIOD).provisioning_uri(name=label, issuer_name=issuer)


async def _enrol(tx: Tx, person: int, *, now: datetime) -> str | None:
    secret = pyotp.random_base32()
    return secret if await staff.enrol(tx, person, secret, now=now) else None


async def _admins(tx: Tx) -> set[int]:
    return {each.person for each in await chats.list_with_role(tx, Role.ADMIN)}


def _matching_step(secret: str, code: str, now: datetime) -> int | None:
    totp = pyotp.TOTP(secret, digits=TOTP_DIGITS, interval=TOTP_PERIOD)
    present = int(now.timestamp()) // TOTP_PERIOD
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None
