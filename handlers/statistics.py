"""Statistics for leaders and admins: asked for here, counted and drawn after the commit, never inside a turn."""

from channels.message import Button, Style
from domain.desk import units_of
from domain.refused import Refused
from domain.role import Role
from domain.statistics import DAYS
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.turn import Turn
from storage import statistics

READERS = (Role.APPROVER, Role.ADMIN)
USUAL = 30

routes = Routes()


@routes.command("thongke", role=READERS)
async def figures(turn: Turn, arguments: str) -> None:
    await _want(turn, USUAL)


@routes.press("stats.days", role=READERS)
async def other_span(turn: Turn, pressed: Pressed) -> None:
    if pressed.version not in DAYS:
        raise Refused("press.unreadable")
    await _want(turn, pressed.version)


async def _want(turn: Turn, days: int) -> None:
    await statistics.want(turn.tx, turn.chat.id, unit=_unit(turn), days=days, now=turn.now)
    turn.say("statistics.counting", days=days, buttons=[_spans(turn, days)])


def _spans(turn: Turn, present: int) -> list[Button]:
    return [
        turn.named_button(
            f"{days} {turn.words.plain('statistics.days')}",
            "stats.days",
            version=days,
            style=Style.PRIMARY if days == present else Style.PLAIN,
        )
        for days in DAYS
    ]


def _unit(turn: Turn) -> str | None:
    """A unit's leader sees its figures; admins, and leaders of the province itself, those of all."""
    mine = units_of(turn.person, turn.house.province.units)
    return None if turn.person.may(Role.ADMIN) or not mine else mine[0]
