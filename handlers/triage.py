"""The desk of switchboard, agencies and leaders: queues, a report's card, and what may be done with it."""

from dataclasses import replace

from channels.message import Button, Style
from domain.desk import STAFF, Act, acting, everywhere, may_call, open_acts, units_of
from domain.refused import Refused
from domain.report import Actor, Report, State
from domain.unit import choices
from handlers import form, telling
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.showing import show_files
from handlers.triage_forms import REPORT, SEEN, opening
from handlers.turn import Turn
from services import triaging
from services.moving import Moved
from services.triaging import Seen
from storage import files, people, reports
from texts import report_card
from texts.words import Safe

PASS_CHOICES = 4
PAGE = 8
PAGES_MOST = 100
COUNTED = 100
QUEUES = (
    reports.OVERDUE,
    State.SUBMITTED.value,
    State.ACCEPTED.value,
    State.ASSIGNED.value,
    State.IN_PROGRESS.value,
    State.AWAITING_APPROVAL.value,
    State.NEED_INFO.value,
    State.RETURNED.value,
    State.REOPEN_REQUESTED.value,
    State.REOPENED.value,
    State.RESOLVED.value,
)
AT_ONCE = {
    Act.ACCEPT: State.ACCEPTED,
    Act.START: State.IN_PROGRESS,
    Act.APPROVE: State.RESOLVED,
    Act.REOPEN: State.REOPENED,
}
STYLES = {
    Act.ACCEPT: Style.SUCCESS,
    Act.START: Style.SUCCESS,
    Act.CONCLUDE: Style.SUCCESS,
    Act.APPROVE: Style.SUCCESS,
    Act.REOPEN: Style.SUCCESS,
    Act.ASSIGN: Style.PRIMARY,
    Act.REJECT: Style.DANGER,
}

routes = Routes()


@routes.command("xuly", role=STAFF)
async def desk(turn: Turn, arguments: str) -> None:
    """The queues, with how many wait in each."""
    text, buttons = await _queues(turn)
    turn.show(text, buttons=buttons)


@routes.press("desk.queues", role=STAFF)
async def queues(turn: Turn, pressed: Pressed) -> None:
    text, buttons = await _queues(turn)
    turn.redraw(text, buttons=buttons)


@routes.press("desk.queue", role=STAFF)
async def queue(turn: Turn, pressed: Pressed) -> None:
    """A page of a queue; the page is the version that the button bears."""
    name, page = pressed.subject, min(pressed.version, PAGES_MOST)
    if name not in QUEUES:
        raise Refused("press.unreadable")
    found = await reports.list_queue(turn.tx, name, agency=_agency(turn), now=turn.now, most=PAGE + 1, past=page * PAGE)
    rows = [[_opener(turn, each)] for each in found[:PAGE]]
    before = [turn.button("desk.newer", "desk.queue", name, page - 1)] if page else []
    after = [turn.button("desk.older", "desk.queue", name, page + 1)] if len(found) > PAGE else []
    back = [turn.button("desk.back", "desk.queues")]
    key = "desk.queue" if rows else "desk.queue.empty"
    text = turn.words.say(key, queue=turn.words.say(f"desk.queue.{name}"), page=page + 1)
    turn.redraw(text, buttons=[*rows, *(row for row in ([*before, *after], back) if row)])


@routes.press("desk.show", role=STAFF)
async def show(turn: Turn, pressed: Pressed) -> None:
    report = await triaging.get(turn.tx, pressed.row, turn.person, turn.house.office)
    await _show_card(turn, report)


@routes.press("desk.files", role=STAFF)
async def files_of(turn: Turn, pressed: Pressed) -> None:
    report = await triaging.get(turn.tx, pressed.row, turn.person, turn.house.office)
    await show_files(turn, report, staff=True)


@routes.press("desk.pass", role=STAFF)
async def pass_on(turn: Turn, pressed: Pressed) -> None:
    """To which unit: those of the field first, the rest by typing their name."""
    report = await as_shown(turn, pressed)
    if report is None:
        return
    field = turn.house.province.fields.get(report.field)
    units = turn.house.province.units
    rows = [
        [turn.named_button(units.name(code), "desk.to", f"{report.id}-{n}", report.version)]
        for n, code in enumerate(choices(field, report.area)[:PASS_CHOICES])
    ]
    other = [turn.button("desk.other_unit", "desk.assign", report.id, report.version)]
    turn.redraw(turn.words.say("desk.pass_to", code=report.code), buttons=[*rows, other, [back_to(turn, report)]])


@routes.press("desk.to", role=STAFF)
async def to_unit(turn: Turn, pressed: Pressed) -> None:
    """The subject is the report and which of the units offered, `row-n`."""
    row, _, n = pressed.subject.partition("-")
    report = await as_shown(turn, replace(pressed, subject=row))
    if report is None:
        return
    offered = choices(turn.house.province.fields.get(report.field), report.area)
    if not (n.isdigit() and int(n) < len(offered)):
        raise Refused("press.unreadable")
    seen = Seen(report=report, version=pressed.version, person=turn.person)
    await _settled(turn, await triaging.assign(turn.tx, seen, offered[int(n)], office=turn.house.office, now=turn.now))


