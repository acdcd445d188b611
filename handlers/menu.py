"""The main menu: the words below the chat, each of which types a command."""

from channels.message import Key
from handlers.turn import Turn

WORDS = {
    "dangky": "menu.register",
    "phananh": "menu.report",
    "cuatoi": "menu.mine",
    "canhbao": "menu.alerts",
    "theodoi": "menu.follow",
    "taikhoan": "menu.account",
    "help": "menu.help",
}


def keys(turn: Turn) -> tuple[tuple[Key, ...], ...]:
    """Two a row; registering stands there only for those who have not."""
    shown = [word for name, word in WORDS.items() if not (name == "dangky" and turn.person.registered)]
    row = [Key(text=turn.words.plain(word)) for word in shown]
    return tuple(tuple(row[i : i + 2]) for i in range(0, len(row), 2))


def typed_command(turn: Turn) -> str | None:
    """The command whose word was typed or tapped, in any language."""
    return next((name for name, word in WORDS.items() if turn.is_word(word)), None)
