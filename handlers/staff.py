"""/nhansu: who may do what, who gave it and when; invite, second, revoke, enrol anew, mark for drills."""

from typing import Any

from channels.message import Button, Style
from domain.refused import Refused
from domain.role import Role
from domain.wording import utf16
from handlers import form, menu, releasing, revoking
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Choice, Form
from handlers.steps.choice import ChoiceStep
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import staffing
from storage import audit, chats, staff
from storage.staff import GrantRecord, Proposal
from texts.words import Term

NAME_MOST = 80

routes = Routes()


@routes.command("nhansu", role=Role.ADMIN)
async def overview(turn: Turn, arguments: str) -> None:
    """Every right in force, by unit; what waits for a second admin, or since a restore for any."""
    records = await staff.list_grants(turn.tx)
    standing = sorted((each for each in records if each.revoked_at is None), key=lambda each: each.grant.unit)
    proposals = await staffing.list_proposals(turn.tx, now=turn.now)
    turn.redraw(
        turn.words.say("staff.overview", count=len(standing), waiting=len(proposals)),
        buttons=[
            *([_proposal_button(turn, each)] for each in proposals),
            *([_grant_button(turn, each)] for each in standing),
            *await releasing.held_row(turn),
            [turn.button("staff.invite", "staff.invite", style=Style.PRIMARY)],
        ],
    )


@routes.press("staff.open", role=Role.ADMIN)
async def open_overview(turn: Turn, pressed: Pressed) -> None:
    await overview(turn, "")


@routes.press("staff.grant", role=Role.ADMIN)
async def show_grant(turn: Turn, pressed: Pressed) -> None:
    record = await _grant(turn, pressed)
    in_drills = await chats.is_test_group(turn.tx, record.chat)
    grant = record.grant
    drills = turn.button(
        "staff.drills_leave" if in_drills else "staff.drills_join", "staff.drills", grant.id, int(not in_drills)
    )
    anew = turn.button("staff.reset", "staff.reset", grant.id)
    turn.redraw(
        turn.words.say(
            "staff.grant",
            label=grant.label,
            role=Term(f"role.{grant.role.value}"),
            unit=grant.unit,
            by=await _names(turn, record.granted_by),
            at=record.granted_at,
            drills=Term("staff.in_drills" if in_drills else "staff.not_in_drills"),
        ),
        buttons=[
            [drills, *([anew] if grant.role is Role.APPROVER else [])],
            [turn.button("staff.revoke", "staff.revoke", grant.id, style=Style.DANGER)],
            [turn.button("form.back", "staff.open")],
        ],
    )


@routes.press("staff.revoke", role=Role.ADMIN)
async def ask_revoke(turn: Turn, pressed: Pressed) -> None:
    record = await _grant(turn, pressed)
    sure = turn.button("staff.revoke", "staff.revoke_sure", record.grant.id, style=Style.DANGER)
    turn.redraw(
        turn.words.say("staff.revoke_ask", label=record.grant.label, role=Term(f"role.{record.grant.role.value}")),
        buttons=[[sure, turn.button("form.back", "staff.grant", record.grant.id)]],
    )


@routes.press("staff.revoke_sure", role=Role.ADMIN)
async def revoke(turn: Turn, pressed: Pressed) -> None:
    gone = await revoking.revoke(turn.tx, turn.house, pressed.row, by=str(turn.person.id), now=turn.now)
    role = Term(f"role.{gone.grant.role.value}")
    turn.redraw(turn.words.say("staff.revoked", label=gone.grant.label, role=role))


@routes.press("staff.reset", role=Role.ADMIN)
async def reset_authenticator(turn: Turn, pressed: Pressed) -> None:
    record = await staffing.reset_authenticator(turn.tx, pressed.row, turn.person, now=turn.now)
    chat = await chats.get(turn.tx, record.chat)
    words = turn.house.catalogues[chat.language]
    turn.notify(chat, "totp.enrol_anew", buttons=[[turn.named_button(words.plain("totp.begin"), "totp.enrol")]])
    turn.say("staff.reset_done", label=record.grant.label)


@routes.press("staff.drills", role=Role.ADMIN)
async def mark_for_drills(turn: Turn, pressed: Pressed) -> None:
    """The version is what the button wants, 1 for in the group: tapped twice, it does the same as once."""
    record = await _grant(turn, pressed)
    chat = await chats.get(turn.tx, record.chat)
    member = pressed.version == 1
    if member != await chats.is_test_group(turn.tx, chat.id):
        await chats.mark_test_group(turn.tx, chat.channel, chat.address, member=member)
        actor = turn.person.id
        await audit.record(turn.tx, "chat.test_group", actor=actor, subject=chat.id, now=turn.now, member=member)
    await show_grant(turn, pressed)


@routes.press("staff.invite", role=Role.ADMIN)
async def invite(turn: Turn, pressed: Pressed) -> None:
    await form.open_form(turn, INVITATION.name)


