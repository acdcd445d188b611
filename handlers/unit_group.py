"""A unit's group: tied to it, and untied, by one of its leaders or officers, with a command in the group itself."""

from dataclasses import replace

from domain.desk import units_of
from domain.refused import Refused
from handlers.turn import Turn
from storage import chats, groups

TIE, UNTIE = "donvi", "bodonvi"


async def tie(turn: Turn) -> None:
    """The chat is the group's, so who speaks is looked up by their private chat, where their rights are."""
    unit, person = await _unit(turn)
    await groups.tie(turn.tx, replace(turn.chat, menu=""), unit, person=person, now=turn.now)
    turn.say("group.tied", unit=turn.house.province.units.name(unit))


async def untie(turn: Turn) -> None:
    await _unit(turn)
    if not await groups.untie(turn.tx, turn.chat.channel, turn.chat.address):
        raise Refused("group.not_tied")
    turn.say("group.untied")


async def _unit(turn: Turn) -> tuple[str, int]:
    found = await chats.find(turn.tx, turn.incoming.channel, turn.incoming.sender)
    mine = units_of(found[1], turn.house.province.units) if found else ()
    if not mine or found is None or turn.incoming.forwarded:
        raise Refused("group.officers_only")
    return mine[0], found[1].id
