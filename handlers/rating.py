"""After the result: satisfied, partly, or not; and "not", with its reason, asks for the report to be taken up again."""

from typing import Any

from domain.refused import Refused
from domain.report import Rating, Report, State, accept_words
from handlers import form, menu, telling
from handlers.own_reports import show_own
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Form
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import reporting

REPORT = "_report"

routes = Routes()


@routes.press("rate.satisfied")
async def satisfied(turn: Turn, pressed: Pressed) -> None:
    await _rate(turn, pressed, Rating.SATISFIED)


@routes.press("rate.partly")
async def partly(turn: Turn, pressed: Pressed) -> None:
    await _rate(turn, pressed, Rating.PARTLY)


@routes.press("rate.not")
async def dissatisfied(turn: Turn, pressed: Pressed) -> None:
    """The reason is asked for: the switchboard decides by it."""
    found = await _own_result(turn, pressed)
    await form.open_form(turn, REOPENING.name, {REPORT: found.id})


async def _rate(turn: Turn, pressed: Pressed, rating: Rating) -> None:
    found = await _own_result(turn, pressed)
    done = await reporting.give_rating(turn.tx, found.id, turn.person, rating, now=turn.now)
    await show_own(turn, done.report)
    turn.said.extend(await telling.moved(turn.tx, turn.house, done, now=turn.now))


async def _own_result(turn: Turn, pressed: Pressed) -> Report:
    found = await reporting.get_own(turn.tx, turn.person, pressed.row)
    if found.state is not State.RESOLVED:
        raise Refused("report.not_rated_now")
    return found


async def _reopen(turn: Turn, answers: dict[str, Any]) -> None:
    done = await reporting.give_rating(
        turn.tx, answers[REPORT], turn.person, Rating.NOT, reason=answers["reason"], now=turn.now
    )
    turn.say("addition.done", keys=menu.keys(turn))
    turn.said.extend(await telling.moved(turn.tx, turn.house, done, now=turn.now))


REOPENING = Form(
    name="reopening", steps=(TextStep(key="reason", accept=accept_words),), finish=_reopen, resumable=False
)
