"""Dữ liệu của tôi: see all of it, take it along, withdraw a consent, have an officer look into it, be forgotten."""

from typing import Any

from channels.message import Document, Say, Style
from domain.refused import Refused
from domain.role import Role
from domain.wording import utf16
from handlers import form, menu
from handlers.access import demand
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Choice, Form
from handlers.steps.choice import ChoiceStep
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import limiting, privacy
from storage import chats, consents, data_requests

ASKED = "_asked"
SHOWN = 10
PURPOSES = (consents.ACCOUNT, consents.WARNINGS)
FILES = {"json": "my_data_json", "html": "my_data_page"}

routes = Routes()


@routes.press("data.open")
async def overview(turn: Turn, pressed: Pressed) -> None:
    given = [
        each
        for each in PURPOSES
        if await consents.find(turn.tx, chat=turn.chat.id, person=turn.person.id, purpose=each)
    ]
    again = turn.person.registered and consents.ACCOUNT not in given
    lines = [turn.words.say(f"data.consent.{each}") for each in given]
    ask = [turn.button("data.ask", "data.ask"), turn.button("data.erase", "data.erase", style=Style.DANGER)]
    turn.say(
        "data.overview",
        given="\n".join(lines) or turn.words.plain("data.no_consent"),
        buttons=[
            [turn.button("data.page", "data.take", "html"), turn.button("data.json", "data.take", "json")],
            *([turn.button(f"data.withdraw.{each}", "data.withdraw", each)] for each in given),
            *([[turn.button("data.agree", "data.agree")]] if again else []),
            *([ask] if turn.person.registered else []),
        ],
    )


@routes.press("data.take")
async def take_along(turn: Turn, pressed: Pressed) -> None:
    """The file is written when it is sent: what it holds lies nowhere else in clear."""
    kind = FILES.get(pressed.subject)
    if kind is None:
        raise Refused("press.unreadable")
    subject = f"{turn.person.id}:{turn.chat.id}:{turn.chat.language}"
    file = Document(kind=kind, subject=subject, name=f"1022-du-lieu-cua-toi.{pressed.subject}")
    turn.send(Say(text=turn.words.say("data.here"), document=file, protect=False))


@routes.press("data.withdraw")
async def withdraw(turn: Turn, pressed: Pressed) -> None:
    if pressed.subject not in PURPOSES:
        raise Refused("press.unreadable")
    await privacy.withdraw(turn.tx, turn.person, pressed.subject, now=turn.now)
    turn.say(f"data.withdrawn.{pressed.subject}", keys=menu.keys(turn))


@routes.press("data.agree")
async def ask_again(turn: Turn, pressed: Pressed) -> None:
    """The notice once more, as at registration."""
    _demand_account(turn)
    turn.say("registration.consent.ask", buttons=[[turn.button("registration.agree", "data.agreed")]])


@routes.press("data.agreed")
async def agree_again(turn: Turn, pressed: Pressed) -> None:
    _demand_account(turn)
    await privacy.agree_again(turn.tx, turn.person, channel=turn.chat.channel, now=turn.now)
    turn.say("data.agreed", keys=menu.keys(turn))


@routes.press("data.erase")
async def erase(turn: Turn, pressed: Pressed) -> None:
    _demand_account(turn)
    await form.open_form(turn, ERASURE.name)


@routes.press("data.ask")
async def ask(turn: Turn, pressed: Pressed) -> None:
    _demand_account(turn)
    await form.open_form(turn, REQUEST.name)


@routes.command("dulieu", role=Role.ADMIN)
async def queue(turn: Turn, arguments: str) -> None:
    """What people ask about their data, the one that is due first at the top."""
    waiting = await data_requests.list_open(turn.tx)
    if not waiting:
        return turn.say("data.queue_empty", keys=menu.keys(turn))
    for each in waiting[:SHOWN]:
        turn.say(
            "data.request" if turn.now < each.due_at else "data.request_late",
            number=str(each.id)[-6:],
            words=each.words,
            at=each.created_at,
            due=each.due_at,
            buttons=[[turn.button("data.settle", "data.settle", each.id)]],
        )
    if len(waiting) > SHOWN:
        turn.say("data.more_wait", count=len(waiting) - SHOWN)


@routes.press("data.settle", role=Role.ADMIN)
async def settle(turn: Turn, pressed: Pressed) -> None:
    """With an answer in words: whoever asked is owed more than that somebody has looked into it."""
    request = await privacy.get_open(turn.tx, pressed.row)
    await form.open_form(turn, ANSWER.name, {ASKED: request.id})


def _demand_account(turn: Turn) -> None:
    if not turn.person.registered:
        raise Refused("access.register_first")


async def _erased(turn: Turn, answers: dict[str, Any]) -> None:
    _demand_account(turn)
    gone = await privacy.erase(turn.tx, turn.person, now=turn.now)
    for other in gone.chats:
        if other.id != turn.chat.id:
            turn.notify(other, "account.signed_out_elsewhere")
    found = await chats.find(turn.tx, turn.chat.channel, turn.chat.address)
    assert found
    turn.as_person(found[1])
    turn.say("data.erased", reports=gone.reports, keys=menu.keys(turn))


async def _asked(turn: Turn, answers: dict[str, Any]) -> None:
    _demand_account(turn)
    await limiting.may_ask_about_data(turn.tx, turn.person, turn.house.limits, now=turn.now)
    calendar = turn.house.office.calendar
    request = await privacy.ask(turn.tx, turn.person, answers["words"], calendar, now=turn.now)
    turn.say("data.asked", number=str(request.id)[-6:], due=request.due_at, keys=menu.keys(turn))
    for admin in await chats.list_with_role(turn.tx, Role.ADMIN):
        turn.notify(admin.chat, "data.new_request", due=request.due_at)


async def _settled(turn: Turn, answers: dict[str, Any]) -> None:
    demand(turn, Role.ADMIN)
    request = await privacy.settle(turn.tx, answers[ASKED], turn.person, now=turn.now)
    number = str(request.id)[-6:]
    chat = await chats.get(turn.tx, request.chat)
    turn.notify(chat, "data.settled_yours", number=number, answer=answers["words"])
    turn.say("data.settled", number=number, keys=menu.keys(turn))


def _accept_words(text: str) -> str:
    if not 5 <= utf16(text) <= privacy.WORDS_MOST:
        raise Refused("data.words_length", most=privacy.WORDS_MOST)
    return text


def _sure(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    return (Choice(value="yes", name=turn.words.plain("data.erase_sure"), style=Style.DANGER),)


ERASURE = Form(name="erasure", steps=(ChoiceStep(key="sure", choices=_sure),), finish=_erased, resumable=False)
REQUEST = Form(
    name="data_request", steps=(TextStep(key="words", accept=_accept_words),), finish=_asked, resumable=False
)
ANSWER = Form(
    name="data_answer", steps=(TextStep(key="words", accept=_accept_words),), finish=_settled, resumable=False
)
