"""How letters of the outbox go: messages by Telegram, one-time codes by SMS or e-mail."""

from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock
from bot.outcome import Dropped, Kept, Outcome, Sent, growing
from channels.ability import ability_of
from channels.channel import Channel
from channels.fate import Fate, NotSent
from channels.message import Acknowledge, Say, SendCode
from channels.message_json import from_json
from channels.sms import CodeSender
from handlers.house import House
from services import verifying
from services.rendering import render
from services.speaking import tell
from storage import chats, codes, outbox
from storage.engine import Store, Tx
from storage.outbox import Letter, Slot

PRESS_ANSWERED_WITHIN = timedelta(seconds=140)  # Telegram forgets a press after 150 s
UNKNOWN_TRIES = 3
GIVE_UP = timedelta(hours=24)


class MessageCarrier:
    """Messages to chats. A second copy is better than silence; a chat that does not let us in is noted as such."""

    def __init__(self, channel: Channel, store: Store, clock: Clock, house: House) -> None:
        self.channel = channel.name
        self._ability = ability_of(channel.name)
        self._house = house
        self._channel = channel
        self._store = store
        self._clock = clock

    async def send(self, letter: Letter) -> str | None:
        message = from_json(letter.document)
        if isinstance(message, Acknowledge) and self._age(letter) > PRESS_ANSWERED_WITHIN:
            raise NotSent(Fate.STALE, "the press is too old")
        if isinstance(message, Say):
            return await self._say(letter, message)
        return await self._channel.send(letter.address, message)

    async def _say(self, letter: Letter, say: Say) -> str | None:
        """A line that is kept up to date changes the message that it is; where that cannot be, only news is said."""
        line = await self._line(letter, say) if say.slot and not say.edit else None
        if line is not None and not self._ability.edits and not say.news:
            return None
        say = replace(say, edit=say.edit or line)
        return await self._channel.send(letter.address, await self._rendered(letter, say))

    async def _line(self, letter: Letter, say: Say) -> str | None:
        """None also for a line that has been begun anew and waits for its first message."""
        async with self._store.reading() as session:
            return await outbox.find_slot(session, letter.channel, letter.address, say.slot or "") or None

    async def _rendered(self, letter: Letter, say: Say) -> Say:
        if self._ability.most_buttons is None:
            return say
        async with self._store.reading() as session:
            language = await chats.find_language(session, letter.channel, letter.address)
        return render(say, self._ability, self._house.catalogues[language])

    def judge(self, letter: Letter, no: NotSent) -> Outcome:
        again = Kept(letter=letter, pause=growing(letter.tries))
        match no.fate:
            case Fate.THROTTLED if self._age(letter) < GIVE_UP:
                return Kept(letter=letter, pause=timedelta(seconds=no.retry_after or 1))
            case Fate.UNKNOWN if letter.tries < UNKNOWN_TRIES and letter.document["kind"] == "Say":
                return again
            case Fate.AGAIN | Fate.FATAL if self._age(letter) < GIVE_UP:
                return again
        return Dropped(letter=letter, why=no)

    async def settle(self, tx: Tx, outcomes: list[Outcome]) -> None:
        slots = []
        for each in outcomes:
            match each:
                case Sent(letter=letter, message=str(message)) if letter.document.get("slot"):
                    slot = letter.document["slot"]
                    slots.append(Slot(channel=letter.channel, address=letter.address, slot=slot, message=message))
                case Dropped(letter=letter, why=NotSent(fate=Fate.BLOCKED | Fate.GONE)):
                    await chats.block(tx, letter.channel, letter.address, now=self._clock.now())
                case Dropped(letter=letter, why=NotSent(fate=Fate.SHUT)):
                    await self._say_elsewhere(tx, letter)
        await outbox.put_slots(tx, slots)

    async def _say_elsewhere(self, tx: Tx, letter: Letter) -> None:
        """News for somebody who may not be written to here goes to a chat of theirs that is always open, if one."""
        message, found = from_json(letter.document), await chats.find(tx, letter.channel, letter.address)
        if not isinstance(message, Say) or found is None or not found[1].id:
            return
        chat, person = found
        others = await chats.list_others(tx, person.id, chat.id)
        open_ = next((each for each in others if ability_of(each.channel).window is None), None)
        if open_ is not None:
            news = replace(message, choices=(), edit=None, slot=None, reply_to=None)
            await tell(tx, open_, news, now=self._clock.now())

    async def interrupted(self, tx: Tx, letters: list[Letter]) -> list[Letter]:
        return letters

    def _age(self, letter: Letter) -> timedelta:
        return self._clock.now() - letter.created_at


class CodeCarrier:
    """One-time codes, derived here and nowhere stored. A gateway that may have sent one is not asked twice."""

    def __init__(self, channel: str, sender: CodeSender, store: Store, clock: Clock, house: House) -> None:
        self.channel = channel
        self._sender = sender
        self._store = store
        self._clock = clock
        self._house = house

    async def send(self, letter: Letter) -> str | None:
        ask = from_json(letter.document)
        assert isinstance(ask, SendCode)
        async with self._store.reading() as session:
            request = await codes.find(session, ask.request)
        if request is None or request.state != "asked" or self._clock.now() >= request.expires_at:
            raise NotSent(Fate.STALE, "the code is not wanted any more")
        policy = self._house.codes
        code = verifying.code_of(self._store.vault, request.id, digits=policy.digits)
        minutes = int(policy.lifetime.total_seconds() // 60)
        text = self._house.catalogues[ask.language].sentence("code.sms").format(code=code, minutes=minutes)
        await self._sender.send_code(request.to, text, code=code, request=request.id)
        return None

    def judge(self, letter: Letter, no: NotSent) -> Outcome:
        """Only what was certainly not sent is tried again, and only while the code would still be of use."""
        young = self._clock.now() - letter.created_at < self._house.codes.lifetime / 2
        if no.fate is Fate.AGAIN and young:
            return Kept(letter=letter, pause=growing(letter.tries))
        if no.fate is Fate.THROTTLED and young:
            return Kept(letter=letter, pause=timedelta(seconds=no.retry_after or 1))
        return Dropped(letter=letter, why=no)

    async def settle(self, tx: Tx, outcomes: list[Outcome]) -> None:
        for each in outcomes:
            match each:
                case Sent(letter=letter):
                    await codes.settle(tx, letter.document["request"], "sent")
                case Dropped(letter=letter, why=NotSent(fate=Fate.UNKNOWN)):
                    await codes.settle(tx, letter.document["request"], "unsure")
                case Dropped(letter=letter, why=why) if why.fate is not Fate.STALE:
                    await self._failed(tx, letter.document["request"])

    async def interrupted(self, tx: Tx, letters: list[Letter]) -> list[Letter]:
        """The gateway may have it: the person can ask for another in a minute."""
        for letter in letters:
            await codes.settle(tx, letter.document["request"], "unsure")
        return []

    async def _failed(self, tx: Tx, request_id: int) -> None:
        await codes.settle(tx, request_id, "failed")
        request = await codes.find(tx, request_id)
        if request is not None:
            chat = await chats.get(tx, request.chat)
            words = self._house.catalogues[chat.language]
            await tell(tx, chat, Say(text=words.say("code.not_delivered")), now=self._clock.now())
