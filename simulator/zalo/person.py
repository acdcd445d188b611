"""A person with Zalo in a test: writes, sends, and hears what the bot answers, as if with a phone in hand."""

import asyncio

from simulator.person import PATIENCE, until
from simulator.zalo import acts
from simulator.zalo.bots import ZaloBot
from simulator.zalo.chats import ZaloChat
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.people import ZaloAccount
from simulator.zalo.world import Zalo


class ZaloPerson:
    def __init__(self, zalo: Zalo, account: ZaloAccount, bot: ZaloBot | None = None) -> None:
        self.zalo = zalo
        self.account = account
        self.fixed_bot = bot
        self.known: set[str] = set()

    def __repr__(self) -> str:
        return f"<{self.name} on Zalo>"

    @property
    def number(self) -> int:
        return self.account.number

    @property
    def id(self) -> str:
        return self.account.id

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def phone(self) -> str | None:
        return self.account.phone

    @property
    def bot(self) -> ZaloBot:
        return self.fixed_bot or self.zalo.bot()

    def with_bot(self, token: str) -> "ZaloPerson":
        """The same person in the chat with another bot."""
        return ZaloPerson(self.zalo, self.account, self.zalo.bot_by_token(token))

    # What the phone shows

    @property
    def room(self) -> ZaloChat:
        return self.zalo.chat(self.bot, self.account)

    @property
    def chat(self) -> list[ZaloMessage]:
        """The messages, oldest first."""
        return self.room.messages

    @property
    def heard(self) -> list[ZaloMessage]:
        """The bot's messages, oldest first."""
        return [message for message in self.chat if not message.out]

    @property
    def last(self) -> ZaloMessage | None:
        """The bot's newest message."""
        return self.heard[-1] if self.heard else None

    @property
    def unheard(self) -> list[ZaloMessage]:
        return [message for message in self.heard if message.id not in self.known]

    @property
    def typing(self) -> bool:
        return self.room.typing_until > self.zalo.clock.now()

    # What the person does

    async def says(self, text: str) -> ZaloMessage:
        return acts.say(self.zalo, self.account, self.bot, text)

    async def sends_photo(self, data: bytes, *, mime: str = "image/jpeg", caption: str = "") -> ZaloMessage:
        return acts.send_picture(self.zalo, self.account, self.bot, data, mime=mime, caption=caption)

    async def sends_voice(self, data: bytes = b"\xff\xf1") -> ZaloMessage:
        return acts.send_voice(self.zalo, self.account, self.bot, data)

    async def sends_sticker(self, sticker: str = "a5e1c3b7") -> ZaloMessage:
        return acts.send_sticker(self.zalo, self.account, self.bot, sticker)

    async def sends_unsupported(self, name: str = "don-xin.pdf") -> ZaloMessage:
        return acts.send_unsupported(self.zalo, self.account, self.bot, name)

    async def blocks(self) -> None:
        acts.block(self.zalo, self.account, self.bot)

    async def unblocks(self) -> None:
        acts.block(self.zalo, self.account, self.bot, blocked=False)

    # What the person hears

    async def hears(self, containing: str = "", *, timeout: float = PATIENCE) -> ZaloMessage:
        """Waits for a message of the bot that contains the text; each is heard once, the oldest first."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + timeout
        while (found := next((one for one in self.unheard if containing in one.text), None)) is None:
            left = ends - loop.time()
            if left <= 0:
                raise AssertionError(f"{self.name} did not hear {containing!r} in {timeout} s but {self.unheard!r}")
            await self.zalo.world.pulse.wait(left)
        self.known.add(found.id)
        return found

    async def hears_nothing(self, *, within: float = 0.3) -> None:
        """Nothing new comes in that time."""
        before = len(self.heard)
        await asyncio.sleep(within)
        assert len(self.heard) == before, f"{self.name} heard {self.heard[before:]!r}"

    def forgets(self) -> None:
        """Whatever has come so far counts as heard."""
        self.known |= {message.id for message in self.heard}

    async def sees_typing(self, *, timeout: float = PATIENCE) -> None:
        await until(self.zalo.world, lambda: self.typing, timeout, f"{self.name} saw nobody typing")
