"""A person in a test: speaks, presses, shares, and hears what the bot answers, as if with a phone in hand."""

import asyncio
from dataclasses import dataclass
from typing import Any

from simulator import acts, uploads
from simulator.accounts import Account
from simulator.bots import Bot
from simulator.bots import Press as PressRecord
from simulator.chats import Chat
from simulator.gateways import Mail, Sms
from simulator.messages import Message
from simulator.methods.commands import commands_for
from simulator.params import Upload
from simulator.seen import Button, Seen, reply_button
from simulator.shapes import Json
from simulator.world import World

PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came up on the phone after a press: a toast, or an alert that must be closed."""

    text: str | None
    alert: bool
    url: str | None


class Press:
    """A button that was pressed; `url` and `copy` are set when it was one of those, and then no bot hears of it."""

    def __init__(self, world: World, record: PressRecord | None, button: Button | None = None) -> None:
        self.world = world
        self.record = record
        self.url = button.url if button else None
        self.copy = button.copy if button else None

    async def answer(self, timeout: float = PATIENCE) -> Answer:
        """Waits for answerCallbackQuery."""
        assert self.record is not None, "this button tells no bot anything"
        record = self.record
        await until(self.world, lambda: record.answer, timeout, "the bot did not answer the press")
        assert record.answer is not None
        return Answer(**record.answer)


async def until(world: World, happened: Any, seconds: float, complaint: str) -> Any:
    """Waits until `happened()` is true, and gives what it gave."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    while True:
        found = happened()
        if found:
            return found
        left = ends - loop.time()
        if left <= 0:
            raise AssertionError(complaint)
        await world.pulse.wait(left)


