"""Trouble on demand, on the Bot Platform of Zalo."""

import asyncio
import time

import aiohttp
import pytest

from simulator.server import Simulator
from simulator.zalo.person import ZaloPerson
from tests.simulator.zalo import ZaloApi


@pytest.fixture
async def hoa(sim: Simulator) -> ZaloPerson:
    person = sim.zalo_person(name="Hoa")
    await person.says("alo")
    return person


async def fault(sim: Simulator, zalo: ZaloApi, **details: object) -> None:
    async with zalo.http.post(f"{sim.url}/sim/zalo/faults", json=details) as response:
        assert response.status == 200, await response.text()


async def test_one_fault_is_taken_back_and_the_others_stay(sim: Simulator, zalo: ZaloApi) -> None:
    await fault(sim, zalo, kind="flood")
    await fault(sim, zalo, kind="delay")
    first, second = sim.zalo.faults.all
    async with zalo.http.delete(f"{sim.url}/sim/zalo/faults/{first}") as response:
        assert response.status == 200
    assert list(sim.zalo.faults.all) == [second]


async def test_a_flood_answers_429_so_many_times(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    await fault(sim, zalo, kind="flood", method="sendMessage", times=2)
    assert [await zalo.code("sendMessage", chat_id=hoa.id, text="a") for _ in range(3)] == [429, 429, 0]


async def test_an_error_strikes_one_person_only(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    minh = sim.zalo_person(name="Minh")
    await minh.says("alo")
    await fault(sim, zalo, kind="error", status=500, person=hoa.number)
    assert await zalo.code("sendMessage", chat_id=hoa.id, text="a") == 500
    assert await zalo.code("sendMessage", chat_id=minh.id, text="a") == 0


async def test_a_front_proxy_answers_with_a_page(sim: Simulator, zalo: ZaloApi) -> None:
    await fault(sim, zalo, kind="html", times=1)
    async with zalo.http.post(f"{sim.url}/zalo/bot{sim.zalo.token}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")


async def test_a_message_is_accepted_though_the_answer_never_comes(
    sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson
) -> None:
    await fault(sim, zalo, kind="drop_after", method="sendMessage", times=1)
    with pytest.raises(aiohttp.ClientError):
        await zalo("sendMessage", chat_id=hoa.id, text="tin")
    await hoa.hears("tin")


async def test_a_call_that_is_dropped_before_changes_nothing(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    await fault(sim, zalo, kind="drop_before", method="sendMessage", times=1)
    with pytest.raises(aiohttp.ClientError):
        await zalo("sendMessage", chat_id=hoa.id, text="tin")
    assert hoa.heard == []


async def test_an_answer_can_be_late(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    await fault(sim, zalo, kind="delay", seconds=0.2)
    began = time.monotonic()
    call = asyncio.create_task(zalo("sendMessage", chat_id=hoa.id, text="tin"))
    await hoa.hears("tin")
    await call
    assert time.monotonic() - began >= 0.2


async def test_an_event_can_come_twice_with_one_id(sim: Simulator, zalo: ZaloApi, hoa: ZaloPerson) -> None:
    await zalo("getUpdates")
    await fault(sim, zalo, kind="duplicate", times=1)
    said = await hoa.says("hai lần")
    events = [await zalo("getUpdates") for _ in range(2)]
    assert [event["result"]["message"]["message_id"] for event in events] == [said.id, said.id]
    assert await zalo.code("getUpdates", timeout=0) == 408


async def test_a_restart_cuts_off_a_poll_that_waits(sim: Simulator, zalo: ZaloApi) -> None:
    poll = asyncio.create_task(zalo.code("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    sim.zalo.restart(60)
    assert await asyncio.wait_for(poll, 5) == 500


async def test_a_restart_refuses_everything_for_a_while(sim: Simulator, zalo: ZaloApi) -> None:
    await fault(sim, zalo, kind="restart", seconds=60)
    assert await zalo.code("getMe") == 500
    sim.clock.advance(61)
    assert await zalo.code("getMe") == 0
