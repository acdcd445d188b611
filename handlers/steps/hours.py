"""Quiet hours: one of the usual spans, none, or any other as people type it."""

from dataclasses import dataclass, replace
from typing import Any

from domain.quiet import Hours, parse_quiet, shown_minute
from domain.refused import Refused
from handlers.step import Choice, Prompt, Step, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe

USUAL: tuple[Hours, ...] = ((21 * 60, 6 * 60), (22 * 60, 5 * 60), (23 * 60, 6 * 60))
NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursStep(Step):
    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        spans = tuple(Choice(value=f"{since}-{until}", name=named((since, until))) for since, until in USUAL)
        none = Choice(value=NONE, name=turn.words.plain("quiet.none"))
        return replace(await Step.ask(self, turn, draft), choices=(*spans, none), columns=2)

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Took:
        if value == NONE:
            return Took(value=[])
        for since, until in USUAL:
            if value == f"{since}-{until}":
                return Took(value=[since, until])
        raise Refused("form.no_such_choice")

    async def take(self, turn: Turn, draft: Draft) -> Took:
        if turn.typed is None:
            raise Refused("form.type_it")
        return Took(value=list(parse_quiet(turn.typed)))

    def shown(self, turn: Turn, value: Any) -> Safe:
        return Safe(named(tuple(value)) if value else turn.words.plain("quiet.none"))


def named(hours: Hours) -> str:
    since, until = hours
    return f"{shown_minute(since)}–{shown_minute(until)}"
