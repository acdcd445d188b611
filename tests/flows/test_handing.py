"""What we make is handed out under addresses that cannot be guessed, changed, read or used after their time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.web.handing import LIFE, Handing, Thing
from bot.web.server import WebServer
from channels.message import Document, Picture
from storage.engine import Store
from storage.vault import Vault

KEY = bytes(range(32))
PNG = b"\x89PNG\r\n\x1a\n"
CARD = Picture(kind="card", subject="7 vi")


@dataclass
class Maker:
    """Draws what it is asked for, and remembers that it was."""

    made: list[Thing] = field(default_factory=list)

    async def make(self, thing: Thing) -> bytes:
        self.made.append(thing)
        await asyncio.sleep(0.02)
        if thing.kind == "lost":
            raise KeyError(thing.kind)
        return PNG + thing.subject.encode()


@dataclass
class Door:
    handing: Handing
    maker: Maker
    clock: SystemClock
    http: aiohttp.ClientSession
    url: str = ""

    def address(self, thing: Thing) -> str:
        return self.url + self.handing.link(thing).removeprefix("https://1022.example.vn")

    async def status(self, address: str) -> int:
        async with self.http.get(address) as answer:
            return answer.status


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    store, clock, maker = await Store.open(tmp_path / "bot.db", Vault(KEY)), SystemClock(), Maker()
    handing = Handing(store.vault, maker.make, clock, public="https://1022.example.vn")
    server = WebServer(store, host="127.0.0.1", port=0, routes=[("GET", handing.path, handing.take)])
    await server.start()
    try:
        async with aiohttp.ClientSession() as http:
            yield Door(handing, maker, clock, http, f"http://127.0.0.1:{server.port}")
    finally:
        await server.stop()
        await store.close()


async def test_a_picture_is_made_for_whoever_has_its_address(door: Door) -> None:
    async with door.http.get(door.address(CARD)) as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "image/png", PNG + b"7 vi")


async def test_a_file_keeps_its_name(door: Door) -> None:
    async with door.http.get(door.address(Document(kind="cap", subject="7", name="bão số 9.xml"))) as answer:
        assert answer.headers["Content-Disposition"].endswith("b%C3%A3o%20s%E1%BB%91%209.xml")
        assert answer.content_type in ("application/xml", "text/xml")


async def test_an_address_says_nothing_of_what_it_leads_to(door: Door) -> None:
    first, second = door.handing.link(CARD), door.handing.link(CARD)
    assert first != second
    assert "card" not in first
    assert door.handing.link(CARD).startswith("https://1022.example.vn/f/")


async def test_a_day_later_it_opens_nothing(door: Door) -> None:
    address = door.address(CARD)
    door.clock.offset += LIFE - timedelta(seconds=5)
    assert await door.status(address) == 200
    door.clock.offset += timedelta(seconds=6)
    assert await door.status(address) == 410


async def test_a_changed_address_opens_nothing(door: Door) -> None:
    address = door.address(CARD)
    word = address.rpartition("/")[2]
    for place in range(0, len(word), 7):
        forged = word[:place] + ("A" if word[place] != "A" else "B") + word[place + 1 :]
        assert await door.status(address.replace(word, forged)) == 404
    assert door.maker.made == []


@pytest.mark.parametrize("word", ["a", "AAAA", "_" * 200, "%00", "x" * 2000, "đ", "..%2f..%2fetc%2fpasswd"])
async def test_a_guessed_address_opens_nothing(door: Door, word: str) -> None:
    assert await door.status(f"{door.url}/f/{word}") == 404


async def test_what_another_key_has_sealed_opens_nothing(door: Door) -> None:
    foreign = Handing(Vault(bytes(32)), door.maker.make, door.clock, public=door.url)
    assert await door.status(foreign.link(CARD)) == 404


async def test_what_is_gone_is_said_to_be_gone(door: Door) -> None:
    assert await door.status(door.address(Picture(kind="lost", subject="7"))) == 410


async def test_many_who_ask_at_once_have_it_made_once(door: Door) -> None:
    addresses = [door.address(CARD) for _ in range(20)]
    assert set(await asyncio.gather(*map(door.status, addresses))) == {200}
    assert door.maker.made == [CARD]
