"""Turn to handler, in one transaction: whatever a person does is answered, and a "no" takes back what it had begun."""

from collections.abc import Mapping
from datetime import datetime

from channels.incoming import Command, Edited, File, Incoming, Membership, Other, Press, Text
from channels.message import Acknowledge, Outgoing
from domain.refused import Refused
from domain.report import accept_text
from domain.wording import utf16
from handlers import (
    account,
    approval,
    calling,
    drafting,
    enrolment,
    feedback,
    following,
    form,
    journal,
    menu,
    numbers,
    own_reports,
    personal,
    rating,
    reach,
    registration,
    releasing,
    rescue,
    staff,
    statistics,
    triage,
    triage_forms,
    unit_group,
    warnings,
    welcome,
)
from handlers.access import arrive, demand, show_menu
from handlers.house import House
from handlers.press import read_press
from handlers.routes import Routes
from handlers.step import Form
from handlers.steps.files import added
from handlers.turn import Turn
from services import subscribing
from services.receiving import hear, keep_files
from services.speaking import post
from storage import chats, forms
from storage.engine import Tx
from storage.forms import Draft

CONVERSATIONS = (
    welcome,
    registration,
    feedback,
    own_reports,
    rating,
    rescue,
    triage,
    calling,
    statistics,
    following,
    warnings,
    account,
    staff,
    releasing,
    enrolment,
    journal,
    personal,
    drafting,
    approval,
    reach,
    form,
)
FORMS = (
    registration.REGISTRATION,
    registration.SIGN_IN,
    feedback.REPORT,
    own_reports.ADDITION,
    own_reports.BY_CODE,
    rating.REOPENING,
    rescue.RESCUE,
    *triage_forms.FORMS,
    following.FOLLOWING,
    *account.FORMS,
    drafting.DRAFT,
    enrolment.ENROLMENT,
    personal.ERASURE,
    personal.REQUEST,
    personal.ANSWER,
    staff.INVITATION,
    approval.APPROVAL,
    approval.RETURN,
    approval.REJECT,
    approval.CANCEL,
    approval.TEMPLATE,
)
LONG_ENOUGH = 30  # UTF-16 units: words this long outside any form are taken for a report


class Router:
    def __init__(self, house: House) -> None:
        self.house = house
        self.forms: Mapping[str, Form] = {each.name: each for each in FORMS}
        self.routes = Routes()
        for conversation in CONVERSATIONS:
            self.routes.take_in(conversation.routes)

    async def handle(self, tx: Tx, incoming: Incoming, *, now: datetime) -> None:
        """Perform what was asked and note the answers, all in this transaction."""
        if isinstance(incoming.body, Membership):
            return await _come_or_go(tx, incoming, incoming.body, now)
        incoming = await keep_files(tx, incoming, now=now)
        turn = await arrive(tx, incoming, self.house, self.forms, now=now)
        await hear(tx, incoming, now=now)
        if turn.chat.blocked:
            await _come_back(tx, incoming, now)
            await tx.mark()
        try:
            await self._dispatch(turn)
        except Refused as no:
            await tx.undo()
            turn.said.clear()
            turn.refuse(no)
        await show_menu(turn, self.routes)
        await post(tx, _acknowledged(turn), now=now, answering=(incoming.channel, incoming.chat))

    async def _dispatch(self, turn: Turn) -> None:
        if not turn.incoming.private:
            return await _in_a_group(turn)
        match await numbers.understand(turn):
            case None:
                return
            case Command(name=name, arguments=arguments):
                await self._command(turn, name, arguments)
            case Press(data=data):
                pressed = read_press(data)
                if pressed.action not in self.routes.presses:
                    raise Refused("press.unreadable")
                handler, role = self.routes.presses[pressed.action]
                demand(turn, role)
                await handler(turn, pressed)
            case Edited():
                turn.say("access.edited")
            case _:
                await self._said(turn)

    async def _command(self, turn: Turn, name: str, arguments: str) -> None:
        command = self.routes.commands.get(name)
        if command is None:
            raise Refused("access.unknown_command", name=name[:32])
        demand(turn, command.role)
        before = await forms.find_open(turn.tx, turn.chat.id)
        await command.handler(turn, arguments)
        if before is not None and name != "huy":
            await _still_open(turn, before)

    async def _said(self, turn: Turn) -> None:
        if name := menu.typed_command(turn):
            return await self._command(turn, name, "")
        if isinstance(turn.incoming.body, File) and await feedback.joined_late(turn, turn.incoming.body):
            return
        draft = await forms.find_open(turn.tx, turn.chat.id)
        if draft is not None:
            return await form.answer(turn, draft)
        if await own_reports.shown_by_code(turn):
            return
        match turn.incoming.body:
            case Text(text=text) if utf16(text) >= LONG_ENOUGH and not turn.incoming.forwarded:
                await feedback.report_filled(turn, {"text": accept_text(text)})
            case File() as file:
                caption = {"text": file.caption} if utf16(file.caption) >= LONG_ENOUGH else {}
                await feedback.report_filled(turn, {"files": added([], file, channel=turn.chat.channel), **caption})
            case Other():
                turn.say("access.cannot_read", keys=menu.keys(turn))
            case _ if turn.first:
                await welcome.start(turn, "")
            case _:
                turn.say("access.not_understood", keys=menu.keys(turn))


async def _still_open(turn: Turn, before: Draft) -> None:
    after = await forms.find_open(turn.tx, turn.chat.id)
    if after is not None and (after.form, after.version) == (before.form, before.version):
        await form.mention_open(turn, after)


async def _come_or_go(tx: Tx, incoming: Incoming, membership: Membership, now: datetime) -> None:
    if membership.here:
        await _come_back(tx, incoming, now)
    else:
        await chats.block(tx, incoming.channel, incoming.chat, now=now)


async def _come_back(tx: Tx, incoming: Incoming, now: datetime) -> None:
    """Whoever lets us in again hears at once what is in force."""
    if await chats.unblock(tx, incoming.channel, incoming.chat):
        found = await chats.find(tx, incoming.channel, incoming.chat)
        if found is not None:
            await subscribing.catch_up(tx, found[1], now=now)


async def _in_a_group(turn: Turn) -> None:
    """In groups a command is sent to the private chat, but for those that tie the group to a unit: nothing of anyone's
    is shown to others."""
    match turn.incoming.body:
        case Command(name=unit_group.TIE):
            return await unit_group.tie(turn)
        case Command(name=unit_group.UNTIE):
            return await unit_group.untie(turn)
    if isinstance(turn.incoming.body, Command | Press):
        raise Refused("access.private_only")


def _acknowledged(turn: Turn) -> list[tuple[str, str, Outgoing]]:
    """A pressed button stops waiting, whatever else is answered, before anything else."""
    body = turn.incoming.body
    done = any(isinstance(message, Acknowledge) for _, _, message in turn.said)
    if not isinstance(body, Press) or done:
        return list(turn.said)
    return [(turn.chat.channel, turn.chat.address, Acknowledge(press=body.press)), *turn.said]
