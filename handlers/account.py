"""One's own account: what it says, every part of it to be changed, the chats signed in to it, and the way out."""

from typing import Any

from channels.ability import by_title
from channels.message import Style
from domain.phone import mask_phone
from domain.quiet import shown_minute
from domain.refused import Refused
from handlers import form, menu
from handlers.press import Pressed
from handlers.registration import accept_name, proved, proving
from handlers.routes import Routes
from handlers.step import Form
from handlers.steps.commune import CommuneStep
from handlers.steps.hours import HoursStep
from handlers.steps.mail import MailStep, provable
from handlers.steps.passcode import PasscodeStep
from handlers.steps.phone import PhoneStep, unproved
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import registering
from storage import chats, people
from storage.chats import Chat

EDITS = ("name", "area", "phone", "mail", "quiet")

routes = Routes()


@routes.command("taikhoan")
async def account(turn: Turn, arguments: str) -> None:
    if not turn.person.registered:
        open_ = turn.button("menu.register", "registration.open")
        quiet = turn.button("account.quiet", "account.edit", "quiet")
        return turn.say("account.none", buttons=[[open_], [quiet, turn.button("account.data", "data.open")]])
    profile = await people.get(turn.tx, turn.person.id)
    area = profile.area and turn.house.province.areas.get(profile.area).name
    card = turn.words.say(
        "account.card",
        name=profile.name or "",
        phone=mask_phone(profile.phone) if profile.phone else turn.words.say("form.nothing"),
        mail=profile.mail or turn.words.say("form.nothing"),
        area=area or "",
    )
    edits = [turn.button(f"account.{part}", "account.edit", part) for part in EDITS]
    others = await chats.list_free_others(turn.tx, turn.person.id, turn.chat.id)
    several = len(await chats.list_channels_of(turn.tx, turn.person.id)) > 1
    turn.redraw(
        card,
        buttons=[
            *(edits[i : i + 2] for i in range(0, len(edits), 2)),
            [turn.button("menu.language", "language.choose"), turn.button("account.data", "data.open")],
            *([[turn.button("account.channel", "account.channel")]] if several else []),
            *([[turn.button("account.drop_mail", "account.drop_mail")]] if profile.mail and profile.phone else []),
            [turn.button("account.sign_out", "account.sign_out", style=Style.DANGER)],
            *([[turn.button("account.others_out", "account.others_out")]] if others else []),
        ],
    )


@routes.command("settings")
async def settings(turn: Turn, arguments: str) -> None:
    await account(turn, arguments)


@routes.press("account.open")
async def open_account(turn: Turn, pressed: Pressed) -> None:
    await account(turn, "")


@routes.press("account.edit")
async def edit(turn: Turn, pressed: Pressed) -> None:
    if pressed.subject not in EDITS:
        raise Refused("press.unreadable")
    if pressed.subject == "quiet":
        await _say_quiet(turn)
    elif not turn.person.registered:
        raise Refused("access.register_first")
    await form.open_form(turn, f"account_{pressed.subject}")


@routes.press("account.channel")
async def choose_channel(turn: Turn, pressed: Pressed) -> None:
    """On which channel warnings come, to somebody who has chats on several; if it fails, the others are tried."""
    _demand_account(turn)
    preferred = await people.find_preferred(turn.tx, turn.person.id)
    titles = by_title({name: name for name in await chats.list_channels_of(turn.tx, turn.person.id)})
    last_spoken = turn.button("account.channel.last", "account.prefer", style=_chosen(preferred == ""))
    turn.say(
        "account.channel.ask",
        buttons=[
            *(
                [turn.named_button(title, "account.prefer", name, style=_chosen(preferred == name))]
                for title, name in titles.items()
            ),
            [last_spoken],
        ],
    )


@routes.press("account.prefer")
async def prefer(turn: Turn, pressed: Pressed) -> None:
    _demand_account(turn)
    channel = "" if pressed.subject == "-" else pressed.subject
    if channel and channel not in await chats.list_channels_of(turn.tx, turn.person.id):
        raise Refused("press.unreadable")
    await people.prefer(turn.tx, turn.person.id, channel)
    turn.say("account.changed", keys=menu.keys(turn))


def _chosen(yes: bool) -> Style:
    return Style.PRIMARY if yes else Style.PLAIN


@routes.press("account.drop_mail")
async def drop_mail(turn: Turn, pressed: Pressed) -> None:
    _demand_account(turn)
    await registering.note_mail(turn.tx, turn.person, None, now=turn.now)
    turn.say("account.changed", keys=menu.keys(turn))


