"""Several of a list: each tap takes one in or out, names typed together are taken in; done by its own button."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from channels.message import Style
from domain.choice import bare
from domain.refused import Refused
from handlers.step import Choice, Partly, Prompt, Step, Taken, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe

DONE = "done"
CHOSEN = "✓ "
_BETWEEN = (re.compile("\n"), re.compile("[,;]"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyStep(Step):
    """`choices` gives what may be chosen; an optional step that is skipped means all of it."""

    choices: Callable[[Turn], tuple[Choice, ...]]
    columns: int = 2

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        chosen = self.so_far(draft) or []
        offered = tuple(
            replace(each, name=f"{CHOSEN}{each.name}") if each.value in chosen else each for each in self.choices(turn)
        )
        done = Choice(value=DONE, name=turn.words.plain("form.done"), style=Style.PRIMARY)
        prompt = await Step.ask(self, turn, draft)
        return replace(prompt, choices=(*offered, *((done,) if chosen else ())), columns=self.columns)

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Taken:
        chosen = list(self.so_far(draft) or [])
        if value == DONE:
            if not chosen:
                raise Refused("form.choose_below")
            return Took(value=chosen)
        if value not in {each.value for each in self.choices(turn)}:
            raise Refused("form.no_such_choice")
        return Partly(value=[each for each in chosen if each != value] if value in chosen else [*chosen, value])

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        if turn.typed is None:
            raise Refused("form.type_it")
        named = {bare(each.name): each.value for each in self.choices(turn)}
        typed = [bare(name) for name in _BETWEEN[0 if "\n" in turn.typed else 1].split(turn.typed) if bare(name)]
        if not typed or not all(name in named for name in typed):
            raise Refused("form.choose_below")
        return Partly(value=list(dict.fromkeys([*(self.so_far(draft) or []), *(named[name] for name in typed)])))

    def shown(self, turn: Turn, value: Any) -> Safe:
        names = {each.value: each.name for each in self.choices(turn)}
        return Safe(turn.words.written(", ".join(names[each] for each in value if each in names)))
