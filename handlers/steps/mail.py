"""An e-mail address. Where there is no mail server to send a code by, it is kept, and opens no door."""

from dataclasses import dataclass
from typing import Any

from domain.mail import mask_mail, parse_mail
from domain.refused import Refused
from handlers.step import Step, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe

UNPROVABLE = "_unprovable"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStep(Step):
    async def take(self, turn: Turn, draft: Draft) -> Took:
        if turn.typed is None:
            raise Refused("form.type_it")
        if not turn.house.codes.by_mail:
            draft.answers[UNPROVABLE] = True
        return Took(value=parse_mail(turn.typed))

    def shown(self, turn: Turn, value: Any) -> Safe:
        return Safe(turn.words.written(mask_mail(value)))


def provable(answers: dict[str, Any]) -> bool:
    return not answers.get(UNPROVABLE)
