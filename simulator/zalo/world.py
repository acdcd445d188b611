"""Everything that this Zalo knows: people, bots, crowds, and the instruments that watch it.

Clock, page, wire log and pulse are the simulator's own; journal, counters and faults are Zalo's.
"""

import random
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.crowds import Crowd, Crowds
from simulator.faults import Faults
from simulator.journal import Journal
from simulator.shapes import Json
from simulator.stats import Stats
from simulator.world import Missing, World
from simulator.zalo.bots import TOKEN, ZaloBot
from simulator.zalo.chats import ZaloChat
from simulator.zalo.incoming import Incoming
from simulator.zalo.manner import Manner
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.oa import LINE, OfficialAccount
from simulator.zalo.oauth import Keys
from simulator.zalo.people import FIRST_NUMBER, ZaloAccount, crowd_number, digits_of
from simulator.zalo.pictures import Picture, Pictures
from simulator.zalo.refusals import ZaloRefusal
from simulator.zalo.templates import Letter, Templates

FIRST_BOT = 310_000_000_000_000_001
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


Line = ZaloBot | OfficialAccount


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a crowd: a number, and the counters that a message to it moves."""

    crowd: Crowd
    number: int


class Zalo:
    def __init__(self, world: World, *, journal: Path | None = None) -> None:
        self.world = world
        self.clock = world.clock
        self.manner = Manner()
        self.journal = Journal(journal)
        self.stats = Stats()
        self.faults = Faults(self.tell_faults)
        self.crowds = Crowds()
        self.pictures = Pictures()
        self.fetched: dict[str, Picture] = {}
        self.bots: dict[str, ZaloBot] = {}
        self.people: dict[int, ZaloAccount] = {}
        self.by_id: dict[str, ZaloAccount] = {}
        self.restarting_until = 0.0
        self.oa = OfficialAccount(Keys(world.clock, self.manner), Incoming(world.clock), self.manner)
        self.templates = Templates()
        self.letters: list[Letter] = []
        self.paid_letters = 0
        self.uploads: dict[str, Picture] = {}

    def count_everyone(self) -> None:
        """Counting mode: every number is somebody who has written, and no plan has an end."""
        self.crowds.open_to_everyone()
        self.manner.users = self.manner.messages = self.manner.oa_messages = self.manner.zns_messages = None

    # Bots

    def bot_by_token(self, token: str) -> ZaloBot:
        """The bot of a token; any well-formed token is a bot of its own."""
        found = TOKEN.fullmatch(token)
        if found is None:
            raise ZaloRefusal(401)
        bot = self.bots.get(found[1])
        if bot is None:
            bot = self.bots[found[1]] = ZaloBot(found[1], token, Incoming(self.clock))
        if bot.token != token:
            raise ZaloRefusal(401)
        return bot

    def new_token(self) -> str:
        """A token whose bot people can write to before it has called."""
        secret = "".join(random.choices(LETTERS, k=48))  # noqa: S311 - it guards nothing
        token = f"{FIRST_BOT + len(self.bots)}:{secret}"
        self.tell_bot(self.bot_by_token(token))
        return token

    @property
    def token(self) -> str:
        """The first bot's token; makes one when there is none."""
        return next(iter(self.bots.values())).token if self.bots else self.new_token()

    def bot(self, bot_id: str | None = None) -> ZaloBot:
        """That bot, or the one that called first."""
        if bot_id is not None:
            if bot_id not in self.bots:
                raise Missing(f"no Zalo bot {bot_id}")
            return self.bots[bot_id]
        if not self.bots:
            raise Missing("no Zalo bot has called yet")
        return next((bot for bot in self.bots.values() if bot.called), next(iter(self.bots.values())))

    def line(self, named: str | None = None) -> Line:
        """What the control API calls a line: a bot's id, `oa` for the Official Account; the first bot when left out."""
        return self.oa if named == LINE else self.bot(named)

    @property
    def lines(self) -> list[Line]:
        return [*self.bots.values(), self.oa]

    # People

    def add_person(
        self, name: str, phone: str | None = None, *, number: int | None = None, **facts: Any
    ) -> ZaloAccount:
        number = number if number is not None else max([FIRST_NUMBER - 1, *self.people]) + 1
        account = ZaloAccount(number, name, phone, **facts)
        self.people[number] = account
        self.by_id[account.id] = self.by_id[account.user_id] = account
        self.tell_person(account)
        return account

    def account(self, number: int) -> ZaloAccount:
        if number not in self.people:
            raise Missing(f"nobody has the number {number} in Zalo")
        return self.people[number]

    def remove_person(self, number: int) -> None:
        account = self.account(number)
        del self.people[number], self.by_id[account.id], self.by_id[account.user_id]
        for line in self.lines:
            line.chats.pop(number, None)
        self.world.hub.publish({"event": "zalo_person_gone", "number": number})

    def find(self, named: str) -> ZaloAccount | Member | None:
        """Whoever Zalo calls so, by an id of the Bot Platform or of the Official Account."""
        account = self.by_id.get(named)
        if account is not None:
            return account
        number = crowd_number(named)
        crowd = self.crowds.find(number) if number is not None else None
        return Member(crowd, number) if crowd is not None and number is not None else None

    def by_phone(self, phone: str) -> ZaloAccount | Member | None:
        """Who has that number; somebody in a crowd has their own nine digits as a phone number."""
        wanted = digits_of(phone)
        for account in self.people.values():
            if account.phone and digits_of(account.phone) == wanted:
                return account
        number = int(wanted[2:])
        crowd = self.crowds.find(number)
        return Member(crowd, number) if crowd is not None else None

    def crowd(self, *, first: int, count: int, **facts: Any) -> Crowd:
        """Chats of the numbers `first … first + count - 1`, which have written and cost a byte each."""
        return self.crowds.add(first=first, count=count, **facts)

    # Chats

    def chat(self, line: Line, account: ZaloAccount) -> ZaloChat:
        chat = line.chats.get(account.number)
        if chat is None:
            chat = line.chats[account.number] = ZaloChat(account, line.line)
        return chat

    def chats_of(self, account: ZaloAccount) -> list[ZaloChat]:
        return [line.chats[account.number] for line in self.lines if account.number in line.chats]

    def place(self, chat: ZaloChat, message: ZaloMessage) -> None:
        """Puts a message on the phone, and tells whoever looks at it."""
        chat.messages.append(message)
        if not message.out:
            chat.unread += 1
            chat.typing_until = 0.0
        self.tell_message(chat, message)

    def message_id(self) -> str:
        return secrets.token_hex(10)

    def keep(self, data: bytes, mime: str) -> tuple[Picture, str]:
        """A picture, and the address under which it can be opened for a while."""
        picture = self.pictures.keep(data, mime, ends=self.clock.now() + self.manner.link_seconds)
        return picture, f"{self.world.url}/zalo/files/{picture.id}"

    # Trouble

    def restart(self, seconds: float) -> None:
        """For that long every call gets 500, and polls that wait are cut off."""
        self.restarting_until = self.clock.now() + seconds
        for bot in self.bots.values():
            bot.incoming.cut()

    async def stop(self) -> None:
        for bot in self.bots.values():
            bot.incoming.cut()
            if bot.webhook is not None:
                await bot.webhook.stop()
        if self.oa.webhook is not None:
            await self.oa.webhook.stop()
        self.journal.close()

    # News for pages

    def tell_message(self, chat: ZaloChat, message: ZaloMessage) -> None:
        if self.world.hub.listeners:
            news = {"number": chat.account.number, "line": chat.line, "message": message.as_json()}
            self.world.hub.publish({"event": "zalo_message", **news})
        self.world.pulse.beat()

    def tell_chat(self, chat: ZaloChat) -> None:
        if self.world.hub.listeners:
            news = {"number": chat.account.number, "chat": chat.as_json(self.clock.now())}
            self.world.hub.publish({"event": "zalo_chat", **news})

    def tell_person(self, account: ZaloAccount) -> None:
        if self.world.hub.listeners:
            self.world.hub.publish({"event": "zalo_person", "person": self.shown(account)})
        self.world.pulse.beat()

    def tell_bot(self, bot: ZaloBot) -> None:
        if self.world.hub.listeners:
            self.world.hub.publish({"event": "zalo_bot", "bot": bot.as_json()})

    def tell_faults(self) -> None:
        if self.world.hub.listeners:
            self.world.hub.publish({"event": "zalo_faults", "faults": self.faults.as_json()})

    def shown(self, account: ZaloAccount) -> Json:
        now = self.clock.now()
        return {
            "number": account.number,
            "id": account.id,
            "user_id": account.user_id,
            "name": account.name,
            "phone": account.phone,
            "protected": account.protected,
            "takes_zns": account.takes_zns,
            "chats": [chat.as_json(now) for chat in self.chats_of(account)],
        }

    def state(self) -> Json:
        return {
            "bots": [bot.as_json() for bot in self.bots.values()],
            "people": [self.shown(account) for account in self.people.values()],
            "crowds": [crowd.as_json() for crowd in self.crowds.all.values()],
            "faults": self.faults.as_json(),
            "manner": self.manner.as_json(),
            "oa": self.oa.as_json(),
        }