@routes.press("account.sign_out")
async def sign_out(turn: Turn, pressed: Pressed) -> None:
    _demand_account(turn)
    await registering.sign_out(turn.tx, turn.person, now=turn.now)
    await _as_now(turn)
    turn.say("account.signed_out", keys=menu.keys(turn))


@routes.press("account.others_out")
async def sign_others_out(turn: Turn, pressed: Pressed) -> None:
    _demand_account(turn)
    gone = await registering.sign_others_out(turn.tx, turn.person, now=turn.now)
    for other in gone:
        turn.notify(other, "account.signed_out_elsewhere")
    turn.say("account.others_gone", count=len(gone), keys=menu.keys(turn))


@routes.command("ngonngu")
async def language(turn: Turn, arguments: str) -> None:
    names = [
        turn.named_button(
            turn.house.catalogues[each].plain("language.name"),
            "language.speak",
            each,
            style=Style.PRIMARY if each == turn.chat.language else Style.PLAIN,
        )
        for each in turn.house.catalogues.languages
    ]
    turn.say("language.ask", buttons=[names])


@routes.press("language.choose")
async def choose(turn: Turn, pressed: Pressed) -> None:
    await language(turn, "")


@routes.press("language.speak")
async def speak(turn: Turn, pressed: Pressed) -> None:
    if pressed.subject not in turn.house.catalogues.languages:
        raise Refused("press.unreadable")
    await chats.speak(turn.tx, turn.chat.id, pressed.subject)
    turn.in_language(pressed.subject)
    turn.say("language.spoken", keys=menu.keys(turn))


async def _say_quiet(turn: Turn) -> None:
    if hours := await chats.find_quiet(turn.tx, turn.chat.id):
        since, until = hours
        turn.say("account.quiet_now", since=shown_minute(since), until=shown_minute(until))


def _demand_account(turn: Turn) -> None:
    """Raises `Refused` for a chat that is signed in to nothing."""
    if not turn.person.registered:
        raise Refused("access.register_first")


async def _as_now(turn: Turn) -> None:
    found = await chats.find(turn.tx, turn.chat.channel, turn.chat.address)
    assert found
    turn.as_person(found[1])


async def _renamed(turn: Turn, answers: dict[str, Any]) -> None:
    _demand_account(turn)
    await registering.rename(turn.tx, turn.person, answers["name"], now=turn.now)
    turn.say("account.changed", keys=menu.keys(turn))


async def _moved(turn: Turn, answers: dict[str, Any]) -> None:
    _demand_account(turn)
    still_followed = await registering.move(turn.tx, turn.person, answers["area"], now=turn.now)
    turn.say("account.moved" if still_followed else "account.changed", keys=menu.keys(turn))


async def _contact_changed(turn: Turn, answers: dict[str, Any]) -> None:
    """The other chats of the account hear of it: a number or an address opens the account."""
    _demand_account(turn)
    if "address" in answers and not provable(answers):
        await registering.note_mail(turn.tx, turn.person, answers["address"], now=turn.now)
    else:
        await registering.change_contact(turn.tx, turn.person, proved(answers), now=turn.now)
        await _tell_others(turn, await chats.list_others(turn.tx, turn.person.id, turn.chat.id))
    turn.say("account.changed", keys=menu.keys(turn))


async def _tell_others(turn: Turn, others: list[Chat]) -> None:
    for other in others:
        turn.notify(other, "account.contact_changed")


async def _quieted(turn: Turn, answers: dict[str, Any]) -> None:
    hours = answers["hours"]
    await chats.keep_quiet(turn.tx, turn.chat.id, (hours[0], hours[1]) if hours else None)
    shown = QUIET.step("hours").shown(turn, hours)
    turn.say("account.quiet_kept", hours=shown, keys=menu.keys(turn))


NAME = Form(name="account_name", steps=(TextStep(key="name", accept=accept_name),), finish=_renamed, resumable=False)
AREA = Form(name="account_area", steps=(CommuneStep(key="area"),), finish=_moved, resumable=False)
QUIET = Form(name="account_quiet", steps=(HoursStep(key="hours"),), finish=_quieted, resumable=False)
PHONE = Form(
    name="account_phone",
    steps=(
        PhoneStep(key="phone"),
        PasscodeStep(key="code", purpose="phone", target=proving, source=lambda answers: "phone", when=unproved),
    ),
    finish=_contact_changed,
    resumable=False,
)
MAIL = Form(
    name="account_mail",
    steps=(
        MailStep(key="address"),
        PasscodeStep(key="code", purpose="mail", target=proving, source=lambda answers: "address", when=provable),
    ),
    finish=_contact_changed,
    resumable=False,
)
FORMS = (NAME, AREA, PHONE, MAIL, QUIET)
