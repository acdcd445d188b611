"""One of a few: by button, by number, or by name."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from domain.refused import Refused
from domain.wording import fold
from handlers.step import Choice, Prompt, Step, Taken, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceStep(Step):
    """`choices` gives what may be chosen, given the answers so far."""

    choices: Callable[[Turn, dict[str, Any]], tuple[Choice, ...]]
    columns: int = 1

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        prompt = await Step.ask(self, turn, draft)
        return replace(prompt, choices=self.choices(turn, draft.answers), columns=self.columns)

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Took:
        if value not in {choice.value for choice in self.choices(turn, draft.answers)}:
            raise Refused("form.no_such_choice")
        return Took(value=value)

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        """A part of a name will do where it means one choice only; whole names and numbers were heard before."""
        meant = named_in_part(turn.typed or "", self.choices(turn, draft.answers))
        if meant is None:
            raise Refused("form.choose_below")
        return await self.pick(turn, draft, meant)

    def shown(self, turn: Turn, value: Any) -> Safe:
        named = (choice.name for choice in self.choices(turn, {self.key: value}) if choice.value == value)
        return Safe(turn.words.written(next(named, str(value))))


def named_in_part(typed: str, choices: tuple[Choice, ...]) -> str | None:
    """The one choice whose name begins with these words or, failing that, has them; None when it is none or several."""
    wanted = f" {fold(typed)} "
    names = [(choice.value, f" {' '.join(_WORD.findall(fold(choice.name)))} ") for choice in choices]
    begins = [value for value, name in names if name.startswith(wanted)]
    has = begins or [value for value, name in names if wanted in name]
    return has[0] if len(has) == 1 and wanted.strip() else None
