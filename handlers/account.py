"""One's own account, and the language that the chat is spoken to in."""

from channels.message import Style
from domain.phone import mask_phone
from domain.refused import Refused
from handlers import menu
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.turn import Turn
from storage import chats, people

routes = Routes()


@routes.command("taikhoan")
async def account(turn: Turn, arguments: str) -> None:
    if not turn.person.registered:
        return turn.say("account.none", buttons=[[turn.button("menu.register", "registration.open")]])
    profile = await people.get(turn.tx, turn.person.id)
    area = profile.area and turn.house.province.areas.get(profile.area).name
    turn.say(
        "account.card",
        name=profile.name or "",
        phone=mask_phone(profile.phone) if profile.phone else "",
        mail=profile.mail or turn.words.say("form.nothing"),
        area=area or "",
        buttons=[[turn.button("menu.language", "language.choose")]],
    )


@routes.command("settings")
async def settings(turn: Turn, arguments: str) -> None:
    await account(turn, arguments)


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
