"""What is in force now, everywhere: gravest first."""

from domain.alert import Kind
from handlers import menu
from handlers.routes import Routes
from handlers.turn import Turn
from storage import alerts
from texts import alert_card

SHOWN = 5

routes = Routes()


@routes.command("canhbao")
async def in_force(turn: Turn, arguments: str) -> None:
    live = [alert for alert in await alerts.list_in_force(turn.tx, now=turn.now) if alert.content.kind is Kind.ACTUAL]
    if not live:
        return turn.say("warnings.none", keys=menu.keys(turn))
    for alert in live[:SHOWN]:
        turn.show(alert_card.card(alert.content, turn.words, turn.house.province, unit=alert.unit, code=alert.code))
