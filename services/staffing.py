"""Staff: invited by a link that works once, for some roles by two admins, and bound to a chat until it is revoked."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.alert import Alert
from domain.refused import Refused
from domain.role import Person, Role, account_label
from services import alerting, authenticating
from storage import audit, chats, forms, people, staff
from storage.engine import Session, Tx
from storage.staff import GrantRecord, Proposal

INVITATION_LIFETIME = timedelta(hours=48)
PROPOSAL_LIFETIME = timedelta(days=7)
TOKEN_BYTES = 24  # 32 characters of the alphabet that deep links take
COMMAND_LINE = "command line"
SECONDED = (Role.ADMIN, Role.APPROVER)


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
    """The second admin's yes: the proposal becomes an invitation.

    Raises `Refused` for one's own, and for one that is settled or too old.
    """
    proposal = await get_proposal(tx, proposal_id, now=now)
    if proposal.by == admin.id:
        raise Refused("staff.own_proposal")
    await _settle(tx, proposal_id, admin, "seconded", now)
    both = f"{proposal.by}+{admin.id}"
    token = await invite(tx, role=proposal.role, unit=proposal.unit, name=proposal.name, by=both, now=now)
    return proposal, token


async def decline(tx: Tx, proposal_id: int, admin: Person, *, now: datetime) -> None:
    """Any admin's no, the proposer's own included. Raises `Refused` for one that is settled or too old."""
    await get_proposal(tx, proposal_id, now=now)
    await _settle(tx, proposal_id, admin, "declined", now)


async def get_proposal(session: Session, proposal_id: int, *, now: datetime) -> Proposal:
    """Raises `Refused` when it is settled or too old."""
    proposal = await staff.find_proposal(session, proposal_id)
    if proposal is None:
        raise Refused("staff.proposal_settled")
    if now >= ends(proposal):
        raise Refused("staff.proposal_over", ended=ends(proposal))
    return proposal


async def list_proposals(session: Session, *, now: datetime) -> list[Proposal]:
    """Those that another admin can still second."""
    return [each for each in await staff.list_proposals(session) if now < ends(each)]


def ends(proposal: Proposal) -> datetime:
    """Nobody can second it from then on."""
    return proposal.at + PROPOSAL_LIFETIME


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
    secret = await authenticating.enrol(tx, account, now=now) if invitation.role is Role.APPROVER else None
    return Joined(role=invitation.role, unit=invitation.unit, label=invitation.label, person=account, secret=secret)


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


async def _admins(tx: Tx) -> set[int]:
    return {each.person for each in await chats.list_with_role(tx, Role.ADMIN)}
