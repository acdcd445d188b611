"""The summary: every answer with its own *Sửa*, and one button to go on."""

from dataclasses import dataclass
from typing import Any

from channels.message import Style
from domain.refused import Refused
from handlers.step import Choice, Prompt, Step, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe

CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStep(Step):
    """The button says `<form>.confirm`; the text above the list is `<form>.review.ask`."""

    key: str = "review"

    @property
    def listed(self) -> bool:
        return False

    @property
    def sums_up(self) -> bool:
        return True

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        form = turn.forms[draft.form]
        listed = [step for step in form.applying(draft.answers) if step.listed]
        lines = [_line(turn, draft, step) for step in listed]
        text = Safe("\n".join([turn.words.say(f"{draft.form}.review.ask"), "", *lines]))
        edits = [
            turn.named_button(
                f"✎ {turn.words.plain(f'{draft.form}.{step.key}.label')}", "form.edit", step.key, draft.version
            )
            for step in listed
        ]
        confirm = Choice(value=CONFIRM, name=turn.words.plain(f"{draft.form}.confirm"), style=Style.SUCCESS)
        rows = tuple(tuple(edits[i : i + 2]) for i in range(0, len(edits), 2))
        return Prompt(text=text, choices=(confirm,), links=rows)

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Took:
        if value != CONFIRM:
            raise Refused("form.no_such_choice")
        return Took(value=True)


def _line(turn: Turn, draft: Draft, step: Step) -> Safe:
    value: Any = draft.answers.get(step.key)
    shown = turn.words.say("form.nothing") if value is None else step.shown(turn, value)
    return turn.words.say("form.line", label=turn.words.say(f"{draft.form}.{step.key}.label"), value=shown)
