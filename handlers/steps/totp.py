"""The code of the approver's authenticator, asked for at the deciding moment."""

from dataclasses import dataclass
from datetime import timedelta

from domain.refused import Refused
from handlers.step import Again, Step, Taken, Took
from handlers.turn import Turn
from services import staffing
from services.staffing import TotpVerdict
from storage.forms import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class TotpStep(Step):
    @property
    def listed(self) -> bool:
        return False

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        if turn.typed is None:
            raise Refused("code.not_a_code", digits=staffing.TOTP_DIGITS)
        lock = turn.house.limits.authenticator
        verdict = await staffing.check_totp(turn.tx, turn.person.id, turn.typed, lock=lock, now=turn.now)
        if verdict is TotpVerdict.RIGHT:
            return Took(value=True)
        return Again(text=turn.words.say(f"totp.{verdict.value}", minutes=lock.lasts // timedelta(minutes=1)))
