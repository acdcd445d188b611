"""Who hears of a report's move: its citizen, those who follow it, the people who have to act next, the unit's groups.

One message each, without a sound at night unless the report is urgent.
"""

from datetime import datetime

from channels.message import Button, Outgoing, Say, Style
from domain.deadline import night
from domain.report import Actor, Event, EventKind, Rating, Report, State
from domain.role import Role
from handlers.house import House
from handlers.press import Pressed, button_data
from services.moving import Moved
from storage import chats, groups, reports
from storage.chats import Chat, Recipient
from storage.engine import Tx
from texts import report_card
from texts.words import Safe, Words

ACTS_NEXT = {
    State.SUBMITTED: Role.OFFICER,
    State.ASSIGNED: Role.OFFICER,
    State.REOPENED: Role.OFFICER,
    State.IN_PROGRESS: Role.OFFICER,
    State.AWAITING_APPROVAL: Role.APPROVER,
    State.RETURNED: Role.OPERATOR,
    State.REOPEN_REQUESTED: Role.OPERATOR,
}
ANNOUNCED = (State.SUBMITTED, State.ASSIGNED, State.REOPENED)
RATINGS = {Rating.SATISFIED: Style.SUCCESS, Rating.PARTLY: Style.PLAIN, Rating.NOT: Style.DANGER}

Letters = list[tuple[str, str, Outgoing]]


async def moved(tx: Tx, house: House, done: Moved, *, now: datetime, by: int | None = None) -> Letters:
    """For the citizen, the followers, and whoever has to act next. `by` is not told of their own act as staff."""
    if done.event.kind is EventKind.NOTE:
        return []
    return [*await _to_citizen(tx, house, done, now=now), *await to_staff(tx, house, done, now=now, by=by)]


async def to_staff(tx: Tx, house: House, done: Moved, *, now: datetime, by: int | None = None) -> Letters:
    """For whoever has to act next, once the report has come to them from somebody else, or needs them no longer."""
    if not _comes_to_them(done):
        return []
    key = "desk.told.added" if _adds(done) else f"desk.told.{done.report.state.value}"
    letters: Letters = []
    for recipient in await list_concerned(tx, house, done.report, _whose(done)):
        if recipient.person != by:
            words = house.catalogues[recipient.chat.language]
            text = words.say(key, **_facts(done.report, done.event, words, house))
            letters.append(_letter(recipient.chat, _desk_say(text, done.report, words, house, now)))
    new = done.report.state in ANNOUNCED
    return [*letters, *(await _announced(tx, house, done.report, "group.new", now=now) if new else ())]


async def list_concerned(tx: Tx, house: House, report: Report, role: Role) -> list[Recipient]:
    """The unit's people in a role; where it has nobody, the switchboard."""
    units = house.province.units
    theirs = [each for each in await chats.list_with_role(tx, role) if units.find(each.unit) == report.agency]
    if role is Role.OPERATOR or not theirs:
        return await chats.list_with_role(tx, Role.OPERATOR)
    return theirs


async def overdue(tx: Tx, house: House, report: Report, *, now: datetime) -> Letters:
    """A deadline has passed: for the citizen, and the unit's groups."""
    letters: Letters = []
    for chat, own in await reports.list_audience(tx, report.id):
        if own:
            words = house.catalogues[chat.language]
            text = words.say("report.told.overdue", code=report.code, agency=house.province.units.name(report.agency))
            show = ((_button(words, "report.open_it", "report.show", report),),)
            letters.append(_letter(chat, Say(text=text, buttons=show, silent=True)))
    return [*letters, *await _announced(tx, house, report, "group.overdue", now=now)]


async def _announced(tx: Tx, house: House, report: Report, key: str, *, now: datetime) -> Letters:
    """In the groups of the unit: what and where, never who, nor the words of the report. Acts are in private chats."""
    letters: Letters = []
    for chat in await groups.list_of(tx, report.agency):
        words = house.catalogues[chat.language]
        field = report_card.field_name(report.field, words, house.province)
        area = house.province.areas.get(report.area).name
        text = words.say(key, code=report.code, field=field, area=area, due=report.due_at or now)
        letters.append(_letter(chat, Say(text=text, silent=_quiet(report, house, now))))
    return letters


