"""The web side over real HTTP: the secret before the body, nothing too large, no update twice, never a 5xx."""

import io
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.web.proofs import Secret
from bot.web.server import WebServer
from bot.web.webhook import Webhook
from channels.telegram_updates import CHANNEL, PROOF_HEADER, update_id
from storage.engine import Store
from storage.vault import Vault

SECRET = "the-secret-nobody-knows"
BODIES = 1_500


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "bot.db", Vault(bytes(range(32))))
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
async def door(store: Store) -> AsyncIterator[str]:
    proof = Secret(PROOF_HEADER, SECRET)
    webhook = Webhook(store, SystemClock(), channel=CHANNEL, path="/telegram/door", proof=proof, number=update_id)
    server = WebServer(store, host="127.0.0.1", port=0, routes=[("POST", webhook.path, webhook.take)])
    await server.start()
    try:
        yield f"http://127.0.0.1:{server.port}{webhook.path}"
    finally:
        await server.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def post(session: aiohttp.ClientSession, door: str, body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {PROOF_HEADER: secret}
    async with session.post(door, data=io.BytesIO(body), headers=headers) as answer:
        return answer.status


async def kept(store: Store) -> int:
    async with store.reading() as reading:
        return int(await reading.value("select count(*) from inbox", {}))


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1]])
async def test_without_the_secret_nothing_is_kept(
    store: Store, door: str, session: aiohttp.ClientSession, secret: str | None
) -> None:
    assert await post(session, door, b'{"update_id": 1}', secret) == 403
    assert await kept(store) == 0


async def test_an_update_counts_once_however_often_it_comes(
    store: Store, door: str, session: aiohttp.ClientSession
) -> None:
    assert [await post(session, door, b'{"update_id": 7}') for _ in range(3)] == [200, 200, 200]
    assert await kept(store) == 1


async def test_more_than_a_mebibyte_is_refused(store: Store, door: str, session: aiohttp.ClientSession) -> None:
    assert await post(session, door, b" " * (1024 * 1024 + 1)) == 413
    assert await kept(store) == 0


async def test_while_the_database_is_away_telegram_is_asked_to_come_again(
    store: Store, door: str, session: aiohttp.ClientSession
) -> None:
    await store_full(store, pages=0)
    statuses = {await post(session, door, json.dumps({"update_id": n, "x": "y" * 4000}).encode()) for n in range(30)}
    assert 503 in statuses
    assert statuses <= {200, 503}
    await store_full(store, pages=1000)
    assert await post(session, door, b'{"update_id": 99}') == 200


async def test_whatever_is_posted_is_taken_or_passed_over(door: str, session: aiohttp.ClientSession) -> None:
    dice = random.Random(1022)
    whole = json.dumps({"update_id": 5, "message": {"message_id": 1, "text": "chào"}}).encode()
    for _ in range(BODIES):
        body = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            body[dice.randrange(len(body))] = dice.randrange(256)
        assert await post(session, door, bytes(body[: dice.randrange(len(body) + 1)])) == 200
    for strange in (b"[" * 100_000, b'{"update_id": 1e999}', b'{"update_id": true}', b"null", b'"x"', b"[]"):
        assert await post(session, door, strange) == 200


async def store_full(store: Store, *, pages: int) -> None:
    async with store.transaction() as tx:
        used = await tx.value("pragma page_count", {})
        await tx.value(f"pragma max_page_count = {used + pages}", {})
