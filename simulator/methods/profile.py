"""getMe and what a bot says of itself, in each language; logOut and close."""

from typing import Any

from simulator.members import RIGHTS
from simulator.methods.call import Call, method
from simulator.refusals import bad
from simulator.shapes import Json


def put(call: Call, shelf: dict[str, str], value: str, most: int, name: str) -> bool:
    if len(value) > most:
        raise bad(f"{name} is too long")
    language = call.params.text("language_code")
    if value:
        shelf[language] = value
    else:
        shelf.pop(language, None)
    call.world.tell_bot(call.bot)
    return True


def spoken(call: Call, shelf: dict[str, str], default: str = "") -> str:
    return shelf.get(call.params.text("language_code")) or shelf.get("") or default


@method("getMe")
async def get_me(call: Call) -> Any:
    return call.bot.as_me()


@method("logOut")
async def log_out(call: Call) -> Any:
    return True


@method("close")
async def close(call: Call) -> Any:
    return True


@method("setMyName", "name language_code")
async def set_my_name(call: Call) -> Any:
    return put(call, call.bot.names, call.params.text("name"), 64, "name")


@method("getMyName", "language_code")
async def get_my_name(call: Call) -> Any:
    return {"name": spoken(call, call.bot.names, call.bot.name)}


@method("setMyDescription", "description language_code")
async def set_my_description(call: Call) -> Any:
    return put(call, call.bot.descriptions, call.params.text("description"), 512, "description")


@method("getMyDescription", "language_code")
async def get_my_description(call: Call) -> Any:
    return {"description": spoken(call, call.bot.descriptions)}


@method("setMyShortDescription", "short_description language_code")
async def set_my_short_description(call: Call) -> Any:
    return put(call, call.bot.short_descriptions, call.params.text("short_description"), 120, "short description")


@method("getMyShortDescription", "language_code")
async def get_my_short_description(call: Call) -> Any:
    return {"short_description": spoken(call, call.bot.short_descriptions)}


@method("setMyDefaultAdministratorRights", "rights for_channels")
async def set_my_default_administrator_rights(call: Call) -> Any:
    call.bot.rights[call.params.flag("for_channels")] = call.params.object("rights", "ChatAdministratorRights")
    return True


@method("getMyDefaultAdministratorRights", "for_channels")
async def get_my_default_administrator_rights(call: Call) -> Any:
    given: Json = call.bot.rights.get(call.params.flag("for_channels"), {})
    return dict.fromkeys(RIGHTS, False) | given
