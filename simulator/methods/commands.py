"""Command menus by scope and language, and the menu button beside the text field."""

import re
from typing import Any

from simulator.bots import Bot
from simulator.chats import Chat
from simulator.methods.call import Call, method
from simulator.refusals import bad
from simulator.shapes import Json

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST = 100
CHATLESS = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
WITH_CHAT = ("chat", "chat_administrators", "chat_member")
LANGUAGE = re.compile(r"[a-z]{2}")
Scope = tuple[str, int, int, str]


def read_scope(call: Call) -> Scope:
    scope = call.params.object("scope", "BotCommandScope")
    kind = str(scope.get("type", "default"))
    if kind not in CHATLESS + WITH_CHAT:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    language = call.params.text("language_code")
    if language and not LANGUAGE.fullmatch(language):
        raise bad("invalid language code specified")
    if kind in CHATLESS:
        return kind, 0, 0, language
    if "chat_id" not in scope:
        raise bad("can't parse BotCommandScope: Can't find field \"chat_id\"")
    chat = call.world.find_chat(call.bot, str(scope["chat_id"]))
    if chat.private and kind != "chat":
        raise bad("can't change commands of this kind in private chats")
    return kind, chat.id, int(scope.get("user_id", 0)), language


def read_command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad("expected an Object as BotCommand")
    command = str(given.get("command", "")).strip().removeprefix("/").lower()
    description = str(given.get("description", "")).strip()
    if not command:
        raise bad("command must be non-empty")
    if not description:
        raise bad("command description must be non-empty")
    if not COMMAND.fullmatch(command):
        raise bad("BOT_COMMAND_INVALID")
    if len(description) > 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


@method("setMyCommands", "commands scope language_code")
async def set_my_commands(call: Call) -> Any:
    given = call.params.parsed("commands", "commands JSON object")
    if not isinstance(given, list):
        raise bad("expected an Array of BotCommand")
    commands = [read_command(command) for command in given]
    if len(commands) > MOST:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[read_scope(call)] = commands
    tell(call)
    return True


@method("getMyCommands", "scope language_code")
async def get_my_commands(call: Call) -> Any:
    return call.bot.commands.get(read_scope(call), [])


@method("deleteMyCommands", "scope language_code")
async def delete_my_commands(call: Call) -> Any:
    call.bot.commands.pop(read_scope(call), None)
    tell(call)
    return True


def tell(call: Call) -> None:
    call.world.hub.publish({"event": "commands", "bot": call.bot.id})
    call.world.pulse.beat()


def commands_for(bot: Bot, chat: Chat, person: int, language: str) -> list[Json]:
    """The menu that a phone shows: the narrowest scope that has commands, in the person's language before none."""
    boss = chat.status(person) in ("creator", "administrator")
    if chat.private:
        scopes = [("chat", chat.id, 0), ("all_private_chats", 0, 0)]
    else:
        scopes = [("chat_member", chat.id, person)]
        scopes += [("chat_administrators", chat.id, 0)] if boss else []
        scopes += [("chat", chat.id, 0)]
        scopes += [("all_chat_administrators", 0, 0)] if boss else []
        scopes += [("all_group_chats", 0, 0)]
    for kind, chat_id, user_id in [*scopes, ("default", 0, 0)]:
        for spoken in (language, ""):
            found = bot.commands.get((kind, chat_id, user_id, spoken))
            if found:
                return found
    return []


@method("setChatMenuButton", "chat_id menu_button")
async def set_chat_menu_button(call: Call) -> Any:
    button = call.params.object("menu_button", "MenuButton") or {"type": "default"}
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad("can't parse menu button: Unsupported type specified")
    if button["type"] == "web_app" and not (button.get("text") and button.get("web_app", {}).get("url")):
        raise bad("can't parse menu button: Can't find field \"web_app\"")
    chat_id = menu_chat(call)
    call.bot.menu_buttons[chat_id] = button
    call.world.hub.publish({"event": "menu_button", "bot": call.bot.id, "chat": chat_id or None})
    return True


@method("getChatMenuButton", "chat_id")
async def get_chat_menu_button(call: Call) -> Any:
    return menu_button_for(call.bot, menu_chat(call))


def menu_chat(call: Call) -> int:
    if not call.params.has("chat_id"):
        return 0
    chat = call.chat
    if not chat.private:
        raise bad("chat must be private")
    return chat.id


def menu_button_for(bot: Bot, chat_id: int) -> Json:
    button = bot.menu_buttons.get(chat_id, {"type": "default"})
    if button["type"] == "default":
        button = bot.menu_buttons.get(0, {"type": "default"})
    return {"type": "commands"} if button["type"] == "default" else button
