"""Whom an alert has reached, for its approvers: commune by commune, and over time as a picture."""

from channels.message import Button, Picture, Say
from domain.refused import Refused
from domain.role import Role
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.turn import Turn
from storage import alerts, broadcasts, tallies
from storage.broadcasts import Broadcast
from texts.told import LINES, areas_page, minutes_line
from texts.words import Safe

routes = Routes()


@routes.press("reach.open", role=Role.APPROVER)
async def open_(turn: Turn, pressed: Pressed) -> None:
    text, buttons = await _page(turn, await _broadcast(turn, pressed), 0)
    turn.show(text, buttons=buttons)


@routes.press("reach.alert", role=Role.APPROVER)
async def of_alert(turn: Turn, pressed: Pressed) -> None:
    """The same, from the alert itself."""
    broadcast = await broadcasts.find_of_alert(turn.tx, pressed.row)
    if broadcast is None:
        raise Refused("press.unreadable")
    text, buttons = await _page(turn, broadcast, 0)
    turn.show(text, buttons=buttons)


@routes.press("reach.page", role=Role.APPROVER)
async def page(turn: Turn, pressed: Pressed) -> None:
    """`version` is how many communes come before it."""
    text, buttons = await _page(turn, await _broadcast(turn, pressed), pressed.version)
    turn.redraw(text, buttons=buttons)


@routes.press("reach.minutes", role=Role.APPROVER)
async def minutes(turn: Turn, pressed: Pressed) -> None:
    broadcast = await _broadcast(turn, pressed)
    by_minute = await tallies.list_by_minute(turn.tx, broadcast.id)
    told = [(cell.begins, people) for cell, people in by_minute.items() if cell.outcome == "told"]
    caption = minutes_line(told, await _code(turn, broadcast), turn.words)
    picture = Picture(kind="reach", subject=f"{broadcast.id} {turn.chat.language}") if told else None
    turn.send(Say(text=caption, picture=picture))


async def _page(turn: Turn, broadcast: Broadcast, skip: int) -> tuple[Safe, list[list[Button]]]:
    areas = await tallies.list_by_area(turn.tx, broadcast.id)
    code, known = await _code(turn, broadcast), turn.house.province.areas
    text = areas_page(areas, broadcast.progress, code, turn.words, known, skip=skip)
    turns = [
        turn.button(f"told.{name}", "reach.page", broadcast.id, to)
        for name, to, there in (("before", skip - LINES, skip > 0), ("after", skip + LINES, skip + LINES < len(areas)))
        if there
    ]
    picture = turn.button("told.picture", "reach.minutes", broadcast.id)
    return text, [*([turns] if turns else []), [picture]]


async def _broadcast(turn: Turn, pressed: Pressed) -> Broadcast:
    found = await broadcasts.find(turn.tx, pressed.row)
    if found is None:
        raise Refused("press.unreadable")
    return found


async def _code(turn: Turn, broadcast: Broadcast) -> str:
    return (await alerts.get(turn.tx, broadcast.alert)).code