def reminder(recipient: Chat, key: str, report: Report, house: House, *, now: datetime) -> tuple[str, str, Outgoing]:
    """Of a deadline that comes or has passed."""
    words = house.catalogues[recipient.language]
    text = words.say(key, code=report.code, due=report.due_at, agency=house.province.units.name(report.agency))
    return _letter(recipient, _desk_say(text, report, words, house, now))


def told_to(chat: Chat, report: Report, event: Event, house: House, *, own: bool, now: datetime) -> Say:
    """The notice of an event, with what its reader may do next."""
    words = house.catalogues[chat.language]
    return Say(
        text=report_card.told(report, event, words, house.province, own=own),
        buttons=_next_acts(report, event, words) if own else (),
        silent=_quiet(report, house, now),
    )


async def _to_citizen(tx: Tx, house: House, done: Moved, *, now: datetime) -> Letters:
    """Followers hear of moves, never of what the citizen adds."""
    letters: Letters = []
    for chat, own in await reports.list_audience(tx, done.report.id):
        if own or done.event.kind is EventKind.MOVE:
            letters.append(_letter(chat, told_to(chat, done.report, done.event, house, own=own, now=now)))
    return letters


def _comes_to_them(done: Moved) -> bool:
    """Not when the unit has itself taken it up: nobody waits for what they have just done."""
    event = done.event
    if _adds(done) or _withdrawn(done):
        return True
    if event.kind is not EventKind.MOVE or done.report.state not in ACTS_NEXT:
        return False
    return event.actor is not Actor.OFFICER or done.report.state in (State.AWAITING_APPROVAL, State.RETURNED)


def _adds(done: Moved) -> bool:
    """Whether the citizen has added something, or answered what was asked."""
    answered = done.came_from is State.NEED_INFO and done.event.actor is Actor.CITIZEN
    return done.event.kind is EventKind.ADDED or (answered and done.report.state is not State.WITHDRAWN)


def _withdrawn(done: Moved) -> bool:
    return done.event.kind is EventKind.MOVE and done.report.state is State.WITHDRAWN


def _whose(done: Moved) -> Role:
    """Those who have to act now; of a report that has been withdrawn, those who had to before."""
    return ACTS_NEXT.get(done.came_from if _withdrawn(done) else done.report.state, Role.OFFICER)


def _next_acts(report: Report, event: Event, words: Words) -> tuple[tuple[Button, ...], ...]:
    show = _button(words, "report.open_it", "report.show", report)
    if report.state is State.NEED_INFO:
        return ((_button(words, "report.answer", "report.add", report, Style.PRIMARY), show),)
    if report.state is State.RESOLVED and event.kind is EventKind.MOVE:
        return (*rating_buttons(report, words), (show,))
    return ((show,),)


def rating_buttons(report: Report, words: Words) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (_button(words, f"rating.{each.value}", f"rate.{each.value}", report, style),)
        for each, style in RATINGS.items()
    )


def _desk_say(text: Safe, report: Report, words: Words, house: House, now: datetime) -> Say:
    open_it = _button(words, "desk.open", "desk.show", report, Style.PRIMARY)
    return Say(text=text, buttons=((open_it,),), silent=_quiet(report, house, now))


def _facts(report: Report, event: Event, words: Words, house: House) -> dict[str, object]:
    return {
        "code": report.code,
        "field": report_card.field_name(report.field, words, house.province),
        "area": house.province.areas.get(report.area).name,
        "due": report.due_at or event.at,
        "words": event.words or words.say("form.nothing"),
    }


def _quiet(report: Report, house: House, now: datetime) -> bool:
    return night(now, house.province.zone) and not report.urgent


def _button(words: Words, key: str, action: str, report: Report, style: Style = Style.PLAIN) -> Button:
    data = button_data(Pressed(action=action, subject=str(report.id), version=report.version))
    return Button(text=words.plain(key), data=data, style=style)


def _letter(chat: Chat, say: Say) -> tuple[str, str, Outgoing]:
    return chat.channel, chat.address, say
