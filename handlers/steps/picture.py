"""One photo, kept by the channel that it came on."""

from dataclasses import dataclass
from typing import Any

from channels.incoming import File
from domain.refused import Refused
from handlers.step import Step, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureStep(Step):
    async def take(self, turn: Turn, draft: Draft) -> Took:
        match turn.incoming.body:
            case File(kind="photo", file=held):
                return Took(value=held)
        raise Refused("picture.send_one")

    def shown(self, turn: Turn, value: Any) -> Safe:
        return turn.words.say("picture.there_is")
