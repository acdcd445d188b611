"""Calling back whoever sent a report: their number is shown to those who work on it, once they have said that they mean
it, and each reading is written down."""

from channels.message import Say
from domain.desk import STAFF, acting, demand_call
from domain.phone import show_phone
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.triage import as_shown, back_to
from handlers.turn import Turn
from services import privacy

routes = Routes()


@routes.press("desk.call", role=STAFF)
async def ask(turn: Turn, pressed: Pressed) -> None:
    report = await as_shown(turn, pressed)
    if report is not None:
        demand_call(report, acting(turn.person, report, turn.house.province.units))
        show = turn.button("desk.number_show", "desk.number", report.id, report.version)
        turn.redraw(turn.words.say("desk.call_sure", code=report.code), buttons=[[show], [back_to(turn, report)]])


@routes.press("desk.number", role=STAFF)
async def show(turn: Turn, pressed: Pressed) -> None:
    """In a message of its own that cannot be forwarded or saved; the card stays without it."""
    report = await as_shown(turn, pressed)
    if report is not None:
        phone = await privacy.read_phone(turn.tx, report, turn.person, turn.house.office, now=turn.now)
        said = turn.words.say("desk.number", code=report.code, phone=show_phone(phone))
        turn.send(Say(text=said, buttons=((back_to(turn, report),),), protect=True))
