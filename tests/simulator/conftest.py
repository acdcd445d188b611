"""A simulator for each test, in the test's own loop, and a bare client that calls methods by name."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from simulator.server import Simulator
from tests.simulator.samples import Api
from tests.simulator.zalo import ZaloApi
from tests.simulator.zalo_oa import OaApi


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def api(sim: Simulator, http: aiohttp.ClientSession) -> Api:
    """`await api("sendMessage", chat_id=1, text="…")` gives the whole answer; the HTTP status must agree with it."""

    async def call(method: str, **params: Any) -> dict[str, Any]:
        async with http.post(f"{sim.url}/bot{sim.token}/{method}", json=params) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == (200 if answer["ok"] else answer["error_code"])
            return answer

    return call


@pytest.fixture
def zalo(sim: Simulator, http: aiohttp.ClientSession) -> ZaloApi:
    return ZaloApi(sim, http)


@pytest.fixture
def oa(sim: Simulator, http: aiohttp.ClientSession) -> OaApi:
    return OaApi(sim, http)
