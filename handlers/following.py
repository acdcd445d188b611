"""Following warnings: for which communes, from which level on; a chat is enough, no account is needed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from channels.message import Style
from domain.hazard import LEVELS
from domain.refused import Refused
from handlers import form, menu
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Choice, Form
from handlers.steps.choice import ChoiceStep
from handlers.steps.communes import CommunesStep
from handlers.steps.many import ManyStep
from handlers.steps.review import ReviewStep
from handlers.turn import Turn
from services import subscribing
from storage import chats, subscriptions
from storage.subscriptions import Subscription
from texts.alert_card import areas_named, hazard_name
from texts.words import Safe

MORNING = 6  # o'clock
PAUSES: dict[str, Callable[[datetime], datetime]] = {
    "morning": lambda local: _next_morning(local),
    "days3": lambda local: local + timedelta(days=3),
    "days7": lambda local: local + timedelta(days=7),
}

routes = Routes()


@routes.command("theodoi")
async def follow(turn: Turn, arguments: str) -> None:
    own = await subscriptions.list_of(turn.tx, turn.chat.id)
    if not own:
        return await form.open_form(turn, FOLLOWING.name)
    await _present(turn, own)


async def _present(turn: Turn, own: list[Subscription]) -> None:
    until = await chats.find_paused_until(turn.tx, turn.chat.id)
    paused = until is not None and until > turn.now
    areas = tuple(dict.fromkeys(each.area for each in own))
    hazards = tuple(dict.fromkeys(each.hazard for each in own))
    pause = turn.button("following.go_on", "follow.go_on") if paused else turn.button("following.pause", "follow.pause")
    turn.say(
        "following.present",
        areas=areas_named(areas, turn.words, turn.house.province),
        level=min(each.least_level for each in own),
        hazards=_hazards_named(turn, hazards),
        paused=turn.words.say("following.paused_until", until=until) if paused else Safe(""),
        buttons=[
            [turn.button("following.change", "follow.change", style=Style.PRIMARY), pause],
            [turn.button("following.stop", "follow.stop")],
        ],
    )


def _hazards_named(turn: Turn, hazards: tuple[str, ...]) -> Safe:
    if subscriptions.EVERY_HAZARD in hazards:
        return turn.words.say("following.every_hazard")
    named = (hazard_name(code, turn.words, turn.house.province) for code in hazards)
    return Safe(turn.words.written(", ".join(named)))


@routes.press("follow.pause")
async def ask_pause(turn: Turn, pressed: Pressed) -> None:
    rows = [[turn.button(f"following.pause_{each}", "follow.pause_for", each)] for each in PAUSES]
    turn.redraw(turn.words.say("following.pause_how_long"), buttons=rows)


@routes.press("follow.pause_for")
async def pause(turn: Turn, pressed: Pressed) -> None:
    if pressed.subject not in PAUSES:
        raise Refused("press.unreadable")
    until = PAUSES[pressed.subject](turn.now.astimezone(turn.house.province.zone))
    await subscribing.pause(turn.tx, turn.person, until=until, now=turn.now)
    go_on = turn.button("following.go_on", "follow.go_on")
    turn.redraw(turn.words.say("following.paused", until=until), buttons=[[go_on]])


@routes.press("follow.go_on")
async def go_on(turn: Turn, pressed: Pressed) -> None:
    await subscribing.pause(turn.tx, turn.person, until=None, now=turn.now)
    turn.redraw(turn.words.say("following.goes_on"))


@routes.press("follow.change")
async def change(turn: Turn, pressed: Pressed) -> None:
    await form.open_form(turn, FOLLOWING.name)


@routes.press("follow.stop")
async def stop(turn: Turn, pressed: Pressed) -> None:
    stopped = await subscribing.stop(turn.tx, turn.person, now=turn.now)
    turn.say("following.stopped" if stopped else "following.none", buttons=[[_again(turn)]])


def _next_morning(local: datetime) -> datetime:
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if local < morning else morning + timedelta(days=1)


def _again(turn: Turn) -> Any:
    return turn.button("following.again", "follow.change")


async def _finish(turn: Turn, answers: dict[str, Any]) -> None:
    joined = await subscribing.follow(
        turn.tx,
        turn.person,
        areas=answers["areas"],
        least_level=int(answers["level"]),
        hazards=answers.get("hazards") or (subscriptions.EVERY_HAZARD,),
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


def _hazards(turn: Turn) -> tuple[Choice, ...]:
    province = turn.house.province
    return tuple(Choice(value=code, name=hazard_name(code, turn.words, province)) for code in province.hazards.hazards)


def _own_commune(turn: Turn) -> tuple[str, ...]:
    return (turn.person.area,) if turn.person.area else ()


FOLLOWING = Form(
    name="following",
    steps=(
        CommunesStep(key="areas", most=subscribing.AREAS_MOST, suggested=_own_commune),
        ChoiceStep(key="level", choices=_levels),
        ManyStep(key="hazards", choices=_hazards, optional=True),
        ReviewStep(),
    ),
    finish=_finish,
)
