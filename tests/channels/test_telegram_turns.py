"""Replies keep to Telegram's limit for a chat without delaying another, and the broadcasts make room for them."""

import asyncio
import time

import pytest

from channels.message import Document, Picture, Say
from channels.pace import ChatPace, Pace
from channels.telegram import Telegram
from channels.telegram_http import RawClient
from tests.channels.loopback import Loopback, ok

HOA, TU = "1001", "1002"
SENT = ok({"message_id": 77, "date": 1763800000, "chat": {"id": 1001, "type": "private"}, "text": "x"})


async def draw(thing: Picture | Document) -> bytes:
    return b""


@pytest.fixture(autouse=True)
def _answers(server: Loopback) -> None:
    server.otherwise = SENT


async def test_one_chat_waits_for_its_turn_and_another_does_not(lane: RawClient) -> None:
    telegram = Telegram(lane, lane, draw=draw, chats=ChatPace(burst=2))
    began = time.monotonic()
    to_hoa = asyncio.gather(*(telegram.send(HOA, Say(text=str(number))) for number in range(3)))
    await telegram.send(TU, Say(text="x"))
    assert time.monotonic() - began < 0.9
    await to_hoa
    assert time.monotonic() - began >= 1


async def test_a_reply_goes_at_once_and_the_broadcasts_make_room_for_it(lane: RawClient) -> None:
    pace = Pace(30, reserve=3)
    telegram = Telegram(lane, lane, draw=draw, pace=pace)
    pace.take_many(30, time.monotonic())
    began = time.monotonic()
    for _ in range(3):
        await telegram.send(HOA, Say(text="x"))
    assert time.monotonic() - began < 0.9
    assert pace.wait(time.monotonic()) > 2 / 30
