"""A hazard; whether it is a natural one decides what else has to be asked."""

from dataclasses import dataclass
from typing import Any

from handlers.step import Took
from handlers.steps.choice import ChoiceStep
from handlers.turn import Turn
from storage.forms import Draft

NATURAL = "_natural"


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardStep(ChoiceStep):
    async def pick(self, turn: Turn, draft: Draft, value: str) -> Took:
        taken = await ChoiceStep.pick(self, turn, draft, value)
        draft.answers[NATURAL] = turn.house.province.hazards.get(value).natural
        return taken


def natural(answers: dict[str, Any]) -> bool:
    return bool(answers.get(NATURAL))
