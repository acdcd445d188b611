"""A phone number: typed in any form that people use, or the sender's own shared contact."""

from dataclasses import dataclass, replace
from typing import Any

from channels.message import Ask, Contact, Key
from domain.phone import parse_phone, show_phone
from domain.refused import Refused
from handlers.step import Prompt, Step, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneStep(Step):
    @property
    def uses_keys(self) -> bool:
        return True

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        share = Key(text=turn.words.plain("form.share_phone"), ask=Ask.CONTACT)
        return replace(await Step.ask(self, turn, draft), keys=(share,))

    async def take(self, turn: Turn, draft: Draft) -> Took:
        match turn.incoming.body:
            case Contact(phone=phone, own=own):
                if not own:
                    raise Refused("phone.contact_of_another")
                return Took(value=parse_phone(phone))
            case _ if turn.typed is not None:
                return Took(value=parse_phone(turn.typed))
        raise Refused("phone.type_or_share")

    def shown(self, turn: Turn, value: Any) -> Safe:
        return Safe(show_phone(value))
