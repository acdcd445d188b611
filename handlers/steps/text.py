"""Words that a person types."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.refused import Refused
from handlers.step import Step, Took
from handlers.turn import Turn
from storage.forms import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStep(Step):
    """`accept` is the rule: it gives back what is kept, or raises `Refused`."""

    accept: Callable[[str], str]

    async def take(self, turn: Turn, draft: Draft) -> Took:
        if turn.typed is None:
            raise Refused("form.type_it")
        return Took(value=self.accept(turn.typed))
