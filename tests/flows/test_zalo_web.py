"""Zalo's door over real HTTP: the secret before the body, nothing too large, no event twice, kept before confirmed."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.clock import SystemClock
from bot.web.proofs import Secret
from bot.web.server import WebServer
from bot.web.webhook import Webhook, numbered
from channels.zalo_bot_events import CHANNEL, PROOF_HEADER, message_id, read
from storage import inbox
from storage.engine import Store
from storage.vault import Vault

SECRET = "the-secret-nobody-knows"
WHO = "6ede9afa66b88fe6d6a9"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "bot.db", Vault(bytes(range(32))))
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
async def door(store: Store) -> AsyncIterator[str]:
    number = numbered(store.vault, CHANNEL, message_id)
    proof = Secret(PROOF_HEADER, SECRET)
    webhook = Webhook(store, SystemClock(), channel=CHANNEL, path="/zalo/door", proof=proof, number=number)
    server = WebServer(store, host="127.0.0.1", port=0, routes=[("POST", webhook.path, webhook.take)])
    await server.start()
    try:
        yield f"http://127.0.0.1:{server.port}{webhook.path}"
    finally:
        await server.stop()


def event(message: str = "m1") -> dict[str, Any]:
    return {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": WHO, "display_name": "Hoa", "is_bot": False},
            "chat": {"id": WHO, "chat_type": "PRIVATE"},
            "text": "Xin chào",
            "message_id": message,
            "date": 1750316131602,
        },
    }


async def post(door: str, body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {PROOF_HEADER: secret}
    async with aiohttp.ClientSession() as session, session.post(door, data=io.BytesIO(body), headers=headers) as answer:
        return answer.status


async def kept(store: Store) -> list[inbox.Received]:
    async with store.reading() as session:
        return await inbox.list_waiting(session, after=0, most=10)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1]])
async def test_without_the_secret_nothing_is_kept(store: Store, door: str, secret: str | None) -> None:
    assert await post(door, json.dumps(event()).encode(), secret) == 403
    assert await kept(store) == []


async def test_the_secret_is_asked_for_before_the_body(door: str) -> None:
    """A caller who lies about the length of a body that never comes is turned away at once."""
    address = URL(door)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(f"POST {address.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n".encode())
    async with asyncio.timeout(2):
        assert b" 403 " in await reader.readline()
    writer.close()


@pytest.mark.parametrize("wrapped", [False, True])
async def test_an_event_is_kept_bare_and_wrapped(store: Store, door: str, wrapped: bool) -> None:
    told = {"ok": True, "result": event()} if wrapped else event()
    assert await post(door, json.dumps(told).encode()) == 200
    (received,) = await kept(store)
    incoming = read(received.body)
    assert incoming
    assert incoming.chat == WHO


async def test_a_secret_that_is_no_text_is_wrong(door: str) -> None:
    address = URL(door)
    reader, writer = await asyncio.open_connection(address.host, address.port)
    head = f"POST {address.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n{PROOF_HEADER}: ".encode()
    writer.write(head + b"\xff\xfe\r\n\r\n")
    async with asyncio.timeout(2):
        assert b" 403 " in await reader.readline()
    writer.close()


async def test_an_event_that_comes_again_is_kept_once(store: Store, door: str) -> None:
    for told in (event(), {"ok": True, "result": event()}, event("m2")):
        assert await post(door, json.dumps(told).encode()) == 200
    assert len(await kept(store)) == 2


async def test_too_much_is_refused(store: Store, door: str) -> None:
    told = event()
    told["message"]["text"] = "x" * (1024 * 1024)
    assert await post(door, json.dumps(told).encode()) == 413
    assert await kept(store) == []


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'{"message":{}}', b"\xff", b"[" * 100_000])
async def test_what_is_no_event_is_confirmed_and_forgotten(store: Store, door: str, body: bytes) -> None:
    assert await post(door, body) == 200
    assert await kept(store) == []
