"""A town whose people speak to the bot's router: how they do it, how they are looked at, and how the process dies."""

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.house import make_house
from bot.settings import make_settings
from channels.incoming import Body, Incoming
from handlers.router import Router
from services import verifying
from storage import chats, forms, staff
from storage.engine import Store, Tx
from storage.vault import Vault
from tests.flows.desk import KEY, MORNING, SETTINGS, Desk
from tests.people.town import Town

CHATS = ("hoa", "tu", "lan", "mot", "hai")
HOUSE = make_house(make_settings(SETTINGS))
WORDS = HOUSE.catalogues["vi"]

T = TypeVar("T")


class Killed(Exception):
    """The process ends before the commit."""


class Living:
    """`town` is what must be true, `desk` what is."""

    now: datetime
    town: Town
    desk: Desk

    def begin(self, town: Town, database: bytes | None = None) -> None:
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.now = MORNING
        self.town = town
        if database:
            self.path.write_bytes(database)
        self.do(self._open())

    def end(self) -> None:
        self.do(self.desk.store.close())
        self.runner.close()
        self.folder.cleanup()

    def start_again(self) -> None:
        self.do(self.desk.store.close())
        self.do(self._open())

    @property
    def path(self) -> Path:
        return Path(self.folder.name) / "bot.db"

    async def _open(self) -> None:
        self.desk = Desk(store=await Store.open(self.path, Vault(KEY)), router=Router(HOUSE))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def says(self, chat: str, text: str) -> str:
        return self._answer(chat, text=text)

    def press(self, chat: str, data: str) -> str:
        return self._answer(chat, press=data)

    def _answer(self, chat: str, *, text: str = "", press: str = "") -> str:
        visitor = self.desk.visitor(chat)
        self.desk.now = self.now
        return self.do(visitor.sends(press) if press else visitor.says(text))

    def heard(self, said: str, key: str) -> None:
        assert literal(key) in said, f"expected {key}, heard: {said}"

    def killed_while(self, chat: str, body: Body) -> None:
        """The process dies in this turn, before its commit, and is started again."""
        facts = {"channel": "telegram", "chat": chat, "sender": chat, "private": True, "name": "", "language": "vi"}
        incoming = Incoming(**facts, message="7", forwarded=False, body=body)  # type: ignore[arg-type]
        self.in_transaction(lambda tx: self.desk.router.handle(tx, incoming, now=self.now), kill=True)
        self.start_again()

    def in_transaction(self, act: Callable[[Tx], Awaitable[Any]], *, kill: bool = False) -> Any:
        async def work() -> Any:
            try:
                async with self.desk.store.transaction() as tx:
                    done = await act(tx)
                    if kill:
                        raise Killed
                    return done
            except Killed:
                return None

        return self.do(work())

    def code_of(self, request: int) -> str:
        return verifying.code_of(self.desk.store.vault, request, digits=6)

    def drop_forms(self, chat: str) -> None:
        async def work(tx: Tx) -> None:
            found = await chats.find(tx, "telegram", chat)
            assert found
            await forms.drop_all(tx, found[0].id)

        self.in_transaction(work)
        self.town.asked.pop(chat, None)

    def person_in(self, chat: str) -> int:
        async def work(tx: Tx) -> int:
            found = await chats.find(tx, "telegram", chat)
            return found[1].id if found else 0

        return int(self.in_transaction(work))

    def secret_of(self, person: int) -> str:
        async def work(tx: Tx) -> str:
            found = await staff.find_authenticator(tx, person)
            assert found
            return found.secret

        return str(self.in_transaction(work))

    def newest(self, table: str) -> int:
        return int(self.in_transaction(lambda tx: tx.value(f"select max(id) from {table}", {})))


def literal(key: str) -> str:
    """The longest part of a sentence that is the same whatever its blanks are filled with."""
    return max(re.split(r"\{\w+\}", WORDS.sentence(key)), key=len)
