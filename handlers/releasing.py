"""What a restore has held: an admin sees it in /nhansu, and lets it go on."""

from channels.message import Button, Style
from domain.refused import Refused
from domain.role import Role
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.turn import Turn
from services import releasing
from storage import broadcasts

routes = Routes()


async def held_row(turn: Turn) -> list[list[Button]]:
    """The way to it from elsewhere, while anything is held."""
    held = await broadcasts.count_held(turn.tx)
    return [[turn.button("release.open", "release.open", style=Style.DANGER)]] if held else []


@routes.press("release.open", role=Role.ADMIN)
async def ask(turn: Turn, pressed: Pressed) -> None:
    held = await broadcasts.count_held(turn.tx)
    if not held:
        raise Refused("release.nothing")
    sure = turn.button("release.sure", "release.sure", style=Style.DANGER)
    turn.redraw(turn.words.say("release.ask", count=held), buttons=[[sure, turn.button("form.back", "staff.open")]])


@routes.press("release.sure", role=Role.ADMIN)
async def release(turn: Turn, pressed: Pressed) -> None:
    released = await releasing.release(turn.tx, by=str(turn.person.id), now=turn.now)
    if not released:
        raise Refused("release.nothing")
    turn.redraw(turn.words.say("release.done", count=released))
