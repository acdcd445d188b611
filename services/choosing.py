"""Choosing by number, where a channel has no buttons: what is offered is numbered in the transaction that says it, and
a number that comes back is the press or the word that it stood for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from channels.ability import Ability
from channels.incoming import Body, Incoming, Press, Text
from channels.message import Button, Key, Numbered, Say
from channels.message_json import from_json
from domain import choice as rules
from domain.choice import Choice, Kind, Late, Offered, Stand, Wanted
from domain.wording import utf16
from storage import choices
from storage.engine import Tx

TOLD_WITHIN = timedelta(days=3)
"""How long after an alert's end its numbers are understood."""

NAME_MOST = 40  # UTF-16 units: nothing longer is the name of a button under an alert


async def number(
    tx: Tx, channel: str, address: str, says: Sequence[Say], ability: Ability, *, anew: bool, now: datetime
) -> list[Say]:
    """The messages with a number for each thing that can be chosen. `anew`: they answer what the person did, so that
    their list takes the place of the one before; else they are counted on. A keyboard stands under the last one only.

    Buttons that the channel shows have numbers too, unseen: whoever types 2 there means the second of them.
    """
    below = next((say for say in reversed(says) if say.keys), None)
    wanted = [_wanted(say, last=say is below) for say in says]
    found = await choices.find(tx, channel, address) if any(wanted) else None
    if found is None:
        return [_with(say, (), ability) for say in says]
    chat, offered = found
    if anew:
        offered = rules.begin(offered, now=now)
    fit = []
    for say, each in zip(says, wanted, strict=True):
        offered, new = rules.add(offered, each, now=now)
        fit.append(_with(say, rules.on_page(new.live, 0), ability))
    await choices.put(tx, chat, offered)
    return fit


async def understand(tx: Tx, incoming: Incoming, *, now: datetime) -> Body | Choice | Late:
    """What a typed text means in its chat: a press, a word, more of a long list, a late number, or just itself; of
    several numbers, the names of what they stand for, a line each."""
    body = incoming.body
    found = await choices.find(tx, incoming.channel, incoming.chat) if isinstance(body, Text) else None
    if found is None or not isinstance(body, Text):
        return body
    picked = rules.pick(found[1], body.text, sent_at=incoming.at, now=now)
    if several := rules.pick_several(found[1], body.text):
        return Text(text="\n".join(rules.unsigned(each.name) for each in several))
    if picked is None:
        return await _under_a_message_to_many(tx, incoming, body, now)
    if isinstance(picked, Late) or picked.kind is Kind.MORE:
        return picked
    return Press(data=picked.means, press="", message=None) if picked.kind is Kind.PRESS else Text(text=picked.means)


async def more(tx: Tx, incoming: Incoming, page: int) -> tuple[Choice, ...]:
    """The choices of a page of the present list."""
    found = await choices.find(tx, incoming.channel, incoming.chat)
    return rules.on_page(found[1].live, page) if found else ()


def numbered(shown: Sequence[Choice]) -> tuple[Numbered, ...]:
    """As a message bears them."""
    return tuple(Numbered(number=each.number, name=each.name, listed=each.page is not None) for each in shown)


def to_many(say: Say) -> Say:
    """A message to many: its buttons have the numbers that are the same in every chat."""
    return replace(_plain(say), choices=numbered(_choices_to_many(say)))


def fits(say: Say, ability: Ability) -> bool:
    """Whether the channel can show what is to be chosen as it is."""
    if say.keys and not ability.keyboard:
        return False
    return ability.most_buttons is None or sum(len(row) for row in say.buttons) <= ability.most_buttons


async def _under_a_message_to_many(tx: Tx, incoming: Incoming, body: Text, now: datetime) -> Body:
    """By its number, or by its name: somebody in fear writes what they read."""
    if utf16(body.text) > NAME_MOST:
        return body
    told = await choices.find_last_told(tx, incoming.channel, incoming.chat, since=now - TOLD_WITHIN)
    say = from_json(told) if told else None
    offered = Offered(live=tuple(_choices_to_many(say))) if isinstance(say, Say) else Offered()
    meant = rules.pick(offered, body.text, sent_at=None, now=now)
    return Press(data=meant.means, press="", message=None) if isinstance(meant, Choice) else body


def _choices_to_many(say: Say) -> list[Choice]:
    buttons = [button for row in say.buttons for button in row if button.data]
    return [
        rules.choice(_of_button(button), number, 0 if button.stand is Stand.LISTED else None)
        for number, button in zip(rules.TO_MANY, buttons, strict=False)
    ]


def _wanted(say: Say, *, last: bool) -> list[Wanted]:
    """Nothing under a line that is only brought up to date: it may never be said."""
    if not say.news:
        return []
    buttons = [_of_button(button) for row in say.buttons for button in row if button.data]
    keys = [_of_key(key) for row in say.keys or () for key in row if key.types]
    return [*buttons, *(keys if last else ())]


def _of_button(button: Button) -> Wanted:
    return Wanted(name=button.text, kind=Kind.PRESS, means=button.data or "", stand=button.stand)


def _of_key(key: Key) -> Wanted:
    return Wanted(name=key.text, kind=Kind.WORD, means=key.text, stand=key.stand)


def _with(say: Say, shown: Sequence[Choice], ability: Ability) -> Say:
    return say if fits(say, ability) else replace(_plain(say), choices=numbered(shown))


def _plain(say: Say) -> Say:
    """Without what hangs under it, but for the addresses that it leads to."""
    links = tuple(tuple(button for button in row if button.url) for row in say.buttons)
    return replace(say, buttons=tuple(row for row in links if row), keys=None)
