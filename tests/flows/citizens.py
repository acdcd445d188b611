"""Somebody on Zalo in a story that was written for Telegram: buttons are numbers, a pin is typed, an album comes one by
one. The stories themselves do not know."""

import re
from dataclasses import dataclass

import aiohttp

from simulator.gateways import Sms
from simulator.person import PATIENCE
from simulator.server import Simulator
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.person import ZaloPerson

MORE = "Xem tiếp"
ALWAYS_TAKEN = ("Hủy", "Quay lại", "Bỏ qua")
_ADDRESS = re.compile(r"https?://\S+")
_CHOICE = re.compile(r"^(\d{1,3})\. (.+)$|\[(\d{1,3})\] ([^·\n]+)", re.MULTILINE)


@dataclass(frozen=True)
class Read:
    """A message as a story asks for it. Every message makes a sound there."""

    message: ZaloMessage
    silent: bool = False

    @property
    def text(self) -> str:
        return self.message.text

    async def fetched(self) -> bytes:
        """What its address leads to."""
        (address,) = _ADDRESS.findall(self.text)
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            assert answer.status == 200
            return await answer.read()

    @property
    def media(self) -> object:
        """The picture; of one that the account sends, its phone fetches nothing here."""
        return self.message.picture or (True if self.message.kind == "image" else None)

    @property
    def titles(self) -> list[str]:
        return [button["title"] for button in self.message.buttons] + [name for _, name in _choices(self.text)]


@dataclass(frozen=True)
class Answered:
    """What comes up after a choice: a message, where Telegram shows a few words on the button."""

    person: "ZaloCitizen"
    earlier: frozenset[str]

    async def answer(self) -> Read:
        self.person.known |= self.earlier
        return await self.person.hears()


class ZaloCitizen(ZaloPerson):
    """What a `Person` on Telegram does, done as people do it on Zalo's bot platform."""

    def __init__(self, sim: Simulator, *, name: str, phone: str | None = None) -> None:
        person = sim.zalo_person(name=name, phone=phone)
        super().__init__(person.zalo, person.account)
        self.sim, self.world = sim, sim.world

    @property
    def sms(self) -> list[Sms]:
        return [sms for sms in self.sim.world.sms if self.phone and sms.phone.lstrip("+") == self.phone.lstrip("+")]

    async def hears(self, containing: str = "", *, timeout: float = PATIENCE) -> Read:  # type: ignore[override]
        return Read(await super().hears(containing, timeout=timeout))

    async def starts(self, payload: str | None = None) -> None:
        await self.says(f"/start {payload}" if payload else "/start")

    async def presses(self, title: str) -> "Answered":  # type: ignore[override]
        """By its number: in the newest list that has it, page after page. Words that a form always takes, as words."""
        for message in reversed(self.heard):
            if answered := await self._chosen_in(message, title):
                return answered
        if title in ALWAYS_TAKEN:
            return await self._chooses(title)
        raise LookupError(f"{self.name} sees no choice {title!r}; the last message is {self.last!r}")

    async def _chosen_in(self, message: ZaloMessage, title: str) -> "Answered | None":
        number = _number_of(title, message) or await self._on_a_later_page(title, message)
        return await self._chooses(number) if number else None

    async def _chooses(self, words: str) -> Answered:
        earlier = frozenset(message.id for message in self.heard)
        await self.says(words)
        return Answered(self, earlier)

    async def _on_a_later_page(self, title: str, message: ZaloMessage) -> str | None:
        more = _number_of(MORE, message)
        while more is not None:
            await self.says(more)
            page = await self.hears(f"{MORE}:")
            if number := _number_of(title, page.message):
                return number
            more = _number_of(MORE, page.message)
        return None

    async def shares_location(self, lat: float, lon: float) -> None:  # type: ignore[override]
        await self.says(f"{lat}, {lon}")

    async def sends_album(self, parts: list[bytes], *, caption: str = "", gap: float = 0.0) -> None:
        for place, part in enumerate(parts):
            await self.sends_photo(part, caption=caption if place == 0 else "")


class OfficialCitizen(ZaloCitizen):
    """The same with the Official Account: up to five choices are buttons there, and a pin can be sent."""

    def __init__(self, sim: Simulator, *, name: str, phone: str | None = None) -> None:
        super().__init__(sim, name=name, phone=phone)
        self.fixed_line = sim.zalo.oa

    @property
    def id(self) -> str:
        return self.account.user_id

    async def _chosen_in(self, message: ZaloMessage, title: str) -> Answered | None:
        shown = next((button["title"] for button in message.buttons if title in button["title"]), None)
        if shown is None:
            return await super()._chosen_in(message, title)
        earlier = frozenset(heard.id for heard in self.heard)
        await ZaloPerson.presses(self, shown)
        return Answered(self, earlier)

    async def shares_location(self, lat: float, lon: float) -> None:  # type: ignore[override]
        await ZaloPerson.shares_location(self, lat, lon)


def _number_of(title: str, message: ZaloMessage) -> str | None:
    if title == "Quay lại" and "0 để quay lại" in message.text:
        return "0"
    return next((number for number, name in _choices(message.text) if title in name), None)


def _choices(text: str) -> list[tuple[str, str]]:
    """Numbers and names: one a line in a list, or side by side below it."""
    found: list[tuple[str, str, str, str]] = _CHOICE.findall(text)
    return [(listed or beside, (name or act).strip()) for listed, name, beside, act in found]