def _note_act(act: Act, to: State) -> None:
    @routes.press(f"desk.{act.value}", role=STAFF)
    async def at_once(turn: Turn, pressed: Pressed) -> None:
        report = await as_shown(turn, pressed)
        if report is not None:
            seen = Seen(report=report, version=pressed.version, person=turn.person)
            done = await triaging.move(turn.tx, seen, to, office=turn.house.office, now=turn.now)
            await _settled(turn, done)


def _note_form(act: Act) -> None:
    @routes.press(f"desk.{act.value}", role=STAFF)
    async def asks(turn: Turn, pressed: Pressed) -> None:
        report = await as_shown(turn, pressed)
        if report is not None:
            await form.open_form(turn, opening(act), {REPORT: report.id, SEEN: report.version})


for _act, _to in AT_ONCE.items():
    _note_act(_act, _to)
for _act in Act:
    if _act not in AT_ONCE:
        _note_form(_act)


async def _show_card(turn: Turn, report: Report) -> None:
    """A report with its files and whatever this person may do with it now. Whose it is, but not their number: reading
    that is an act of its own."""
    actors = acting(turn.person, report, turn.house.province.units)
    sender = await people.get(turn.tx, report.person)
    text = report_card.desk_card(
        report,
        await reports.list_events(turn.tx, report.id),
        await files.list_of(turn.tx, report.id),
        sender.name,
        turn.words,
        turn.house.province,
        turn.now,
    )
    with_number = bool(sender.phone) and may_call(report, actors)
    turn.redraw(text, buttons=_acts(turn, report, actors, with_number=with_number))


async def as_shown(turn: Turn, pressed: Pressed) -> Report | None:
    """The report, if it still is what the button showed; else its present state is shown instead."""
    report = await triaging.get(turn.tx, pressed.row, turn.person, turn.house.office)
    if report.version == pressed.version:
        return report
    turn.toast("desk.changed")
    await _show_card(turn, report)
    return None


async def _settled(turn: Turn, done: Moved) -> None:
    """Whoever is concerned is told, and the card shows how the report stands now."""
    turn.said.extend(await telling.moved(turn.tx, turn.house, done, now=turn.now, by=turn.person.id))
    await _show_card(turn, done.report)


async def _queues(turn: Turn) -> tuple[Safe, list[list[Button]]]:
    agency = _agency(turn)
    counts = await reports.count_queues(turn.tx, agency=agency, now=turn.now, most=COUNTED)
    units = turn.house.province.units
    whose = turn.words.say("desk.all_units") if agency is None else units.name(agency)
    waiting = [(name, counts[name]) for name in QUEUES if counts[name]]
    rows = [[turn.named_button(_badge(turn, name, count), "desk.queue", name)] for name, count in waiting]
    key = "desk.queues" if rows else "desk.queues.empty"
    return turn.words.say(key, unit=whose), rows


def _badge(turn: Turn, name: str, count: int) -> str:
    shown = f"{COUNTED - 1}+" if count >= COUNTED else str(count)
    return f"{turn.words.plain(f'desk.queue.{name}')} ({shown})"


def _agency(turn: Turn) -> str | None:
    """Whose queues somebody sees: the switchboard all, others their unit's. Raises `Refused` for a unit unknown."""
    if everywhere(turn.person):
        return None
    mine = units_of(turn.person, turn.house.province.units)
    if not mine:
        raise Refused("desk.unit_unknown")
    return mine[0]


def _opener(turn: Turn, report: Report) -> Button:
    field = report_card.field_name(report.field, turn.words, turn.house.province)
    return turn.named_button(f"{report_card.line(report, turn.words, turn.now)} · {field}"[:90], "desk.show", report.id)


def _acts(turn: Turn, report: Report, actors: frozenset[Actor], *, with_number: bool) -> list[list[Button]]:
    """Only what may be done now, two a row."""
    buttons = [
        turn.button(
            f"desk.act.{act.value}",
            "desk.pass" if act is Act.ASSIGN else f"desk.{act.value}",
            report.id,
            report.version,
            style=STYLES.get(act, Style.PLAIN),
        )
        for act in open_acts(report, actors)
    ]
    number = [turn.button("desk.call", "desk.call", report.id, report.version)] if with_number else []
    files_ = [turn.button("report.files", "desk.files", report.id)] if report.files else []
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    return [*rows, *([number] if number else []), [*files_, turn.button("desk.back", "desk.queues")]]


def back_to(turn: Turn, report: Report) -> Button:
    return turn.button("desk.back_to_card", "desk.show", report.id)
