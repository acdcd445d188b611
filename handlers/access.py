"""Who is this, in what language, and what may they do: read anew in every turn's transaction."""

from collections.abc import Mapping
from datetime import datetime

from channels.incoming import Incoming
from channels.message import Menu
from domain.refused import Refused
from domain.role import Person, Role
from handlers.house import House
from handlers.routes import Roles, Routes
from handlers.step import Form
from handlers.turn import Turn
from services.speaking import tell
from storage import chats
from storage.engine import Tx
from texts.words import Words

_SHOWN_TO_ALL = ("phananh", "cuatoi", "canhbao", "theodoi", "taikhoan", "dangky", "dangnhap", "ngonngu", "huy", "help")
_NO_ROLE = {
    Role.APPROVER: "access.approvers_only",
    Role.ADMIN: "access.admins_only",
    Role.OFFICER: "access.officers_only",
    Role.OPERATOR: "access.officers_only",
}


async def arrive(tx: Tx, incoming: Incoming, house: House, forms: Mapping[str, Form], *, now: datetime) -> Turn:
    """The turn that an incoming message begins; a chat seen for the first time is remembered."""
    found = await chats.find(tx, incoming.channel, incoming.chat)
    first = found is None
    if found is None:
        language = _language(incoming, house)
        found = await chats.add(tx, incoming.channel, incoming.chat, language=language, now=now)
        await tx.mark()
    chat, person = found
    if person.id and await chats.note_spoken(tx, chat, now=now):
        await tx.mark()
    return Turn(
        tx=tx, house=house, forms=forms, incoming=incoming, chat=chat, person=person, now=now, said=[], first=first
    )


def demand(turn: Turn, role: Roles) -> None:
    """Raises `Refused` unless the person holds the role, or one of them, now, in this private chat."""
    if role is None:
        return
    if not turn.incoming.private or turn.incoming.forwarded:
        raise Refused("access.private_only")
    if not _may(turn.person, role):
        raise Refused(_NO_ROLE[role[0] if isinstance(role, tuple) else role])


async def show_menu(turn: Turn, routes: Routes) -> None:
    """Bring the chat's list of commands up to date with its rights and language. A menu is never a permission."""
    menu = _menu_name(turn.chat.language, turn.person)
    if menu == turn.chat.menu or not turn.incoming.private:
        return
    turn.send(_menu(turn.words, turn.person, routes))
    await chats.show_menu(turn.tx, turn.chat.id, menu)


async def refresh_menu(tx: Tx, channel: str, address: str, house: House, routes: Routes, *, now: datetime) -> None:
    """Bring a chat's list of commands up to date while nobody speaks there: its rights have changed."""
    found = await chats.find(tx, channel, address)
    assert found
    chat, person = found
    await tell(tx, chat, _menu(house.catalogues[chat.language], person, routes), now=now)
    await chats.show_menu(tx, chat.id, _menu_name(chat.language, person))


def _menu(words: Words, person: Person, routes: Routes) -> Menu:
    named = [routes.commands[name] for name in _SHOWN_TO_ALL if name in routes.commands]
    for_role = [command for command in routes.commands.values() if command.role and _may(person, command.role)]
    return Menu(commands=tuple((c.name, words.plain(f"command.{c.name}")) for c in (*for_role, *named)))


def _menu_name(language: str, person: Person) -> str:
    """What the chat is remembered to have been shown."""
    return f"{language}:{','.join(sorted({grant.role.value for grant in person.grants}))}"


def _may(person: Person, role: Role | tuple[Role, ...]) -> bool:
    return any(person.may(each) for each in (role if isinstance(role, tuple) else (role,)))


def _language(incoming: Incoming, house: House) -> str:
    said = (incoming.language or "").split("-")[0]
    return said if said in house.catalogues.languages else "vi"
