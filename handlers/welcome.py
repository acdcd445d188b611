"""The first words, help, stopping what one is in the middle of, and the links that make someone staff."""

import re

from domain.refused import Refused
from domain.role import Role
from handlers import enrolment, form, menu, warnings
from handlers.routes import Routes
from handlers.turn import Turn
from services import staffing
from services.staffing import Joined
from storage import chats, forms
from texts.words import Term

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")

routes = Routes()


@routes.command("start")
async def start(turn: Turn, arguments: str) -> None:
    if _TOKEN.fullmatch(arguments):
        return await _join_staff(turn, arguments)
    if warnings.CODE.fullmatch(arguments):
        return await warnings.check(turn, arguments)
    turn.say("start.welcome", keys=menu.keys(turn))


@routes.command("help")
async def help_(turn: Turn, arguments: str) -> None:
    turn.say("help.text", keys=menu.keys(turn))
    if turn.person.may(Role.APPROVER):
        turn.say("help.approver")


@routes.command("huy")
async def cancel(turn: Turn, arguments: str) -> None:
    draft = await forms.find_open(turn.tx, turn.chat.id)
    if draft is None:
        raise Refused("form.none_open")
    await form.drop_draft(turn, turn.forms[draft.form], draft)


async def _join_staff(turn: Turn, token: str) -> None:
    joined = await staffing.accept(
        turn.tx, token, turn.person, private=turn.incoming.private and not turn.incoming.forwarded, now=turn.now
    )
    found = await chats.find(turn.tx, turn.chat.channel, turn.chat.address)
    if found is not None:
        turn.as_person(found[1])
    turn.say(
        "staff.joined",
        role=Term(f"role.{joined.role.value}"),
        unit=joined.unit,
        label=joined.label,
        keys=menu.keys(turn),
    )
    await _tell_admins(turn, joined)
    if joined.secret:
        enrolment.show(turn, joined.secret, joined.label)


async def _tell_admins(turn: Turn, joined: Joined) -> None:
    """A link can be opened by another than it was meant for: the other admins see at once that it was."""
    for admin in await chats.list_with_role(turn.tx, Role.ADMIN):
        if admin.chat.id != turn.chat.id:
            role = Term(f"role.{joined.role.value}")
            turn.notify(admin.chat, "staff.link_used", role=role, unit=joined.unit, label=joined.label)
