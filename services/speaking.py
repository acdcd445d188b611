"""Notes what is to be said: an outgoing row in the transaction of the act it tells of, fit for its channel."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from html import escape
from itertools import groupby

from channels.ability import ABILITIES, Ability
from channels.message import Acknowledge, Menu, Outgoing, Say
from channels.message_json import to_json
from services import choosing
from storage import outbox
from storage.chats import Chat
from storage.engine import Session, Tx
from storage.outbox import Slot

Letter = tuple[str, str, Outgoing]


async def post(tx: Tx, letters: Iterable[Letter], *, now: datetime, answering: tuple[str, str] | None = None) -> None:
    """Each letter is (channel, address, message); sent after the commit, each chat's in this order.

    `answering`: the chat in which somebody has just done something, as (channel, address).
    """
    fit = await _fit(tx, list(letters), answering, now)
    await outbox.put(tx, [(channel, address, to_json(message)) for channel, address, message in fit], now=now)


async def tell(tx: Tx, chat: Chat, message: Outgoing, *, now: datetime) -> None:
    await post(tx, [(chat.channel, chat.address, message)], now=now)


async def begin_line(tx: Tx, chat: Chat, slot: str) -> None:
    """The next message of that slot is sent anew, wherever an earlier one stands; later ones edit it."""
    await outbox.put_slots(tx, [Slot(channel=chat.channel, address=chat.address, slot=slot, message="")])


async def has_line(session: Session, chat: Chat, slot: str) -> bool:
    """Whether a message of that slot was sent, or is about to be."""
    return await outbox.find_slot(session, chat.channel, chat.address, slot) is not None


async def _fit(tx: Tx, letters: list[Letter], answering: tuple[str, str] | None, now: datetime) -> list[Letter]:
    """What every channel can carry; choices become numbers where there are no buttons to press."""
    fit = list[Letter]()
    for where, group in groupby(letters, key=lambda letter: letter[:2]):
        ability = ABILITIES.get(where[0])
        said = [message for _, _, message in group]
        if ability is not None and not all(_carries(message, ability) for message in said):
            said = await _narrowed(tx, where, said, ability, anew=where == answering, now=now)
        fit += [(*where, message) for message in said]
    return fit


def _carries(message: Outgoing, ability: Ability) -> bool:
    """Whether it goes as it is, and leaves nothing to be remembered."""
    match message:
        case Say():
            return ability.most_buttons is None
        case Acknowledge():
            return ability.toasts
        case Menu():
            return ability.menu
    return True


def _without_older_keys(message: Outgoing, later: list[Outgoing], ability: Ability) -> Outgoing:
    """Words below the chat are not listed above a message that brings choices of its own."""
    chosen_later = any(isinstance(each, Say) and (each.buttons or each.keys) for each in later)
    if isinstance(message, Say) and message.keys and chosen_later and not ability.keyboard:
        return replace(message, keys=None)
    return message


async def _narrowed(
    tx: Tx, where: tuple[str, str], said: list[Outgoing], ability: Ability, *, anew: bool, now: datetime
) -> list[Outgoing]:
    """A short answer on a button is said in words, or left out where it says nothing; so is a list of commands."""
    kept = list[Outgoing]()
    for message in said:
        match message:
            case Acknowledge(text=text) if not ability.toasts:
                kept += [Say(text=escape(text, quote=False))] if text else []
            case Menu() if not ability.menu:
                pass
            case _:
                kept.append(message)
    kept = [_without_older_keys(each, kept[place + 1 :], ability) for place, each in enumerate(kept)]
    says = [each for each in kept if isinstance(each, Say)]
    numbered = iter(await choosing.number(tx, *where, says, ability, anew=anew, now=now) if says else ())
    return [next(numbered) if isinstance(each, Say) else each for each in kept]
