"""An approver's authenticator: shown once as a picture and as text, and finished by a first code, which hands out the
recovery codes. What asks for a code before that is done waits, and goes on right after.
"""

from dataclasses import dataclass
from typing import Any

from channels.message import Picture, Say, Style
from domain.refused import Refused
from domain.role import Role
from handlers import form, menu
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Form, Prompt, Step, Taken, Took
from handlers.steps.totp import not_right, typed_code
from handlers.turn import Turn
from services import authenticating
from services.authenticating import TotpVerdict
from storage import staff
from storage.forms import Draft

THEN = "_then"

routes = Routes()


def show(turn: Turn, secret: str, label: str) -> None:
    """The QR picture is drawn when it is sent; the message may not be forwarded or saved."""
    uri = authenticating.enrolment_uri(secret, label=label, issuer=turn.house.issuer)
    grouped = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    text = turn.words.say("totp.enrol", secret=grouped, label=label)
    confirm = turn.button("totp.scanned", "totp.confirm", style=Style.PRIMARY)
    turn.send(Say(text=text, picture=Picture(kind="qr", subject=uri), buttons=((confirm,),), protect=True))


async def open_with_code(turn: Turn, name: str, answers: dict[str, Any]) -> None:
    """Open a form that asks for a code; where the authenticator is not confirmed yet, once that is done."""
    authenticator = await staff.find_authenticator(turn.tx, turn.person.id)
    if authenticator is not None and authenticator.confirmed:
        return await form.open_form(turn, name, answers)
    if authenticator is None:
        await _show_anew(turn)
    turn.say("totp.finish_first")
    await form.open_form(turn, ENROLMENT.name, {THEN: {"form": name, "answers": answers}})


@routes.press("totp.confirm", role=Role.APPROVER)
async def confirm(turn: Turn, pressed: Pressed) -> None:
    if await authenticating.is_confirmed(turn.tx, turn.person.id):
        raise Refused("totp.enrolled_already")
    await form.open_form(turn, ENROLMENT.name)


@routes.press("totp.enrol", role=Role.APPROVER)
async def enrol_anew(turn: Turn, pressed: Pressed) -> None:
    """After an admin's reset, or because the picture is not there any more; what waits for the code goes on waiting."""
    await _show_anew(turn)


async def _show_anew(turn: Turn) -> None:
    label = next(grant.label for grant in turn.person.grants if grant.role is Role.APPROVER)
    show(turn, await authenticating.enrol_anew(turn.tx, turn.person, now=turn.now), label)


async def _finished(turn: Turn, answers: dict[str, Any]) -> None:
    codes = answers["totp"]
    if codes:
        turn.send(Say(text=turn.words.say("totp.recovery", codes="\n".join(codes)), protect=True))
    turn.say("totp.confirmed", keys=menu.keys(turn))
    if then := answers.get(THEN):
        if codes:
            turn.say("totp.next_code")
        await form.open_form(turn, then["form"], then["answers"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _FirstCodeStep(Step):
    """Its answer is the recovery codes: none where it was confirmed meanwhile, in another of the person's chats."""

    @property
    def listed(self) -> bool:
        return False

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        lost = turn.button("totp.show_anew", "totp.enrol")
        return Prompt(text=turn.words.say("enrolment.totp.ask"), links=((lost,),))

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        if await authenticating.is_confirmed(turn.tx, turn.person.id):
            return Took(value=[])
        lock = turn.house.limits.authenticator
        done = await authenticating.finish(turn.tx, turn.person.id, typed_code(turn), lock=lock, now=turn.now)
        if done.verdict is not TotpVerdict.RIGHT:
            return not_right(turn, done.verdict)
        return Took(value=list(done.recovery_codes))


ENROLMENT = Form(name="enrolment", steps=(_FirstCodeStep(key="totp"),), finish=_finished, privileged=True)
