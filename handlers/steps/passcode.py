"""The one-time code that was sent by SMS or e-mail: asked for on arrival, resent, counted, compared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.mail import mask_mail
from domain.phone import show_phone
from domain.refused import Refused
from handlers.step import Again, Choice, Goto, Prompt, Step, Taken, Took
from handlers.turn import Turn
from services import verifying
from services.verifying import Verdict
from storage.forms import Draft
from texts.words import Safe

RESEND, CHANGE = "resend", "change"
REQUEST = "_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasscodeStep(Step):
    """`purpose` names what the code is for; `target` gives (`phone` or `mail`, the address) from the answers.

    `source` names the step to go back to when the address was wrong.
    """

    purpose: str
    target: Callable[[dict[str, Any]], tuple[str, str]]
    source: Callable[[dict[str, Any]], str]

    @property
    def listed(self) -> bool:
        return False

    async def enter(self, turn: Turn, draft: Draft) -> None:
        target, to = self.target(draft.answers)
        request = await verifying.ask(
            turn.tx,
            turn.person,
            purpose=self.purpose,
            target=target,
            to=to,
            language=turn.chat.language,
            policy=turn.house.codes,
            now=turn.now,
        )
        draft.answers[REQUEST] = request.id

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        target, to = self.target(draft.answers)
        shown = show_phone(to) if target == "phone" else mask_mail(to)
        minutes = int(turn.house.codes.lifetime.total_seconds() // 60)
        choices = (
            Choice(value=RESEND, name=turn.words.plain("code.resend")),
            Choice(value=CHANGE, name=turn.words.plain(f"code.change_{target}")),
        )
        ways = turn.words.plain("code.or").join(turn.house.codes.ways)
        text = turn.words.say(
            f"code.ask_{target}", to=shown, digits=turn.house.codes.digits, minutes=minutes, ways=ways
        )
        return Prompt(text=text, choices=choices, columns=2)

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Taken:
        if value == RESEND:
            return Goto(step=self.key)
        if value == CHANGE:
            return Goto(step=self.source(draft.answers))
        raise Refused("form.no_such_choice")

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        if turn.typed is None:
            raise Refused("code.not_a_code", digits=turn.house.codes.digits)
        verdict, left = await verifying.check(
            turn.tx, draft.answers[REQUEST], turn.typed, chat=turn.chat.id, policy=turn.house.codes, now=turn.now
        )
        match verdict:
            case Verdict.RIGHT:
                return Took(value=True)
            case Verdict.WRONG:
                return Again(text=turn.words.say("code.wrong", left=left))
            case _:
                return Again(text=turn.words.say("code.spent"))

    def shown(self, turn: Turn, value: Any) -> Safe:
        return Safe("✓")