class Person:
    def __init__(self, world: World, account: Account, bot: Bot | None = None) -> None:
        self.world = world
        self.account = account
        self.fixed_bot = bot
        self.known: dict[Message, int] = {}
        self.read_sms: set[str] = set()

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def phone(self) -> str | None:
        return self.account.phone

    @property
    def bot(self) -> Bot:
        return self.fixed_bot or self.world.bot()

    def with_bot(self, token: str) -> "Person":
        """The same person in the chat with another bot."""
        return Person(self.world, self.account, self.world.bot_by_token(token))

    # What the phone shows

    @property
    def room(self) -> Chat:
        return self.world.private_chat(self.bot, self.account)

    @property
    def chat(self) -> list[Seen]:
        """The visible messages, oldest first."""
        return [Seen(message, self.room, self.id) for message in self.room.messages.values()]

    @property
    def heard(self) -> list[Seen]:
        """The bot's messages, oldest first."""
        return [seen for seen in self.chat if not seen.out]

    @property
    def last(self) -> Seen | None:
        """The bot's newest message."""
        return self.heard[-1] if self.heard else None

    @property
    def keyboard(self) -> list[list[Button]]:
        """The reply keyboard; an empty list when there is none."""
        markup = self.room.phone(self.id).keyboard or {"keyboard": []}
        return [[reply_button(button) for button in row] for row in markup["keyboard"]]

    @property
    def force_reply(self) -> Json | None:
        return self.room.phone(self.id).force_reply

    @property
    def typing(self) -> str | None:
        typing = self.room.phone(self.id).typing
        if typing is None or typing["until"] < self.world.clock.now():
            return None
        action: str = typing["action"]
        return action

    @property
    def commands(self) -> dict[str, str]:
        """The command menu: command → description, in this person's language."""
        menu = commands_for(self.bot, self.room, self.id, self.account.language)
        return {command["command"]: command["description"] for command in menu}

    @property
    def pinned(self) -> list[Seen]:
        return [Seen(self.room.messages[number], self.room, self.id) for number in reversed(self.room.pinned)]

    @property
    def sms(self) -> list[Sms]:
        return [sms for sms in self.world.sms if sms.person == self.id]

    @property
    def mail(self) -> list[Mail]:
        return [mail for mail in self.world.mail if mail.person == self.id]

    # What the person does

    async def starts(self, payload: str | None = None) -> Seen:
        return self.seen(acts.start(self.world, self.account, self.bot, payload))

    async def says(
        self, text: str, *, reply_to: Seen | None = None, forwarded_from: "str | Person | None" = None
    ) -> Seen:
        """Text or a command. `/start` after a block unblocks, as pressing Start does."""
        if text.startswith("/start"):
            acts.unblock(self.world, self.account, self.bot)
        origin = forwarded_from.id if isinstance(forwarded_from, Person) else forwarded_from
        target = reply_to.id if reply_to is not None else None
        return self.seen(acts.say(self.world, self.account, self.bot, text, reply_to=target, forwarded_from=origin))

    async def edits(self, message: Seen, text: str) -> Seen:
        return self.seen(acts.edit(self.world, self.account, self.bot, message.id, text))

    async def presses(self, title_or_data: str, *, on: Seen | None = None) -> Press:
        """The newest inline button of that title, part of a title, or data; else the reply keyboard's."""
        for seen in [on] if on is not None else reversed(self.heard):
            button = seen.find_button(title_or_data)
            if button is not None:
                return self.press_button(seen, button)
        for row in self.keyboard if on is None else []:
            for key in row:
                if title_or_data in key.text:
                    return await self.press_key(key)
        raise LookupError(f"{self.name} sees no button {title_or_data!r}; the last message is {self.last!r}")

    def press_button(self, seen: Seen, button: Button) -> Press:
        if button.data is None:
            return Press(self.world, None, button)
        return Press(self.world, acts.press(self.world, self.account, self.bot, seen.id, button.data), button)

    async def press_key(self, key: Button) -> Press:
        if key.request == "contact":
            await self.shares_contact()
        elif key.request == "location":
            raise LookupError(f"{key.text!r} asks for the location: use shares_location(lat, lon)")
        else:
            await self.says(key.text)
        return Press(self.world, None)

    async def forges(self, data: str, *, on: Seen | None = None) -> Press:
        """A press with bytes that no button has, as a modified client can send."""
        target = on or self.last
        message_id = target.id if target is not None else 1
        return Press(self.world, acts.press(self.world, self.account, self.bot, message_id, data))

    async def shares_contact(self, of: "Person | None" = None, *, phone: str | None = None) -> Seen:
        """One's own contact; another person's; or a bare number, which proves nothing."""
        other = of.account if of is not None else None
        return self.seen(acts.share_contact(self.world, self.account, self.bot, of=other, phone=phone))

    async def shares_location(self, lat: float, lon: float, *, accuracy: float | None = None) -> Seen:
        return self.seen(acts.share_location(self.world, self.account, self.bot, lat, lon, accuracy=accuracy))

    async def sends_photo(self, data: bytes, *, caption: str | None = None) -> Seen:
        return self.sends("photo", [Upload("photo.jpg", "image/jpeg", data)], caption)[0]

    async def sends_document(
        self, data: bytes, *, name: str = "file.pdf", mime: str = "application/pdf", caption: str | None = None
    ) -> Seen:
        return self.sends("document", [Upload(name, mime, data)], caption)[0]

    async def sends_video(self, data: bytes, *, caption: str | None = None) -> Seen:
        return self.sends("video", [Upload("video.mp4", "video/mp4", data)], caption)[0]

    async def sends_voice(self, data: bytes = b"OggS") -> Seen:
        return self.sends("voice", [Upload("voice.ogg", "audio/ogg", data)], None)[0]

    async def sends_sticker(self, data: bytes = b"RIFF") -> Seen:
        return self.sends("sticker", [Upload("sticker.webp", "image/webp", data)], None)[0]

    async def sends_album(self, parts: list[bytes], *, caption: str | None = None, gap: float = 0.0) -> list[Seen]:
        """Photos that belong together; `gap` seconds lie between the updates of its parts."""
        photos = [Upload(f"photo{number}.jpg", "image/jpeg", data) for number, data in enumerate(parts, 1)]
        return self.sends("photo", photos, caption, gap)

    def sends(self, kind: str, files: list[Upload], caption: str | None, gap: float = 0.0) -> list[Seen]:
        sent = uploads.send_files(self.world, self.account, self.bot, files, kind=kind, caption=caption, gap=gap)
        return [self.seen(message) for message in sent]

    async def reacts(self, message: Seen, emoji: str | None) -> None:
        acts.react(self.world, self.account, self.bot, message.id, emoji)

    async def deletes(self, message: Seen) -> None:
        acts.delete(self.world, self.account, self.bot, message.id)

    async def blocks(self) -> None:
        acts.block(self.world, self.account, self.bot)

    async def unblocks(self) -> None:
        acts.unblock(self.world, self.account, self.bot)

    def deactivates(self) -> None:
        acts.deactivate(self.world, self.account)

    # What the person hears

    async def hears(self, containing: str = "", *, timeout: float = PATIENCE) -> Seen:
        """Waits for a message of the bot, new or newly edited, that contains the text; each is heard once."""

        def found() -> Seen | None:
            return next((seen for seen in self.unheard if containing in seen.text), None)

        ends = asyncio.get_running_loop().time() + timeout
        while (seen := found()) is None:
            left = ends - asyncio.get_running_loop().time()
            if left <= 0:
                raise AssertionError(f"{self.name} did not hear {containing!r} in {timeout} s but {self.unheard!r}")
            await self.world.pulse.wait(left)
        self.known[seen.message] = seen.message.edits
        return seen

    async def hears_nothing(self, *, within: float = 0.3) -> None:
        """Nothing new comes in that time."""
        before = {seen.message: seen.message.edits for seen in self.heard}
        await asyncio.sleep(within)
        news = [seen for seen in self.heard if before.get(seen.message) != seen.message.edits]
        assert not news, f"{self.name} heard {news!r}"

    def forgets(self) -> None:
        """Whatever has come so far counts as heard."""
        self.known |= {seen.message: seen.message.edits for seen in self.heard}

    async def gets_sms(self, containing: str = "", *, timeout: float = PATIENCE) -> Sms:
        """The newest SMS to this person that contains the text and was not given before; waits for one if need be."""

        def found() -> Sms | None:
            fresh = (sms for sms in reversed(self.sms) if sms.id not in self.read_sms)
            return next((sms for sms in fresh if containing in sms.text), None)

        sms: Sms = await until(self.world, found, timeout, f"{self.name} got no SMS with {containing!r}")
        self.read_sms.add(sms.id)
        return sms

    @property
    def unheard(self) -> list[Seen]:
        return [seen for seen in self.heard if self.known.get(seen.message) != seen.message.edits]

    def seen(self, message: Message) -> Seen:
        return Seen(message, self.room, self.id)
