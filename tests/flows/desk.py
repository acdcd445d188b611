"""A desk without wires: what people do goes straight to the router, what they are told is read from the outbox.

For what takes thousands of turns or a clock of one's own; the rest of `tests/flows` goes over HTTP.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.house import make_house
from bot.settings import make_settings
from channels.incoming import Body, Command, Incoming, Press, Text
from channels.message import Acknowledge, Button, Outgoing, Say
from channels.message_json import from_json
from handlers.router import Router
from storage import outbox
from storage.engine import Store
from storage.vault import Vault

KEY = bytes(range(32))
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
SETTINGS = {
    "telegram": {"token": "1022:" + "A" * 35},
    "secrets": {"key": "5a" * 32},
    "sms": {"url": "http://127.0.0.1:9/"},
}


@dataclass
class Desk:
    store: Store
    router: Router
    now: datetime = MORNING
    letters: list[Outgoing] = field(default_factory=list)

    def visitor(self, address: str = "1001", *, language: str | None = "vi") -> "Visitor":
        return Visitor(desk=self, address=address, language=language)

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)

    async def take(self, incoming: Incoming) -> None:
        async with self.store.transaction() as tx:
            await self.router.handle(tx, incoming, now=self.now)
        self.now += timedelta(seconds=1)

    async def sent_to(self, channel: str, address: str) -> list[Outgoing]:
        """Everything waiting for this address, taken out."""
        async with self.store.transaction() as tx:
            letters = []
            while claimed := await outbox.claim(tx, channel, now=self.now + timedelta(days=9), most=100):
                await outbox.done(tx, [letter.id for letter in claimed])
                letters += [from_json(letter.document) for letter in claimed if letter.address == address]
        return letters


@dataclass
class Visitor:
    """Somebody in a private chat; `seen` is what they were told last."""

    desk: Desk
    address: str
    language: str | None = "vi"
    seen: list[Say] = field(default_factory=list)
    shown: list[Say] = field(default_factory=list)
    toasts: list[Acknowledge] = field(default_factory=list)

    async def does(self, body: Body, *, private: bool = True, forwarded: bool = False) -> str:
        """Do one thing; everything that is said to it, as one text."""
        await self.desk.take(
            Incoming(
                channel="telegram",
                chat=self.address,
                sender=self.address,
                private=private,
                name="",
                language=self.language,
                message="7",
                forwarded=forwarded,
                body=body,
            )
        )
        letters = await self.desk.sent_to("telegram", self.address)
        self.seen = [letter for letter in letters if isinstance(letter, Say)]
        self.toasts = [letter for letter in letters if isinstance(letter, Acknowledge)]
        self.shown += self.seen
        return "\n\n".join(each.text for each in self.seen)

    async def says(self, text: str, **how: bool) -> str:
        if text.startswith("/"):
            name, _, arguments = text[1:].partition(" ")
            return await self.does(Command(name=name, arguments=arguments), **how)
        return await self.does(Text(text=text), **how)

    async def presses(self, title: str) -> str:
        """The newest button that bears this title, or part of it."""
        button = next((each for each in self.buttons() if title in each.text and each.data), None)
        assert button, f"no button {title!r} in {[each.text for each in self.buttons()]}"
        return await self.sends(button.data or "")

    async def sends(self, data: str) -> str:
        """A press with these bytes."""
        return await self.does(Press(data=data, press="1", message="7"))

    def buttons(self) -> Iterator[Button]:
        """Newest message first."""
        return (button for say in reversed(self.shown) for row in say.buttons for button in row)

    def titles(self) -> list[str]:
        """The buttons of the newest message that has any."""
        newest = next(say for say in reversed(self.shown) if say.buttons)
        return [button.text for row in newest.buttons for button in row]

    def data(self, title: str) -> str:
        return next(each.data or "" for each in self.buttons() if title in each.text)


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Desk]:
    store = await Store.open(folder / "desk.db", Vault(KEY))
    try:
        yield Desk(store=store, router=Router(make_house(make_settings(SETTINGS))))
    finally:
        await store.close()
