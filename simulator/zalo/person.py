"""A person with Zalo in a test: writes, presses, and hears what a bot or the Official Account answers."""

import asyncio

from simulator.person import PATIENCE, until
from simulator.shapes import Json
from simulator.zalo import acts
from simulator.zalo.chats import ZaloChat
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.people import ZaloAccount
from simulator.zalo.templates import Letter
from simulator.zalo.world import Line, Zalo


class ZaloPerson:
    def __init__(self, zalo: Zalo, account: ZaloAccount, line: Line | None = None) -> None:
        self.zalo = zalo
        self.account = account
        self.fixed_line = line
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
    def line(self) -> Line:
        return self.fixed_line or self.zalo.line()

    def with_bot(self, token: str) -> "ZaloPerson":
        """The same person in the chat with another bot."""
        return ZaloPerson(self.zalo, self.account, self.zalo.bot_by_token(token))

    def on_oa(self) -> "ZaloPerson":
        """The same person in the chat with the Official Account."""
        return ZaloPerson(self.zalo, self.account, self.zalo.oa)

    # What the phone shows

    @property
    def room(self) -> ZaloChat:
        return self.zalo.chat(self.line, self.account)

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
    def titles(self) -> list[str]:
        """The buttons under the newest message that has any."""
        shown = (message.buttons for message in reversed(self.heard) if message.buttons)
        return [button["title"] for button in next(shown, [])]

    @property
    def letters(self) -> list[Letter]:
        """The template messages (ZNS) that came to this person's number, oldest first."""
        return [letter for letter in self.zalo.letters if letter.number == self.number]

    @property
    def typing(self) -> bool:
        return self.room.typing_until > self.zalo.clock.now()

    # What the person does

    async def says(self, text: str) -> ZaloMessage:
        return acts.say(self.zalo, self.account, self.line, text)

    async def sends_photo(self, data: bytes, *, mime: str = "image/jpeg", caption: str = "") -> ZaloMessage:
        return acts.send_picture(self.zalo, self.account, self.line, data, mime=mime, caption=caption)

    async def sends_voice(self, data: bytes = b"\xff\xf1") -> ZaloMessage:
        return acts.send_voice(self.zalo, self.account, self.line, data)

    async def sends_sticker(self, sticker: str = "a5e1c3b7") -> ZaloMessage:
        return acts.send_sticker(self.zalo, self.account, self.line, sticker)

    async def sends_unsupported(self, name: str = "don-xin.pdf") -> ZaloMessage:
        return acts.send_unsupported(self.zalo, self.account, self.line, name)

    async def shares_location(self, latitude: float, longitude: float) -> ZaloMessage:
        """A bot hears only that something came."""
        return acts.send_location(self.zalo, self.account, self.line, latitude, longitude)

    async def blocks(self) -> None:
        acts.block(self.zalo, self.account, self.line)

    async def unblocks(self) -> None:
        acts.block(self.zalo, self.account, self.line, blocked=False)

    async def presses(self, title: str) -> Json:
        """The newest button of that title on the Official Account's messages: `{"title", "type", "payload"}`."""
        return acts.press(self.zalo, self.account, self.zalo.oa, title)

    async def follows(self) -> None:
        acts.follow(self.zalo, self.account, self.zalo.oa)

    async def unfollows(self) -> None:
        acts.follow(self.zalo, self.account, self.zalo.oa, following=False)

    async def shares_info(self, **info: str) -> None:
        """Fills in what `request_user_info` asks; name and phone are the person's own unless given."""
        acts.share_info(self.zalo, self.account, self.zalo.oa, dict(info))

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

    async def gets_zns(self, containing: str = "", *, timeout: float = PATIENCE) -> Letter:
        """The newest template message to this person that contains the text; waits for one if need be."""

        def found() -> Letter | None:
            return next((letter for letter in reversed(self.letters) if containing in letter.text), None)

        complaint = f"{self.name} got no template message with {containing!r}"
        letter: Letter = await until(self.zalo.world, found, timeout, complaint)
        return letter

    async def sees_typing(self, *, timeout: float = PATIENCE) -> None:
        await until(self.zalo.world, lambda: self.typing, timeout, f"{self.name} saw nobody typing")
