"""The main menu: the words below the chat, each of which types a command."""

from channels.message import Key
from domain.role import Role
from handlers.turn import Turn

WORDS = {
    "soancanhbao": "command.soancanhbao",
    "duyet": "command.duyet",
    "xuly": "command.xuly",
    "nhansu": "command.nhansu",
    "dangky": "menu.register",
    "phananh": "menu.report",
    "cuatoi": "menu.mine",
    "canhbao": "menu.alerts",
    "theodoi": "menu.follow",
    "taikhoan": "menu.account",
    "help": "menu.help",
}
FOR_ROLES = {
    "soancanhbao": (Role.APPROVER,),
    "duyet": (Role.APPROVER,),
    "xuly": (Role.OFFICER, Role.OPERATOR, Role.APPROVER),
    "nhansu": (Role.ADMIN,),
}


def keys(turn: Turn) -> tuple[tuple[Key, ...], ...]:
    """Two a row: what one's roles are for stands first, registering only for those who have not."""
    row = [Key(text=turn.words.plain(word)) for name, word in WORDS.items() if _shown(turn, name)]
    return tuple(tuple(row[i : i + 2]) for i in range(0, len(row), 2))


def typed_command(turn: Turn) -> str | None:
    """The command whose word was typed or tapped, in any language; who has no keys is used to typing *menu*."""
    if turn.is_word("menu.menu"):
        return "help"
    return next((name for name, word in WORDS.items() if turn.is_word(word)), None)


def _shown(turn: Turn, name: str) -> bool:
    if name == "dangky":
        return not turn.person.registered and not turn.person.grants
    return any(turn.person.may(role) for role in FOR_ROLES[name]) if name in FOR_ROLES else True
