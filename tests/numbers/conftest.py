"""Somebody on a channel without buttons: they read, and they type."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from channels.ability import ability_of
from channels.incoming import Body, Command, File, Incoming, Text
from channels.message import Button, Say
from channels.message_json import from_json
from domain.wording import clean
from handlers.router import Router
from services.rendering import render
from services.speaking import post
from storage import outbox
from storage.engine import Store
from storage.outbox import Letter
from tests.reports.conftest import HOUSE, NOW, a_cast

CHANNEL = "zalo_bot"


@dataclass(kw_only=True)
class Reader:
    """`heard` is what they read, as it is sent; `at` the time on their phone."""

    store: Store
    router: Router
    address: str = "6ede9afa66b88fe6d6a9"
    channel: str = CHANNEL
    heard: list[str] = field(default_factory=list)
    at: datetime = NOW
    messages: int = 0

    async def types(self, text: str, *, written_at: datetime | None = None) -> str:
        """What they read next, all of it."""
        command, _, arguments = text.removeprefix("/").partition(" ")
        body = Command(name=command, arguments=arguments) if text.startswith("/") else Text(text=clean(text))
        return await self.does(body, written_at=written_at)

    async def sends_a_photo(self) -> str:
        name = f"photo {self.messages}"
        return await self.does(File(kind="photo", file=name, unique=name, size=9, name=None, caption=""))

    async def does(self, body: Body, *, written_at: datetime | None = None) -> str:
        self.at += timedelta(seconds=10)
        self.messages += 1
        incoming = Incoming(
            channel=self.channel,
            chat=self.address,
            sender=self.address,
            private=True,
            name="Hoa",
            language="vi",
            message=str(self.messages),
            forwarded=False,
            body=body,
            at=written_at or self.at,
        )
        async with self.store.transaction() as tx:
            await self.router.handle(tx, incoming, now=self.at)
        return await self.reads()

    async def is_told(self, text: str, press: str) -> str:
        """Something that they did not ask for, with a button or its number."""
        say = Say(text=text, buttons=((Button(text="Mở", data=press),),))
        async with self.store.transaction() as tx:
            await post(tx, [(self.channel, self.address, say)], now=self.at)
        return await self.reads()

    async def reads(self) -> str:
        """Everything that has been written to them since, as the channel carries it."""
        letters = list[Letter]()
        async with self.store.transaction() as tx:
            while claimed := await outbox.claim(tx, self.channel, now=self.at, most=100):
                await outbox.done(tx, [letter.id for letter in claimed])
                letters += claimed
        new = [self._rendered(from_json(letter.document)) for letter in letters if letter.address == self.address]
        self.heard += new
        return "\n---\n".join(new)

    def _rendered(self, message: object) -> str:
        assert isinstance(message, Say)
        said = render(message, ability_of(self.channel), HOUSE.catalogues["vi"])
        assert said.keys is None
        if not ability_of(self.channel).most_buttons:
            assert not any(button.data or button.copy for row in said.buttons for button in row)
        return said.text


@pytest.fixture
async def hoa(tmp_path: Path) -> AsyncIterator[Reader]:
    async with a_cast(tmp_path) as cast:
        yield Reader(store=cast.store, router=Router(cast.house))
