"""The code of the approver's authenticator, at the deciding moment; and what is said of one that is not right."""

from dataclasses import dataclass
from datetime import timedelta

from domain.refused import Refused
from handlers.step import Again, Step, Taken, Took
from handlers.turn import Turn
from services import authenticating
from services.authenticating import TotpVerdict
from storage.forms import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpStep(Step):
    @property
    def listed(self) -> bool:
        return False

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        lock = turn.house.limits.authenticator
        verdict = await authenticating.check(turn.tx, turn.person.id, typed_code(turn), lock=lock, now=turn.now)
        return Took(value=True) if verdict is TotpVerdict.RIGHT else not_right(turn, verdict)


def typed_code(turn: Turn) -> str:
    if turn.typed is None:
        raise Refused("code.not_a_code", digits=authenticating.TOTP_DIGITS)
    return turn.typed


def not_right(turn: Turn, verdict: TotpVerdict) -> Again:
    minutes = turn.house.limits.authenticator.lasts // timedelta(minutes=1)
    return Again(text=turn.words.say(f"totp.{verdict.value}", minutes=minutes))
