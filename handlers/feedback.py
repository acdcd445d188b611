"""A report ("phản ánh"): what it is about, what happened, where, with what to show for it; and one's own reports."""

from typing import Any

from channels.message import Button, Style
from domain.report import Attachment, Report, Spot, accept_text
from handlers import form, menu
from handlers.press import Pressed
from handlers.registration import register_first
from handlers.routes import Routes
from handlers.step import Choice, Form
from handlers.steps.choice import ChoiceStep
from handlers.steps.commune import CommuneStep
from handlers.steps.files import FilesStep
from handlers.steps.place import PlaceStep, spot_shown
from handlers.steps.review import ReviewStep
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import reporting
from storage import reports
from texts.times import short_moment
from texts.words import Safe, Term

PAGE = 8

routes = Routes()


@routes.command("phananh")
async def report(turn: Turn, arguments: str) -> None:
    if not turn.person.registered:
        return await register_first(turn, REPORT.name)
    await form.open_form(turn, REPORT.name)


async def report_filled(turn: Turn, answers: dict[str, Any]) -> None:
    """A report opened by what was sent outside any form: a photo, or words long enough to be one."""
    if not turn.person.registered:
        return await register_first(turn, REPORT.name)
    await form.open_form(turn, REPORT.name, answers)


@routes.command("cuatoi")
async def mine(turn: Turn, arguments: str) -> None:
    text, buttons = await _page(turn, reports.NEWEST)
    turn.show(text, buttons=buttons)


@routes.press("report.page")
async def turn_page(turn: Turn, pressed: Pressed) -> None:
    text, buttons = await _page(turn, pressed.row)
    turn.redraw(text, buttons=buttons)


@routes.press("report.show")
async def show(turn: Turn, pressed: Pressed) -> None:
    found = await reporting.get_own(turn.tx, turn.person, pressed.row)
    text = await _detail(turn, found)
    turn.redraw(text, buttons=[[_copy(turn, found), turn.button("report.back", "report.page", reports.NEWEST)]])


async def _page(turn: Turn, before: int) -> tuple[Safe, list[list[Button]]]:
    own = await reports.list_own(turn.tx, turn.person.id, before=before, most=PAGE + 1)
    if not own:
        return turn.words.say("mine.none"), [[turn.button("menu.report", "report.open", style=Style.PRIMARY)]]
    rows = [[turn.named_button(_line(turn, each), "report.show", each.id)] for each in own[:PAGE]]
    if len(own) > PAGE:
        rows.append([turn.button("mine.older", "report.page", own[PAGE - 1].id)])
    return turn.words.say("mine.list"), rows


@routes.press("report.open")
async def open_report(turn: Turn, pressed: Pressed) -> None:
    await report(turn, "")


def _line(turn: Turn, each: Report) -> str:
    state = turn.words.plain(f"report.state.{each.state.value}")
    return f"{each.code} · {state} · {short_moment(each.created_at, turn.words)}"


async def _detail(turn: Turn, found: Report) -> Safe:
    province, words = turn.house.province, turn.words
    events = await reports.list_events(turn.tx, found.id)
    timeline = "\n".join(
        words.say("report.event", at=Safe(short_moment(at, words)), state=Term(f"report.state.{state.value}"))
        for at, state in events
    )
    lines = [
        words.say("report.detail", code=found.code, state=Term(f"report.state.{found.state.value}")),
        words.say("report.detail.field", field=province.fields.get(found.field).name),
        words.say("report.detail.agency", agency=province.fields.agencies[found.agency]),
        words.say("report.detail.area", area=province.areas.get(found.area).name),
        words.say("report.detail.place", place=spot_shown(turn, found.spot)) if found.spot else "",
        words.say("report.detail.files", count=found.files) if found.files else "",
        words.say("report.detail.text", text=found.text),
        words.say("report.detail.timeline", timeline=Safe(timeline)),
    ]
    return Safe("\n".join(line for line in lines if line))


def _copy(turn: Turn, found: Report) -> Button:
    return Button(text=turn.words.plain("report.copy_code"), copy=found.code)


async def _file(turn: Turn, answers: dict[str, Any]) -> None:
    field = turn.house.province.fields.get(answers["field"])
    spot = answers.get("place")
    filed = await reporting.file(
        turn.tx,
        turn.person,
        field,
        text=answers["text"],
        area=answers["area"],
        spot=Spot(**spot) if spot else None,
        files=[Attachment(**each) for each in answers.get("files") or []],
        now=turn.now,
    )
    turn.say("report.receipt.menu", keys=menu.keys(turn))
    turn.say(
        "report.receipt",
        code=filed.code,
        agency=turn.house.province.fields.agencies[filed.agency],
        at=filed.created_at,
        buttons=[[_copy(turn, filed), turn.button("report.open_it", "report.show", filed.id)]],
    )


def _fields(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    fields = turn.house.province.fields.fields.values()
    return tuple(Choice(value=each.code, name=_field_name(turn, each.code, each.name)) for each in fields)


def _field_name(turn: Turn, code: str, name: str) -> str:
    key = f"field.{code}"
    return turn.words.plain(key) if turn.words.knows(key) else name


REPORT = Form(
    name="report",
    steps=(
        ChoiceStep(key="field", choices=_fields, columns=2),
        TextStep(key="text", accept=accept_text),
        CommuneStep(key="area"),
        PlaceStep(key="place", optional=True),
        FilesStep(key="files", optional=True),
        ReviewStep(),
    ),
    finish=_file,
)
