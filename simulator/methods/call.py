"""One call of a method, and the table of methods: the parameters each one acts on, and those it leaves aside."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from simulator.bots import Bot
from simulator.chats import Chat
from simulator.methods.unplayed import excuse
from simulator.params import Params
from simulator.refusals import bad, flooded, refusal
from simulator.world import World

# Not played here: business accounts, channel direct messages, effects, suggested and ephemeral posts.
LEFT_ASIDE = (
    "business_connection_id direct_messages_topic_id message_effect_id suggested_post_parameters "
    "ephemeral_message_parameters receiver_user_id callback_query_id"
)


@dataclass(frozen=True, slots=True)
class Call:
    world: World
    bot: Bot
    method: str
    params: Params

    @property
    def chat(self) -> Chat:
        return self.world.find_chat(self.bot, self.params.text("chat_id"))

    def user_id(self) -> int:
        user_id = self.params.integer("user_id")
        if user_id <= 0:
            raise bad("invalid user_id specified")
        return user_id

    async def admit(self, chat: Chat, messages: int = 1) -> None:
        """Telegram's speed limits: a flooded send may be held for a while before it is refused."""
        paid = self.params.flag("allow_paid_broadcast")
        flood, now = self.world.flood, self.world.clock.now()
        seconds = flood.wait(self.bot.id, chat.id, now, paid=paid, messages=messages)
        if seconds:
            await asyncio.sleep(flood.limits.hold)
            raise flooded(seconds)


@dataclass(frozen=True, slots=True)
class Told:
    """A result with a sentence beside it, as setWebhook gives."""

    result: Any
    description: str


Handler = Callable[[Call], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    handler: Handler
    takes: frozenset[str]
    ignores: frozenset[str]


METHODS: dict[str, Method] = {}


def method(name: str, takes: str = "", *, ignores: str = "") -> Callable[[Handler], Handler]:
    """Puts a handler into the table; `takes` are the parameters that it acts on."""

    def enter(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(name, handler, frozenset(takes.split()), frozenset(ignores.split()))
        return handler

    return enter


async def run(world: World, bot: Bot, name: str, params: Params) -> Any:
    """Does one call; the name is not case-sensitive."""
    found = METHODS.get(name.lower())
    if found is None:
        excused = excuse(name)
        raise refusal(501, excused) if excused else refusal(404, "method not found")
    return await found.handler(Call(world, bot, found.name, params))
