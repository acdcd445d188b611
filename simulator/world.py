"""Everything the server knows, and how a chat is found: bots, people, chats, crowds, files, instruments."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

from simulator.accounts import FIRST_ID, Account
from simulator.bots import TOKEN, Bot
from simulator.chats import Chat
from simulator.clock import Clock
from simulator.crowds import Crowds
from simulator.events import Hub, Pulse
from simulator.faults import Faults
from simulator.files import Files
from simulator.flood import Flood
from simulator.gateways import Mail, MailInbox, Sms, SmsInbox
from simulator.journal import Journal
from simulator.refusals import bad, forbidden, refusal, upgraded
from simulator.shapes import Json
from simulator.stats import Stats
from simulator.updates import Updates
from simulator.view import group_view, person_view
from simulator.wirelog import WireLog

FIRST_GROUP = 1_000_000_000_001
LEFT_OUT = {"left": "bot is not a member of the {noun}", "kicked": "bot was kicked from the {noun}"}


class Missing(Exception):
    """The control API was asked about someone or something that does not exist."""


class World:
    def __init__(self, *, token: str | None = None, journal: Path | None = None) -> None:
        self.only_token = token
        self.clock = Clock()
        self.hub = Hub()
        self.pulse = Pulse()
        self.journal = Journal(journal)
        self.stats = Stats()
        self.wire = WireLog()
        self.flood = Flood()
        self.faults = Faults(self.tell_faults)
        self.crowds = Crowds()
        self.files = Files()
        self.sms = SmsInbox(self.tell_sms)
        self.mail = MailInbox(self.tell_mail)
        self.bots: dict[int, Bot] = {}
        self.people: dict[int, Account] = {}
        self.groups: dict[int, Chat] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.latency = 0.0
        self.counting = False
        self.restarting_until = 0.0
        self.webhook_pause = 1.0
        self.url = ""
        self.extras: dict[str, Path] = {}
        self.message_ids = self.journal.last_message_ids()
        self.written_to = self.journal.pairs() if len(self.journal) else set()
        if token is not None:
            self.bot_by_token(token)

    def count_everyone(self) -> None:
        """Counting mode: every positive chat id exists, and only counts and the journal are kept of it."""
        self.counting = True
        self.crowds.open_to_everyone()

    # Bots

    def bot_by_token(self, token: str) -> Bot:
        """The bot of a token; any well-formed token is one, unless the server was limited to one."""
        found = TOKEN.fullmatch(token)
        if found is None:
            raise refusal(401, "invalid token specified")
        if self.only_token is not None and token != self.only_token:
            raise refusal(401)
        bot = self.bots.get(int(found[1]))
        if bot is None:
            bot = self.bots[int(found[1])] = self.new_bot(int(found[1]), token)
        if bot.token != token:
            raise refusal(401)
        return bot

    def new_bot(self, bot_id: int, token: str) -> Bot:
        bot = Bot(bot_id, token, Updates(self.clock, self.pulse.beat))
        bot.last_message_id = self.message_ids.get(bot_id, 0)
        return bot

    def new_token(self) -> str:
        bot_id = next(number for number in range(8_100_000_001, 8_200_000_000) if number not in self.bots)
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        secret = "".join(random.choices(letters, k=35))  # noqa: S311 - it guards nothing
        return f"{bot_id}:{secret}"

    def bot(self, bot_id: int | None = None) -> Bot:
        """The bot meant by the control API: that one, or the one that called first."""
        if bot_id is not None:
            if bot_id not in self.bots:
                raise Missing(f"no bot {bot_id}")
            return self.bots[bot_id]
        for bot in self.bots.values():
            if bot.called:
                return bot
        if not self.bots:
            raise Missing("no bot has called yet")
        return next(iter(self.bots.values()))

    def restart(self, seconds: float) -> None:
        """For that long every call gets 500, and polls that wait are cut off."""
        self.restarting_until = self.clock.now() + seconds
        for bot in self.bots.values():
            bot.updates.cut("restart")

    # People

    def add_person(
        self,
        name: str,
        *,
        id: int | None = None,
        last_name: str | None = None,
        username: str | None = None,
        language: str = "vi",
        phone: str | None = None,
        email: str | None = None,
        role: str | None = None,
        authenticator: str | None = None,
    ) -> Account:
        number = id if id is not None else max([FIRST_ID - 1, *self.people]) + 1
        account = Account(number, name, last_name, username, language, phone, email, role, authenticator=authenticator)
        self.people[number] = account
        self.tell_person(account)
        return account

    def account(self, person_id: int) -> Account:
        if person_id not in self.people:
            raise Missing(f"no person {person_id}")
        return self.people[person_id]

    def remove_person(self, person_id: int) -> None:
        self.account(person_id)
        del self.people[person_id]
        for bot in self.bots.values():
            bot.chats.pop(person_id, None)
        self.hub.publish({"event": "person_gone", "id": person_id})

    def person_by_phone(self, phone: str) -> Account | None:
        digits = phone.lstrip("+")
        matches = (person for person in self.people.values() if person.phone and person.phone.lstrip("+") == digits)
        return next(matches, None)

    def person_by_email(self, address: str) -> Account | None:
        wanted = address.lower()
        return next((person for person in self.people.values() if (person.email or "").lower() == wanted), None)

    def receive_sms(self, phone: str, text: str) -> Sms:
        person = self.person_by_phone(phone)
        return self.sms.receive(phone, text, time=self.clock.now(), person=person.id if person else None)

    def receive_mail(
        self, to: str, subject: str, text: str, *, html: str | None = None, sender: str | None = None
    ) -> Mail:
        person = self.person_by_email(to)
        now, number = self.clock.now(), person.id if person else None
        return self.mail.receive(to, subject, text, html=html, sender=sender, time=now, person=number)

    # Chats

    def private_chat(self, bot: Bot, account: Account) -> Chat:
        chat = bot.chats.get(account.id)
        if chat is None:
            known = (bot.id, account.id) in self.written_to
            chat = Chat(account.id, "private", person=account, bot_id=bot.id, started=known)
            bot.chats[account.id] = chat
        return chat

    def chats_of(self, account: Account) -> list[Chat]:
        return [bot.chats[account.id] for bot in self.bots.values() if account.id in bot.chats]

    def group(self, chat_id: int) -> Chat:
        if chat_id not in self.groups:
            raise Missing(f"no group {chat_id}")
        return self.groups[chat_id]

    def add_group(self, chat: Chat) -> Chat:
        self.groups[chat.id] = chat
        self.tell_group(chat)
        return chat

    def new_group_id(self, type: str) -> int:
        start = FIRST_GROUP if type != "group" else 1001
        return next(-number for number in range(start, start + 10**6) if -number not in self.groups)

    def find_chat(self, bot: Bot, named: str) -> Chat:
        """The chat that a bot names by id or @username, as long as the bot could know it."""
        if not named:
            raise bad("chat_id is empty")
        if named.startswith("@"):
            groups = (chat for chat in self.groups.values() if f"@{chat.username}".lower() == named.lower())
            chat = next(groups, None)
        else:
            chat = self.chat_by_id(bot, int(named)) if named.lstrip("-").isdigit() else None
        if chat is None or chat.deleted:
            raise bad("chat not found")
        if chat.upgraded_to is not None:
            raise upgraded(chat.upgraded_to)
        return chat

    def chat_by_id(self, bot: Bot, chat_id: int) -> Chat | None:
        if chat_id < 0:
            return self.groups.get(chat_id)
        if chat_id in self.people:
            return self.private_chat(bot, self.people[chat_id])
        if chat_id in self.bots:
            raise forbidden("the bot can't send messages to the bot")
        crowd = self.crowds.find(chat_id)
        if crowd is None:
            return None
        return Chat(chat_id, "private", bot_id=bot.id, crowd=crowd, started=True)

    def writable_chat(self, bot: Bot, named: str) -> Chat:
        """The chat, if the bot may write there; otherwise the refusal that Telegram would give."""
        chat = self.find_chat(bot, named)
        if chat.private:
            self.check_person(chat)
        else:
            check_membership(chat, bot)
        return chat

    def check_person(self, chat: Chat) -> None:
        state = chat.crowd.state(chat.id) if chat.crowd else ""
        if state == "deactivated" or (chat.person is not None and chat.person.deactivated):
            raise forbidden("user is deactivated")
        if chat.blocked or state == "blocked":
            raise forbidden("bot was blocked by the user")
        if not chat.started and self.clock.now() >= chat.open_until:
            raise forbidden("bot can't initiate conversation with a user")

    # News for pages

    def tell_person(self, account: Account) -> None:
        if self.hub.listeners:
            self.hub.publish({"event": "person", "person": person_view(account, self.chats_of(account))})
        self.pulse.beat()

    def tell_group(self, chat: Chat) -> None:
        if self.hub.listeners:
            self.hub.publish({"event": "group", "group": group_view(chat, set(self.people))})

    def tell_bot(self, bot: Bot) -> None:
        if self.hub.listeners:
            self.hub.publish({"event": "bot", "bot": bot.as_json()})

    def tell_sms(self, sms: Sms) -> None:
        self.hub.publish({"event": "sms", "sms": sms.as_json()})
        self.pulse.beat()

    def tell_mail(self, mail: Mail) -> None:
        self.hub.publish({"event": "mail", "mail": mail.as_json()})
        self.pulse.beat()

    def tell_faults(self) -> None:
        if self.hub.listeners:
            self.hub.publish({"event": "faults", "faults": self.faults.as_json()})

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Does something after a while, in a task that ends with the server."""

        async def wait_and_act() -> None:
            await asyncio.sleep(seconds)
            act()

        task = asyncio.get_running_loop().create_task(wait_and_act())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def state(self) -> Json:
        people = set(self.people)
        return {
            "time": self.clock.now(),
            "counting": self.counting,
            "url": self.url,
            "bots": [bot.as_json() for bot in self.bots.values()],
            "people": [person_view(account, self.chats_of(account)) for account in self.people.values()],
            "groups": [group_view(chat, people) for chat in self.groups.values() if chat.upgraded_to is None],
            "crowds": [crowd.as_json() for crowd in self.crowds.all.values()],
            "faults": self.faults.as_json(),
            "flood": self.flood.as_json(),
            "latency": self.latency,
        }


def check_membership(chat: Chat, bot: Bot) -> None:
    status = chat.status(bot.id)
    if status in LEFT_OUT:
        raise forbidden(LEFT_OUT[status].format(noun=chat.noun))
    member = chat.members[bot.id]
    if status == "restricted" and not member.get("can_send_messages", False):
        raise bad("not enough rights to send text messages to the chat")
    if chat.type == "channel" and status != "administrator":
        raise bad("need administrator rights in the channel chat")
