"""`python -m bot demo`: everything starts, is told of on the terminal, and stops together."""

import asyncio
import signal
from dataclasses import replace
from pathlib import Path

import aiohttp

from bot import logs
from bot.app import App, running
from bot.clock import SystemClock
from bot.demo import cast, crowd, weeks, zalo
from bot.demo.folder import Folder, Notes, write
from bot.demo.past import Past
from bot.demo.phones import Phones
from bot.demo.simulated import Simulated, simulated
from bot.settings import Settings, make_settings
from storage.lock import FileLock

RATE = 1_000  # messages a second: Telegram's own ceiling for those who pay


async def run(*, port: int, fresh: bool, folder: Path, people: int) -> None:
    """Until Ctrl+C. Raises OSError with a sentence when the simulator ends by itself."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    logs.set_up(level="warning", form="text")
    await play(port=port, fresh=fresh, folder=Folder(folder), people=people, stop=stop)


async def play(*, port: int, fresh: bool, folder: Folder, people: int, stop: asyncio.Event) -> None:
    with FileLock(folder.path / "demo"):
        notes = folder.open(fresh=fresh)
        async with simulated(port, folder) as simulator, aiohttp.ClientSession() as session:
            _say_where(port, simulator.port)
            phones, clock = Phones(session, simulator.url), SystemClock()
            async with running(_settings(notes, simulator, folder), clock=clock) as app:
                if notes.prepared:
                    await _go_on(app, phones, notes)
                else:
                    notes = await _prepare(app, clock, phones, folder, replace(notes, crowd=people))
                _tell(app, simulator, folder, notes)
                await _until(stop, simulator)
                print("\nStopping.")


async def _prepare(app: App, clock: SystemClock, phones: Phones, folder: Folder, notes: Notes) -> Notes:
    """The first time: the cast joins three weeks ago, and the weeks pass by."""
    print("Preparing people, three weeks of reports and alerts, and a crowd…", flush=True)
    areas, count = app.house.province.areas, notes.crowd or 0
    past = Past(app, clock, phones)
    await past.turn_to(past.today - weeks.BEGAN)
    await crowd.gather(phones, count, areas)
    await crowd.seed(app.store, count, areas, now=clock.now())
    at = await cast.enlist(phones)
    await cast.join(app, phones, at)
    await zalo.join(await zalo.enlist(phones))
    samples = await weeks.settle_in(past, count)
    samples.agenda()
    await past.pass_by()
    await crowd.count_anew(phones)
    write(folder.people, await cast.keep_people(phones))
    folder.note(notes)
    return notes


async def _go_on(app: App, phones: Phones, notes: Notes) -> None:
    await crowd.gather(phones, notes.crowd or 0, app.house.province.areas)
    await cast.greet_again(phones)
    await (await zalo.enlist(phones)).writes("Xin chào")


def _settings(notes: Notes, simulator: Simulated, folder: Folder) -> Settings:
    return make_settings(
        {
            "telegram": {"token": notes.token, "api_url": simulator.url},
            "zalo_bot": {"token": notes.zalo_token, "api_url": f"{simulator.url}/zalo"},
            "secrets": {"key": notes.key},
            "database": {"url": f"sqlite:///{folder.database}"},
            "sms": {"url": f"{simulator.url}/sms"},
            "broadcast": {"rate": RATE},
            "files": {"folder": str(folder.files)},
            "reports": {"without_leader": cast.WARDS_WITHOUT_LEADER},
            "web": {"enabled": False},
        }
    )


async def _until(stop: asyncio.Event, simulator: Simulated) -> None:
    """Until we are told to stop, or the simulator has ended by itself."""
    stopping, ending = asyncio.create_task(stop.wait()), asyncio.create_task(simulator.ended())
    try:
        await asyncio.wait((stopping, ending), return_when=asyncio.FIRST_COMPLETED)
        if ending.done() and not stopping.done():
            raise ending.result()
    finally:
        stopping.cancel()
        ending.cancel()


def _say_where(wanted: int, got: int) -> None:
    if got != wanted:
        print(f"Port {wanted} is taken; using {got}.")


def _tell(app: App, simulator: Simulated, folder: Folder, notes: Notes) -> None:
    communes = len(app.house.province.areas.all)
    print("\nThe 1022 hotline, with invented people and invented data. Nothing leaves this machine.\n")
    print(f"  Open    {simulator.url}/\n")
    for place, player in enumerate(cast.CAST):
        print(f"  {'' if place else 'People':6}  {player.name:16} {player.does}")
    print(f"          {zalo.NAME:16} {zalo.DOES}")
    print(f"  Crowd   {notes.crowd:,} subscribers in {communes} communes")
    print(f"  Data    {folder.path}/ (it goes on from there next time; --fresh begins anew)")
    print("  Stop    Ctrl+C\n", flush=True)
