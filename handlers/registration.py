"""Registering an account, and signing in to one from another chat: both end with a code that proves the number."""

from typing import Any

from domain.mail import parse_mail
from domain.refused import Refused
from domain.wording import utf16
from handlers import form, menu
from handlers.routes import Routes
from handlers.step import Choice, Form
from handlers.steps.choice import ChoiceStep
from handlers.steps.commune import CommuneStep
from handlers.steps.mail import MailStep
from handlers.steps.passcode import PasscodeStep
from handlers.steps.phone import PhoneStep, unproved
from handlers.steps.review import ReviewStep
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import registering
from services.registering import Proved
from storage import chats, forms

AGREE = "yes"
THEN = "_then"
NAME_MOST = 80

routes = Routes()


@routes.command("dangky")
async def register(turn: Turn, arguments: str) -> None:
    if turn.person.registered:
        raise Refused("registration.already")
    await form.open_form(turn, REGISTRATION.name)


@routes.command("dangnhap")
async def sign_in(turn: Turn, arguments: str) -> None:
    if turn.person.registered:
        raise Refused("registration.already")
    await form.open_form(turn, SIGN_IN.name)


async def register_first(turn: Turn, then: str) -> None:
    """Somebody who needs an account registers, and goes on from there to the form that they wanted."""
    turn.say("registration.needed")
    await form.open_form(turn, REGISTRATION.name, {THEN: then})


def accept_name(text: str) -> str:
    if "\n" in text or utf16(text) > NAME_MOST:
        raise Refused("registration.name_too_long", most=NAME_MOST)
    if sum(letter.isalpha() for letter in text) < 2:
        raise Refused("registration.name_too_short")
    return text


def _consent(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    return (Choice(value=AGREE, name=turn.words.plain("registration.agree")),)


async def _finish(turn: Turn, answers: dict[str, Any]) -> None:
    known = await registering.register(
        turn.tx,
        turn.person,
        name=answers["name"],
        phone=answers.get("phone"),
        mail=answers.get("mail") if "phone" in answers else answers["address"],
        area=answers["area"],
        channel=turn.chat.channel,
        now=turn.now,
    )
    await _welcome(turn, "registration.known" if known else "registration.done")
    if answers.get(THEN):
        await form.open_form(turn, answers[THEN])


async def _signed_in(turn: Turn, answers: dict[str, Any]) -> None:
    account = await registering.sign_in(turn.tx, turn.person, proved(answers), now=turn.now)
    if account is None:
        return turn.say("sign_in.no_account", buttons=[[turn.button("menu.register", "registration.open")]])
    await forms.drop(turn.tx, turn.chat.id, REGISTRATION.name)
    await _welcome(turn, "sign_in.done")


@routes.press("registration.open")
async def open_registration(turn: Turn, pressed: object) -> None:
    await register(turn, "")


async def _welcome(turn: Turn, key: str) -> None:
    found = await chats.find(turn.tx, turn.chat.channel, turn.chat.address)
    if found is not None:
        turn.as_person(found[1])
    for other in await chats.list_others(turn.tx, turn.person.id, turn.chat.id):
        words = turn.house.catalogues[other.language]
        out = turn.named_button(words.plain("account.others_out"), "account.others_out")
        turn.notify(other, "sign_in.elsewhere", buttons=[[out]])
    turn.say(key, keys=menu.keys(turn))


def proving(answers: dict[str, Any]) -> tuple[str, str]:
    """Where the code goes: to the number, or to the mailbox of somebody who gave none."""
    return ("phone", answers["phone"]) if "phone" in answers else ("mail", answers["address"])


def proved(answers: dict[str, Any]) -> Proved:
    target, to = proving(answers)
    return Proved(phone=to) if target == "phone" else Proved(mail=to)


def _source(answers: dict[str, Any]) -> str:
    return "phone" if "phone" in answers else "address"


REGISTRATION = Form(
    name="registration",
    steps=(
        ChoiceStep(key="consent", choices=_consent),
        TextStep(key="name", accept=accept_name),
        PhoneStep(key="phone", optional=True),
        MailStep(key="address", when=lambda answers: "phone" not in answers),
        CommuneStep(key="area"),
        TextStep(key="mail", accept=parse_mail, optional=True, when=lambda answers: "phone" in answers),
        ReviewStep(),
        PasscodeStep(key="code", purpose="register", target=proving, source=_source, when=unproved),
    ),
    finish=_finish,
)

SIGN_IN = Form(
    name="sign_in",
    steps=(
        PhoneStep(key="phone", optional=True),
        MailStep(key="address", when=lambda answers: "phone" not in answers),
        PasscodeStep(key="code", purpose="sign_in", target=proving, source=_source, when=unproved),
    ),
    finish=_signed_in,
)
