"""The whole program behind an Official Account of the simulated Zalo."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import running
from bot.clock import SystemClock
from bot.settings import Settings
from simulator.server import Simulator
from simulator.zalo.oa_webhook import set_webhook
from tests.flows.conftest import World, free_port, settings_for
from tests.flows.sections import official
from tests.secrecy.watching import entrusted, in_files, in_log, listening

CODE_TEMPLATE, ALERT_TEMPLATE = "7895417", "7895418"


def settings_of(sim: Simulator, folder: Path, port: int, *, sms: dict[str, Any] | None = None, **keys: Any) -> Settings:
    web = {"enabled": True, "port": port, "public_url": f"http://127.0.0.1:{port}"}
    return settings_for(sim, folder, zalo_oa=official(sim, **keys), web=web, sms=sms or {})


@asynccontextmanager
async def office(folder: Path, *, sms: dict[str, Any] | None = None, **keys: Any) -> AsyncIterator[World]:
    """A story on the account; at its end nothing that people entrusted to the bot shows, nor any key."""
    async with Simulator(port=0) as sim:
        port, clock = free_port(), SystemClock()
        sim.zalo.templates.put(CODE_TEMPLATE, "Mã xác thực 1022 Tây Ninh: <otp>")
        sim.zalo.templates.put(ALERT_TEMPLATE, "Cảnh báo của 1022 Tây Ninh: <headline>. Gọi 1022 để biết thêm.")
        settings = settings_of(sim, folder, port, sms=sms, **keys)
        with listening() as log:
            async with running(settings, clock=clock) as app:
                await set_webhook(sim.zalo, f"http://127.0.0.1:{port}/zalo/oa")
                yield World(sim=sim, app=app, settings=settings, clock=clock)
                canaries = await entrusted(app, sim) | _keys(sim)
                shown = in_files(canaries, folder)
        assert [*shown, *in_log(canaries, log.getvalue())] == []


def _keys(sim: Simulator) -> set[str]:
    """Every token that the account was given in the story and that still opens something."""
    return {*sim.zalo.oa.keys.access, *sim.zalo.oa.keys.refresh}
