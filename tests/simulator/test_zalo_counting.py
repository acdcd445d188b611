"""Crowds on Zalo: every member is counted, and the short way answers, refuses and fails as the long way does."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from simulator.server import Simulator
from simulator.zalo.people import crowd_id, crowd_user_id
from tests.simulator.zalo import ZaloApi
from tests.simulator.zalo_oa import OaApi

FIRST = 900_000_000


@pytest.fixture
async def ready(sim: Simulator, zalo: ZaloApi) -> ZaloApi:
    """A bot that has called, so that the short way knows it."""
    await zalo("getMe")
    return zalo


async def test_a_broadcast_reaches_each_member_once(sim: Simulator, ready: ZaloApi) -> None:
    sim.zalo.manner.change({"users": None, "messages": None})
    crowd = sim.zalo.crowd(first=FIRST, count=2000)
    for begin in range(FIRST, FIRST + 2000, 100):
        await asyncio.gather(
            *(ready("sendMessage", chat_id=crowd_id(n), text="Cảnh báo lũ") for n in range(begin, begin + 100))
        )
    assert sim.zalo.journal.per_chat("Cảnh báo lũ") == dict.fromkeys(range(FIRST, FIRST + 2000), 1)
    assert (crowd.received, crowd.reached, crowd.twice) == (2000, 2000, 0)


async def test_an_official_account_reaches_each_member_once(sim: Simulator, oa: OaApi) -> None:
    crowd = sim.zalo.crowd(first=FIRST, count=200)
    codes = [await oa.code(crowd_user_id(number), "Cảnh báo lũ") for number in range(FIRST, FIRST + 200)]
    assert set(codes) == {0}
    assert (crowd.reached, crowd.twice) == (200, 0)


async def test_the_short_answer_looks_like_the_long_one(sim: Simulator, ready: ZaloApi, oa: OaApi) -> None:
    sim.zalo.crowd(first=FIRST, count=1)
    hoa = sim.zalo_person(name="Hoa")
    await hoa.says("alo")
    await hoa.on_oa().says("alo")
    long, short = [await ready("sendMessage", chat_id=chat, text="Tin") for chat in (hoa.id, crowd_id(FIRST))]
    assert long["result"].keys() == short["result"].keys()
    long, short = [await oa.send(user, "Tin") for user in (hoa.account.user_id, crowd_user_id(FIRST))]
    assert long["data"].keys() == short["data"].keys()


async def test_each_text_is_checked_and_kept_apart(sim: Simulator, ready: ZaloApi) -> None:
    sim.zalo.crowd(first=FIRST, count=9)
    sent = {number: f"Tin {number % 3}" for number in range(FIRST, FIRST + 9)}
    for number, text in sent.items():
        await ready("sendMessage", chat_id=crowd_id(number), text=text)
    assert {entry["chat"]: entry["text"] for entry in sim.zalo.journal.entries()} == sent
    assert await ready.code("sendMessage", chat_id=crowd_id(FIRST), text="a" * 2001) == 400


async def test_the_plan_holds_on_the_short_way(sim: Simulator, ready: ZaloApi) -> None:
    sim.zalo.manner.change({"users": 3, "messages": 4})
    sim.zalo.crowd(first=FIRST, count=9)
    codes = [await ready.code("sendMessage", chat_id=crowd_id(FIRST + n), text="Tin") for n in (0, 1, 2, 3, 2, 2)]
    assert codes == [0, 0, 0, 429, 0, 429]


async def test_whoever_blocked_is_refused_and_counted_once(sim: Simulator, ready: ZaloApi) -> None:
    crowd = sim.zalo.crowd(first=FIRST, count=100, blocked=0.2)
    sim.zalo.manner.change({"users": None})
    codes = [await ready.code("sendMessage", chat_id=crowd_id(FIRST + n), text="Tin") for n in range(100)]
    assert codes.count(403) == crowd.refused == 100 - crowd.reached > 0


async def test_faults_strike_a_crowd_too(sim: Simulator, ready: ZaloApi) -> None:
    crowd = sim.zalo.crowd(first=FIRST, count=2)
    assert await ready.code("sendMessage", chat_id=crowd_id(FIRST), text="Tin") == 0
    sim.zalo.faults.add("flood", times=1)
    assert await ready.code("sendMessage", chat_id=crowd_id(FIRST + 1), text="Tin") == 429
    sim.zalo.faults.add("drop_after", times=1)
    with pytest.raises(aiohttp.ClientError):
        await ready("sendMessage", chat_id=crowd_id(FIRST + 1), text="Tin")
    assert crowd.reached == 2


async def test_an_expired_token_is_refused_on_the_short_way(sim: Simulator, oa: OaApi) -> None:
    crowd = sim.zalo.crowd(first=FIRST, count=1)
    assert await oa.code(crowd_user_id(FIRST), "Tin") == 0
    sim.zalo.oa.keys.expire()
    assert await oa.code(crowd_user_id(FIRST), "Tin") == -216
    assert crowd.received == 1


async def test_a_plan_that_is_used_up_refuses_on_the_short_way(sim: Simulator, oa: OaApi) -> None:
    sim.zalo.manner.change({"oa_messages": 2})
    sim.zalo.crowd(first=FIRST, count=3)
    assert [await oa.code(crowd_user_id(FIRST + number), "Tin") for number in range(3)] == [0, 0, -211]


async def test_the_journal_of_zalo_is_kept_beside_the_other(tmp_path: Path, http: aiohttp.ClientSession) -> None:
    for number in (FIRST, FIRST + 1):
        async with Simulator(journal=tmp_path / "journal", counting=True) as sim:
            zalo = ZaloApi(sim, http)
            await zalo("getMe")
            await zalo("sendMessage", chat_id=crowd_id(number), text="Tin")
            kept = sim.zalo.journal.per_chat("Tin")
    assert kept == {FIRST: 1, FIRST + 1: 1}
    assert (tmp_path / "journal.zalo").exists()