@routes.press("staff.proposal", role=Role.ADMIN)
async def show_proposal(turn: Turn, pressed: Pressed) -> None:
    proposal = await staffing.get_proposal(turn.tx, pressed.row, now=turn.now)
    second_it = turn.button("staff.second", "staff.second", proposal.id, style=Style.SUCCESS)
    own = proposal.by == turn.person.id
    turn.show(
        turn.words.say(
            "staff.proposal",
            role=Term(f"role.{proposal.role.value}"),
            unit=proposal.unit,
            name=proposal.name,
            by=await _names(turn, str(proposal.by)),
            at=proposal.at,
            ends=staffing.ends(proposal),
        ),
        buttons=[[*([] if own else [second_it]), turn.button("staff.decline", "staff.decline", proposal.id)]],
    )


@routes.press("staff.second", role=Role.ADMIN)
async def second(turn: Turn, pressed: Pressed) -> None:
    """The link goes to both admins: to the one who proposed, and to the one who seconded."""
    proposal, token = await staffing.second(turn.tx, pressed.row, turn.person, now=turn.now)
    role = Term(f"role.{proposal.role.value}")
    proposer = await chats.get(turn.tx, proposal.chat)
    turn.notify(proposer, "staff.link", role=role, unit=proposal.unit, name=proposal.name, token=token)
    turn.redraw(turn.words.say("staff.link", role=role, unit=proposal.unit, name=proposal.name, token=token))


@routes.press("staff.decline", role=Role.ADMIN)
async def decline(turn: Turn, pressed: Pressed) -> None:
    await staffing.decline(turn.tx, pressed.row, turn.person, now=turn.now)
    turn.redraw(turn.words.say("staff.declined"))


async def _invited(turn: Turn, answers: dict[str, Any]) -> None:
    if not turn.person.may(Role.ADMIN):
        raise Refused("access.admins_only")
    role, unit, name = Role(answers["role"]), answers["unit"], answers["name"]
    invited = await staffing.propose(turn.tx, turn.person, role=role, unit=unit, name=name, now=turn.now)
    if invited.token:
        return turn.say(
            "staff.link",
            role=Term(f"role.{role.value}"),
            unit=unit,
            name=name,
            token=invited.token,
            keys=menu.keys(turn),
        )
    await _ask_the_others(turn, await staffing.get_proposal(turn.tx, invited.proposal, now=turn.now))


async def _ask_the_others(turn: Turn, proposal: Proposal) -> None:
    """Where there is no other admin, the proposer is told how one comes to be."""
    others = [each for each in await chats.list_with_role(turn.tx, Role.ADMIN) if each.person != turn.person.id]
    ends = staffing.ends(proposal)
    told = Term("staff.others_told" if others else "staff.no_other_admin")
    turn.say("staff.needs_second", ends=ends, others=told, keys=menu.keys(turn))
    facts = {"role": Term(f"role.{proposal.role.value}"), "unit": proposal.unit, "name": proposal.name, "ends": ends}
    for admin in others:
        words = turn.house.catalogues[admin.chat.language]
        look = turn.named_button(words.plain("staff.look"), "staff.proposal", proposal.id)
        turn.notify(admin.chat, "staff.proposed", buttons=[[look]], **facts)


async def _grant(turn: Turn, pressed: Pressed) -> GrantRecord:
    record = await staff.find_grant(turn.tx, pressed.row)
    if record is None or record.revoked_at is not None:
        raise Refused("staff.grant_gone")
    return record


async def _names(turn: Turn, by: str) -> str:
    """Who did it, by the label that they bear as admins; several are joined by `+`."""
    labels = {str(each.person): each.grant.label for each in await staff.list_grants(turn.tx)}
    return ", ".join(labels.get(each, each) for each in by.split("+"))


def _grant_button(turn: Turn, record: GrantRecord) -> Button:
    role = turn.words.plain(f"role.{record.grant.role.value}")
    name = f"{record.grant.label} · {role} · {record.grant.unit}"
    return turn.named_button(name[:120], "staff.grant", record.grant.id)


def _proposal_button(turn: Turn, proposal: Proposal) -> Button:
    role = turn.words.plain(f"role.{proposal.role.value}")
    return turn.named_button(f"⏳ {proposal.name} · {role} · {proposal.unit}"[:120], "staff.proposal", proposal.id)


def _roles(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(value=role.value, name=turn.words.plain(f"role.{role.value}")) for role in Role)


def _accept_name(text: str) -> str:
    if "\n" in text or not 2 <= utf16(text) <= NAME_MOST:
        raise Refused("staff.name_length", most=NAME_MOST)
    return text


INVITATION = Form(
    name="invitation",
    steps=(
        ChoiceStep(key="role", choices=_roles, columns=2),
        TextStep(key="unit", accept=_accept_name),
        TextStep(key="name", accept=_accept_name),
    ),
    finish=_invited,
    privileged=True,
    resumable=False,
)
