"""A phone number: typed in any form that people use, or the sender's own shared contact."""

from dataclasses import dataclass, replace
from typing import Any

from channels.incoming import Contact
from channels.message import Ask, Key
from domain.phone import parse_phone, show_phone
from domain.refused import Refused
from handlers.step import Prompt, Step, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe

PROVED = "_proved"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneStep(Step):
    """Where it is optional, somebody without a phone goes on by e-mail, if codes can be sent there.

    A contact shared by its owner fills the number in; whether it also proves it, the configuration decides.
    """

    def may_skip(self, turn: Turn) -> bool:
        return self.optional and turn.house.codes.by_mail

    @property
    def uses_keys(self) -> bool:
        return True

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        share = Key(text=turn.words.plain("form.share_phone"), ask=Ask.CONTACT)
        prompt = replace(await Step.ask(self, turn, draft), keys=(share,))
        if not self.may_skip(turn):
            return prompt
        return replace(prompt, text=Safe(f"{prompt.text}\n\n{turn.words.say('phone.or_mail')}"))

    async def take(self, turn: Turn, draft: Draft) -> Took:
        match turn.incoming.body:
            case Contact(phone=phone, own=own):
                if not own:
                    raise Refused("phone.contact_of_another")
                number = parse_phone(phone)
                if turn.house.contact_is_proof:
                    draft.answers[PROVED] = number
                return Took(value=number)
            case _ if turn.typed is not None:
                return Took(value=parse_phone(turn.typed))
        raise Refused("phone.type_or_share")

    def shown(self, turn: Turn, value: Any) -> Safe:
        return Safe(show_phone(value))


def unproved(answers: dict[str, Any]) -> bool:
    """Whether the number has still to prove itself by a code."""
    return "phone" not in answers or answers.get(PROVED) != answers["phone"]
