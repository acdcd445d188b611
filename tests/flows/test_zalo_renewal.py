"""The key of an Official Account: renewed in time, once, written down whole; lost, everybody who can help is called."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import App, running
from bot.clock import SystemClock
from simulator.server import Simulator
from storage import tokens
from tests.flows.conftest import World, free_port
from tests.flows.official import office, settings_of

NAME = "zalo_oa"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with office(tmp_path) as present:
        yield present


async def opened(app: App) -> str:
    """The access token, once there is one."""
    for _ in range(200):
        async with app.store.reading() as session:
            if await session.value("select count(*) from tokens where access_sealed is not null", {}):
                access = (await tokens.get(session, NAME)).access
                assert access
                return access
        await asyncio.sleep(0.02)
    raise AssertionError("no key came")


async def renewed_times(here: World, times: int) -> None:
    for _ in range(200):
        if here.sim.zalo.oa.keys.refreshed >= times:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"renewed {here.sim.zalo.oa.keys.refreshed} times")


async def test_it_is_renewed_an_hour_before_its_end_and_not_before(here: World) -> None:
    first = await opened(here.app)
    here.passes(timedelta(hours=23))
    here.app.store.bell("renewal").set()
    await asyncio.sleep(0.1)
    assert here.sim.zalo.oa.keys.refreshed == 1
    here.passes(timedelta(hours=1, minutes=1))
    here.app.store.bell("renewal").set()
    await renewed_times(here, 2)
    for _ in range(100):
        if await opened(here.app) != first:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the new key was not written down")


async def test_one_that_ends_early_is_renewed_once_and_the_message_goes(here: World) -> None:
    await opened(here.app)
    here.sim.zalo.oa.keys.expire()
    people = [here.sim.zalo_person(name=f"Người {n}").on_oa() for n in range(5)]
    for person in people:
        await person.says("xin chào")
    for person in people:
        await person.hears("1. ")
    assert here.sim.zalo.oa.keys.refreshed == 2


async def test_a_restart_goes_on_with_what_was_written_down(tmp_path: Path) -> None:
    """The refresh token of the configuration is spent by then."""
    async with Simulator(port=0) as sim:
        settings = settings_of(sim, tmp_path, free_port())
        async with running(settings, clock=SystemClock()) as app:
            await opened(app)
        late = SystemClock(timedelta(hours=24, minutes=30))
        async with running(settings, clock=late) as app:
            for _ in range(200):
                if sim.zalo.oa.keys.refreshed == 2:
                    return
                await asyncio.sleep(0.02)
            raise AssertionError("it was not renewed")


async def test_an_answer_that_is_lost_has_the_admins_called(here: World) -> None:
    hung = here.sim.person(name="Đỗ Hùng")
    await hung.starts(await here.invite("admin", "hung"))
    await hung.hears("")
    await opened(here.app)
    here.sim.zalo.faults.add(kind="drop_after", method="access_token", times=1)
    with capture_logs() as logged:
        here.passes(timedelta(hours=24, minutes=30))
        here.app.store.bell("renewal").set()
        await hung.hears("không cho gia hạn quyền gửi tin")
    assert next(line["fate"] for line in logged if line["event"] == "renewal_failed") == "unknown"


async def test_a_kill_before_the_commit_is_said_aloud_at_the_next_start(tmp_path: Path) -> None:
    """What a kill leaves: the request noted, its answer nowhere."""
    async with Simulator(port=0) as sim:
        settings = settings_of(sim, tmp_path, free_port())
        async with running(settings, clock=SystemClock()) as app:
            await opened(app)
            async with app.store.transaction() as tx:
                await tokens.asking(tx, NAME, now=app.clock.now())
        with capture_logs() as logged:
            async with running(settings, clock=SystemClock()) as app:
                await opened(app)
                for _ in range(100):
                    if any(line["event"] == "renewal_in_doubt" for line in logged):
                        return
                    await asyncio.sleep(0.02)
        raise AssertionError("nothing was said")


async def test_another_refresh_token_in_the_configuration_begins_anew(tmp_path: Path) -> None:
    """The way back in: the owner of the account has consented once more."""
    async with Simulator(port=0) as sim:
        settings = settings_of(sim, tmp_path, free_port())
        async with running(settings, clock=SystemClock()) as app:
            lost = await opened(app)
        sim.zalo.oa.keys.refresh.clear()
        async with running(settings_of(sim, tmp_path, free_port()), clock=SystemClock()) as app:
            for _ in range(200):
                if (found := await opened(app)) != lost:
                    assert sim.zalo.oa.keys.state_of(found) == "good"
                    return
                await asyncio.sleep(0.02)
            raise AssertionError("it was not begun anew")


async def test_no_key_lies_readable_on_the_disk(here: World, tmp_path: Path) -> None:
    access = await opened(here.app)
    async with here.app.store.reading() as session:
        refresh = (await tokens.get(session, NAME)).refresh
    shown = [path for path in tmp_path.rglob("*") if path.is_file() for key in (access, refresh)
             if key.encode() in path.read_bytes()]  # fmt: skip
    assert shown == []
    assert access not in repr(await _token(here))
    assert refresh not in repr(await _token(here))


async def _token(here: World) -> tokens.Token:
    async with here.app.store.reading() as session:
        return await tokens.get(session, NAME)
