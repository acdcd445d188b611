"""The bot dies once at every point of its slow loops, over work that has just come up: before and after each commit,
each fetching, keeping, deleting and noting of something elsewhere. What is left over is for the lives that come after.

At the end nothing is left undone, nothing was done twice that must not be, and nobody was told twice but by a letter
that was on the wire at a death.
"""

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.folder import Folder
from domain.role import Role
from storage import audit
from storage.vault import Vault
from tests.crash.ledger import Heard, Ledger
from tests.crash.scenes.files import FOLDER, GONE, Erasing, Fetching, Losing, bytes_of
from tests.crash.scenes.keeping import HEADS, Alarms, Anchoring, Forms, Purging, SettingBack, Upkeeping
from tests.crash.scenes.office import Counting, Deadlines, Menus, Statistics
from tests.crash.scenes.scene import ADMIN, OPERATOR, Scene, somebody
from tests.stage.audience import opened
from tests.stage.doom import Point
from tests.stage.forked import Forked
from tests.stage.processes import KEY, Telegram, telegram, write_config

ZALO_TOKEN = f"2022:{'b' * 40}"
DIES_WITHIN, LIVES_FOR = 20, 90  # seconds: a busy machine draws slowly
SCENES = (
    *(Deadlines, Statistics, Menus, Counting),
    *(Forms, Alarms, Upkeeping, Purging, Anchoring, SettingBack),
    *(Fetching, Losing, Erasing),
)
POINTS = [point for scene in SCENES for point in scene.points]


async def test_a_life_ended_at_a_few_slow_points_loses_and_repeats_nothing(tmp_path: Path) -> None:
    await die_at_each(tmp_path, [random.choice(scene.points) for scene in random.sample(SCENES, 6)])


@pytest.mark.long
async def test_a_life_ended_at_every_slow_point_loses_and_repeats_nothing(tmp_path: Path) -> None:
    await die_at_each(tmp_path, random.sample(POINTS, len(POINTS)))


async def die_at_each(folder: Path, points: list[Point]) -> None:
    async with telegram(folder) as far, links() as link:
        write_config(
            folder,
            far.url,
            zalo_bot={"token": ZALO_TOKEN, "api_url": f"{far.url}/zalo"},
            audit={"head_file": str(folder / HEADS)},
            files={"folder": str(folder / FOLDER)},
            limits={"codes_an_hour": 1},
        )
        lives = Lives(folder, far, scenes(folder, link))
        await lives.first()
        for point in points:
            await lives.end_at(point)
        await lives.last()
    await held(lives)


def scenes(folder: Path, link: str) -> dict[Point, Scene]:
    """By point, the one that leads to it."""
    archive, vault = Folder(folder / FOLDER), Vault(bytes.fromhex(KEY))
    files = (Fetching(link=link, vault=vault), Losing(link=link), Erasing(archive=archive))
    others = (scene() for scene in SCENES if scene not in {type(each) for each in files})
    return {point: scene for scene in (*others, *files) for point in scene.points}


@asynccontextmanager
async def links() -> AsyncIterator[str]:
    """Where pictures can be fetched that somebody has sent; one of them is gone."""

    async def fetched(request: web.Request) -> web.Response:
        path = request.match_info["path"]
        return web.Response(status=404) if path == GONE else web.Response(body=bytes_of(path))

    app = web.Application()
    app.router.add_get("/{path}", fetched)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@dataclass
class Lives:
    """One life of the bot after the other, in the same house."""

    folder: Path
    telegram: Telegram
    scenes: dict[Point, Scene]
    ledger: Ledger = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / "bot.db")

    async def first(self) -> None:
        now = datetime.now(UTC)
        async with opened(self.folder) as (store, _), store.transaction() as tx:
            await somebody(tx, OPERATOR, now=now, role=Role.OPERATOR)
            await somebody(tx, ADMIN, now=now, role=Role.ADMIN)

    async def end_at(self, point: Point) -> None:
        self.count += 1
        async with opened(self.folder) as (store, house), store.transaction() as tx:
            await self.scenes[point].set(tx, house, self.count, datetime.now(UTC))
        program = Forked(self.folder, armed=point.arm)
        await program.start()
        status = await program.ended(within=DIES_WITHIN)
        await program.kill()
        assert status == -signal.SIGKILL, f"never came to {point}"
        self.ledger.note_kill()

    async def last(self) -> None:
        """Until nothing is left to do, and then a polite end."""
        program = Forked(self.folder)
        await program.start()
        await self.telegram.polled()
        try:
            async with asyncio.timeout(LIVES_FOR):
                while self._left():
                    await asyncio.sleep(0.1)
        finally:
            status = await program.stop()
        assert status == 0

    def _left(self) -> int:
        lefts = {"select count(*) from outbox", *(scene.left for scene in self.scenes.values())}
        return sum(self.ledger.count(left) for left in lefts)


async def held(lives: Lives) -> None:
    ledger, heard = lives.ledger, Heard.read(lives.folder / "journal.tsv")
    for scene in {id(scene): scene for scene in lives.scenes.values()}.values():
        for address, told in scene.told.items():
            copies = len(heard.replies(address))
            assert told <= copies <= told + ledger.letters_in_flight[address], f"{scene} at {address}"
        scene.held(ledger, lives.folder)
    async with opened(lives.folder) as (store, _), store.reading() as session:
        assert (await audit.verify(session))[1] is None
