"""Who is this, in what language, and what may they do: read anew in every turn's transaction."""

from collections.abc import Mapping
from datetime import datetime

from channels.message import Incoming, Menu
from domain.refused import Refused
from domain.role import Role
from handlers.house import House
from handlers.routes import Roles, Routes
from handlers.step import Form
from handlers.turn import Turn
from storage import chats
from storage.engine import Tx

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
    if found is None:
        language = _language(incoming, house)
        found = await chats.add(tx, incoming.channel, incoming.chat, language=language, now=now)
        await tx.mark()
    chat, person = found
    return Turn(tx=tx, house=house, forms=forms, incoming=incoming, chat=chat, person=person, now=now, said=[])


def demand(turn: Turn, role: Roles) -> None:
    """Raises `Refused` unless the person holds the role, or one of them, now, in this private chat."""
    if role is None:
        return
    if not turn.incoming.private or turn.incoming.forwarded:
        raise Refused("access.private_only")
    if not _may(turn, role):
        raise Refused(_NO_ROLE[role[0] if isinstance(role, tuple) else role])


async def show_menu(turn: Turn, routes: Routes) -> None:
    """Bring the chat's list of commands up to date with its rights and language. A menu is never a permission."""
    roles = sorted({grant.role.value for grant in turn.person.grants})
    menu = f"{turn.chat.language}:{','.join(roles)}"
    if menu == turn.chat.menu or not turn.incoming.private:
        return
    named = [routes.commands[name] for name in _SHOWN_TO_ALL if name in routes.commands]
    for_role = [command for command in routes.commands.values() if command.role and _may(turn, command.role)]
    shown = tuple((c.name, turn.words.plain(f"command.{c.name}")) for c in (*for_role, *named))
    turn.send(Menu(commands=shown))
    await chats.show_menu(turn.tx, turn.chat.id, menu)


def _may(turn: Turn, role: Role | tuple[Role, ...]) -> bool:
    return any(turn.person.may(each) for each in (role if isinstance(role, tuple) else (role,)))


def _language(incoming: Incoming, house: House) -> str:
    said = (incoming.language or "").split("-")[0]
    return said if said in house.catalogues.languages else "vi"
