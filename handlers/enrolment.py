"""An approver's authenticator: shown once as a picture and as text, confirmed by a first code, with recovery codes."""

from typing import Any

from channels.message import Picture, Say, Style
from domain.role import Role
from handlers import form, menu
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Form
from handlers.steps.totp import TotpStep
from handlers.turn import Turn
from services import staffing

routes = Routes()


def show(turn: Turn, secret: str, label: str) -> None:
    """The QR picture is drawn when it is sent; the message may not be forwarded or saved."""
    uri = staffing.enrolment_uri(secret, label=label, issuer=turn.house.issuer)
    grouped = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    text = turn.words.say("totp.enrol", secret=grouped, label=label)
    confirm = turn.button("totp.scanned", "totp.confirm", style=Style.PRIMARY)
    turn.send(Say(text=text, picture=Picture(kind="qr", subject=uri), buttons=((confirm,),), protect=True))


@routes.press("totp.confirm", role=Role.APPROVER)
async def confirm(turn: Turn, pressed: Pressed) -> None:
    await form.open_form(turn, ENROLMENT.name)


@routes.press("totp.enrol", role=Role.APPROVER)
async def enrol_anew(turn: Turn, pressed: Pressed) -> None:
    """After an admin's reset."""
    label = next(grant.label for grant in turn.person.grants if grant.role is Role.APPROVER)
    show(turn, await staffing.enrol_anew(turn.tx, turn.person, now=turn.now), label)


async def _confirmed(turn: Turn, answers: dict[str, Any]) -> None:
    codes = await staffing.give_recovery_codes(turn.tx, turn.person.id, now=turn.now)
    turn.send(Say(text=turn.words.say("totp.recovery", codes="\n".join(codes)), protect=True))
    turn.say("totp.confirmed", keys=menu.keys(turn))


ENROLMENT = Form(name="enrolment", steps=(TotpStep(key="totp"),), finish=_confirmed, privileged=True, resumable=False)
