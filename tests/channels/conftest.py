"""A lane to a loopback server for each test, closed when the test ends."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from channels.message import Picture
from channels.telegram import Telegram
from channels.telegram_http import RawClient
from tests.channels.loopback import Loopback

TOKEN = "1022:the-token-nobody-may-see"


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def lane(server: Loopback) -> AsyncIterator[RawClient]:
    async with RawClient(TOKEN, api_url=server.url) as lane:
        yield lane


@pytest.fixture
async def telegram(server: Loopback, lane: RawClient) -> AsyncIterator[Telegram]:
    async def draw(picture: Picture) -> bytes:
        return f"{picture.kind} {picture.subject}".encode()

    async with RawClient(TOKEN, api_url=server.url) as broadcasts:
        yield Telegram(lane, broadcasts, draw=draw)
