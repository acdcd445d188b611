"""A number, where a channel has no buttons: it becomes the press or the word that it stands for, or is explained."""

from dataclasses import replace

from channels.ability import ability_of
from channels.incoming import Body, Text
from channels.message import Say
from domain.choice import Choice, Late
from handlers.turn import Turn
from services import choosing
from texts.words import Safe


async def understand(turn: Turn) -> Body | None:
    """What was done, in the words of a channel with buttons; None once it has been answered here."""
    body = turn.incoming.body
    if not isinstance(body, Text) or ability_of(turn.chat.channel).most_buttons is None:
        return body
    meant = await choosing.understand(turn.tx, turn.incoming, now=turn.now)
    match meant:
        case Late(number=number, name=name):
            text = turn.words.say("choices.late", number=Safe(str(number)), name=name or turn.words.say("choices.more"))
            await _offer_again(turn, text, 0)
            return None
        case Choice(means=page):
            await _offer_again(turn, turn.words.say("choices.page"), int(page))
            return None
        case _:
            turn.incoming = replace(turn.incoming, body=meant)
            return meant


async def _offer_again(turn: Turn, text: Safe, page: int) -> None:
    shown = await choosing.more(turn.tx, turn.incoming, page)
    turn.send(Say(text=text, choices=choosing.numbered(shown)))
