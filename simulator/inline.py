"""Inline mode: somebody types the bot's name in a chat, the bot offers results, and the person sends one of them."""

import itertools
from dataclasses import dataclass, field

from simulator.accounts import Account
from simulator.bots import Bot
from simulator.chats import Chat
from simulator.composing import NotPossible, chat_for, compose, tell_bots
from simulator.messages import Message
from simulator.shapes import Json
from simulator.world import World

ANSWER_SECONDS = 30
QUERY_LIMIT = 256
NUMBERS = itertools.count(5_500_000_000_000_000_000)


@dataclass(slots=True)
class InlineQuery:
    """`offered` are the results by id: what the phone lists, and the content that each would send."""

    id: str
    person: Account
    chat: Chat
    text: str
    time: float
    offered: dict[str, tuple[Json, Json, Json | None]] = field(default_factory=dict)

    def too_old(self, now: float) -> bool:
        return now - self.time > ANSWER_SECONDS


def ask(
    world: World, account: Account, bot: Bot, text: str, *, offset: str = "", chat_id: int | None = None
) -> InlineQuery:
    """What follows the bot's name in the field; the bot hears of it as an inline_query."""
    if len(text) > QUERY_LIMIT:
        raise NotPossible(f"an inline query has at most {QUERY_LIMIT} letters")
    chat = chat_for(world, account, bot, chat_id)
    query = InlineQuery(str(next(NUMBERS)), account, chat, text, world.clock.now())
    bot.inline_queries[query.id] = query
    kind = "sender" if chat.private else chat.type
    body = {"id": query.id, "from": account.as_user(), "query": text, "offset": offset, "chat_type": kind}
    bot.updates.add("inline_query", body, chat.id)
    return query


def choose(world: World, bot: Bot, query_id: str, result_id: str) -> Message:
    """Sends one of the results, as the person, by way of the bot, which is told which it was."""
    query = bot.inline_queries.get(query_id)
    if query is None or result_id not in query.offered:
        raise NotPossible("there is no such result")
    _, content, markup = query.offered[result_id]
    message = compose(world, query.person, query.chat, dict(content), markup=markup, via=bot.as_user())
    tell_bots(world, query.chat, message)
    chosen = {"result_id": result_id, "from": query.person.as_user(), "query": query.text}
    bot.updates.add("chosen_inline_result", chosen, query.chat.id)
    return message
