"""What is in force, near and everywhere; any alert by its code; and what people answer to one."""

import re

from channels.message import Picture, Say
from domain.alert import Alert
from domain.alert_content import Kind
from domain.code import read_code
from domain.refused import Refused
from handlers import menu
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.turn import Turn
from services import alerting
from storage import alerts, subscriptions
from texts import alert_card
from texts.words import Safe, Term

SHOWN = 5
PREFIX = "CB"
CODE = re.compile(r"CB-[0-9A-Z]{4}-[0-9A-Z]{2}")

routes = Routes()


@routes.command("canhbao")
async def in_force(turn: Turn, arguments: str) -> None:
    """With a code, that alert; else what is in force: first what concerns the places that the chat follows."""
    if arguments:
        return await check(turn, arguments)
    live = [a for a in await alerts.list_in_force(turn.tx, now=turn.now) if a.content.kind is Kind.ACTUAL]
    if not live:
        return turn.say("warnings.none", keys=menu.keys(turn))
    near = await _near(turn, live)
    for alert in [*near, *(each for each in live if each not in near)][:SHOWN]:
        turn.show(await _card(turn, alert), buttons=[[turn.button("warnings.picture", "warnings.picture", alert.id)]])
    if len(live) > SHOWN:
        turn.say("warnings.more", count=len(live) - SHOWN)


@routes.press("answer.safe")
async def safe(turn: Turn, pressed: Pressed) -> None:
    await alerting.answer(turn.tx, pressed.row, turn.person, "safe", now=turn.now)
    turn.toast("answers.noted_safe")


async def check(turn: Turn, typed: str) -> None:
    """Whether an alert is ours, and what has become of it."""
    code = read_code(typed, prefixes=(PREFIX,))
    alert = await alerts.find_by_code(turn.tx, code)
    if alert is None or alert.approved_at is None:
        raise Refused("warnings.no_such", code=code)
    turn.say("warnings.checked", code=code, state=Term(f"alert.state.{alerting.standing(alert, turn.now)}"))
    turn.show(await _card(turn, alert), buttons=[[turn.button("warnings.picture", "warnings.picture", alert.id)]])


@routes.press("warnings.picture")
async def picture(turn: Turn, pressed: Pressed) -> None:
    """The alert as a picture to pass on, drawn when it is sent."""
    alert = await alerts.get(turn.tx, pressed.row)
    if alert.approved_at is None:
        raise Refused("alert.unknown")
    drawn = Picture(kind="card", subject=f"{alert.id} {turn.chat.language}")
    turn.send(Say(text=turn.words.say("warnings.picture_here", code=alert.code), picture=drawn))


async def _near(turn: Turn, live: list[Alert]) -> list[Alert]:
    followed = {each.area for each in await subscriptions.list_of(turn.tx, turn.chat.id)}
    own = followed | ({turn.person.area} if turn.person.area else set())
    province = turn.house.province
    return [each for each in live if own & set(province.audience_areas(each.content.areas)[:-1])]


async def _card(turn: Turn, alert: Alert) -> Safe:
    earlier = await alerts.get(turn.tx, alert.updates) if alert.updates else None
    issue = alert_card.issue_of(alert, earlier)
    return alert_card.card(alert.content, turn.words, turn.house.province, issue)
