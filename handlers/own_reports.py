"""One's own reports: the list, one report with its timeline, adding to it, taking it back, following others'."""

from typing import Any

from channels.message import Button, Style
from domain.attachment import Attachment
from domain.code import is_like_code
from domain.refused import Refused
from domain.report import MOVES, OVER, Report, State, accept_words
from handlers import form, menu, telling
from handlers.feedback import copy_button
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.showing import show_files
from handlers.step import Form
from handlers.steps.files import FilesStep
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import reporting
from services.reporting import PREFIX
from storage import reports
from texts import report_card
from texts.words import Safe

PAGE = 8
REPORT = "_report"

routes = Routes()


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
    await show_own(turn, await reporting.get_own(turn.tx, turn.person, pressed.row))


async def show_own(turn: Turn, found: Report) -> None:
    """A report with its timeline, in place of the message whose button was pressed."""
    events = await reports.list_events(turn.tx, found.id)
    text = report_card.detail(found, events, turn.words, turn.house.province, turn.now)
    turn.redraw(text, buttons=_acts(turn, found))


@routes.press("report.files")
async def files_of(turn: Turn, pressed: Pressed) -> None:
    await show_files(turn, await reporting.get_own(turn.tx, turn.person, pressed.row))


@routes.press("report.add")
async def add(turn: Turn, pressed: Pressed) -> None:
    found = await reporting.get_own(turn.tx, turn.person, pressed.row)
    if found.state in OVER:
        raise Refused("report.over")
    await form.open_form(turn, ADDITION.name, {REPORT: found.id})


@routes.press("report.withdraw")
async def withdraw(turn: Turn, pressed: Pressed) -> None:
    """Asked once more: it cannot be undone."""
    found = await reporting.get_own(turn.tx, turn.person, pressed.row)
    really = turn.button("report.withdraw.really", "report.gone", found.id, style=Style.DANGER)
    back = turn.button("report.withdraw.keep", "report.show", found.id)
    turn.redraw(turn.words.say("report.withdraw.ask", code=found.code), buttons=[[really], [back]])


@routes.press("report.gone")
async def withdraw_really(turn: Turn, pressed: Pressed) -> None:
    done = await reporting.withdraw(turn.tx, pressed.row, turn.person, now=turn.now)
    await show_own(turn, done.report)
    turn.said.extend(await telling.moved(turn.tx, turn.house, done, now=turn.now))


@routes.press("follow.code")
async def ask_code(turn: Turn, pressed: Pressed) -> None:
    await form.open_form(turn, BY_CODE.name)


@routes.press("unfollow.code")
async def unfollow(turn: Turn, pressed: Pressed) -> None:
    await reports.unfollow(turn.tx, pressed.row, turn.chat.id)
    turn.redraw(turn.words.say("report.unfollowed"))


async def _page(turn: Turn, before: int) -> tuple[Safe, list[list[Button]]]:
    own = await reports.list_own(turn.tx, turn.person.id, before=before, most=PAGE + 1)
    by_code = [turn.button("report.by_code", "follow.code")]
    if not own:
        new = [turn.button("menu.report", "report.open", style=Style.PRIMARY)]
        return turn.words.say("mine.none"), [new, by_code]
    rows = [
        [turn.named_button(report_card.line(each, turn.words, turn.now), "report.show", each.id)] for each in own[:PAGE]
    ]
    if len(own) > PAGE:
        rows.append([turn.button("mine.older", "report.page", own[PAGE - 1].id)])
    return turn.words.say("mine.list"), [*rows, by_code]


def _acts(turn: Turn, found: Report) -> list[list[Button]]:
    """Only what may be done to it now."""
    adding = "report.answer" if found.state is State.NEED_INFO else "report.add"
    add_ = [turn.button(adding, "report.add", found.id)] if found.state not in OVER else []
    stop = [turn.button("report.withdraw", "report.withdraw", found.id)] if _may_withdraw(found) else []
    files = [turn.button("report.files", "report.files", found.id)] if found.files else []
    rate = telling.rating_buttons(found, turn.words) if found.state is State.RESOLVED else ()
    last = [copy_button(turn, found), turn.button("report.back", "report.page", reports.NEWEST)]
    return [*map(list, rate), *(row for row in ([*add_, *stop], files) if row), last]


def _may_withdraw(found: Report) -> bool:
    return (found.state, State.WITHDRAWN) in MOVES


async def _added(turn: Turn, answers: dict[str, Any]) -> None:
    done = await reporting.add_information(
        turn.tx,
        answers[REPORT],
        turn.person,
        words=answers["words"],
        attachments=[Attachment(**each) for each in answers.get("files") or []],
        now=turn.now,
    )
    turn.say("addition.done", keys=menu.keys(turn))
    turn.said.extend(await telling.moved(turn.tx, turn.house, done, now=turn.now))


async def shown_by_code(turn: Turn) -> bool:
    """Whether a report's code was all that was typed: one's own report is shown, another's public one followed."""
    if turn.typed is None or not is_like_code(turn.typed, prefix=PREFIX):
        return False
    await _follow(turn, {"code": turn.typed})
    return True


async def _follow(turn: Turn, answers: dict[str, Any]) -> None:
    found = await reporting.follow_code(turn.tx, turn.person, answers["code"], now=turn.now)
    if found.person == turn.person.id:
        return await show_own(turn, found)
    turn.say("report.following_now", code=found.code, keys=menu.keys(turn))
    stop = turn.button("report.unfollow", "unfollow.code", found.id)
    turn.show(report_card.public_card(found, turn.words, turn.house.province, turn.now), buttons=[[stop]])


ADDITION = Form(
    name="addition",
    steps=(TextStep(key="words", accept=accept_words), FilesStep(key="files", optional=True)),
    finish=_added,
    resumable=False,
)


class _CodeStep(TextStep):
    """A code that stands for one's own report or a public one, or why it does not."""

    async def take(self, turn: Turn, draft: Any) -> Any:
        took = await TextStep.take(self, turn, draft)
        await reporting.get_by_code(turn.tx, turn.person, took.value)
        return took


BY_CODE = Form(name="by_code", steps=(_CodeStep(key="code", accept=str),), finish=_follow, resumable=False)
