"""One of a few: by button, by number, or by name."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from domain.refused import Refused
from handlers.step import Choice, Prompt, Step, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe


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

    def shown(self, turn: Turn, value: Any) -> Safe:
        named = (choice.name for choice in self.choices(turn, {self.key: value}) if choice.value == value)
        return Safe(turn.words.written(next(named, str(value))))
