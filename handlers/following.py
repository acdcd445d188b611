"""Following warnings: for which communes, from which level on; a chat is enough, no account is needed."""

from typing import Any

from channels.message import Style
from domain.hazard import LEVELS
from handlers import form, menu
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Choice, Form
from handlers.steps.choice import ChoiceStep
from handlers.steps.communes import CommunesStep
from handlers.steps.review import ReviewStep
from handlers.turn import Turn
from services import subscribing
from storage import subscriptions
from texts.alert_card import areas_named

routes = Routes()


@routes.command("theodoi")
async def follow(turn: Turn, arguments: str) -> None:
    own = await subscriptions.list_of(turn.tx, turn.chat.id)
    if not own:
        return await form.open_form(turn, FOLLOWING.name)
    turn.say(
        "following.present",
        areas=areas_named(tuple(each.area for each in own), turn.words, turn.house.province),
        level=min(each.least_level for each in own),
        buttons=[
            [
                turn.button("following.change", "follow.change", style=Style.PRIMARY),
                turn.button("following.stop", "follow.stop"),
            ]
        ],
    )


@routes.press("follow.change")
async def change(turn: Turn, pressed: Pressed) -> None:
    await form.open_form(turn, FOLLOWING.name)


@routes.press("follow.stop")
async def stop(turn: Turn, pressed: Pressed) -> None:
    stopped = await subscribing.stop(turn.tx, turn.person, now=turn.now)
    turn.say("following.stopped" if stopped else "following.none", buttons=[[_again(turn)]])


def _again(turn: Turn) -> Any:
    return turn.button("following.again", "follow.change")


async def _finish(turn: Turn, answers: dict[str, Any]) -> None:
    joined = await subscribing.follow(
        turn.tx,
        turn.person,
        areas=answers["areas"],
        least_level=int(answers["level"]),
        channel=turn.chat.channel,
        now=turn.now,
    )
    turn.say(
        "following.done",
        areas=areas_named(tuple(answers["areas"]), turn.words, turn.house.province),
        level=int(answers["level"]),
        keys=menu.keys(turn),
    )
    if joined:
        turn.say("following.in_force_now", count=joined)


def _levels(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    marks = turn.house.province.hazards.levels
    return tuple(
        Choice(value=str(level), name=f"{marks[level].mark} {turn.words.plain(f'following.level.{level}')}")
        for level in LEVELS
    )


def _own_commune(turn: Turn) -> tuple[str, ...]:
    return (turn.person.area,) if turn.person.area else ()


FOLLOWING = Form(
    name="following",
    steps=(
        CommunesStep(key="areas", most=subscribing.AREAS_MOST, suggested=_own_commune),
        ChoiceStep(key="level", choices=_levels),
        ReviewStep(),
    ),
    finish=_finish,
)
