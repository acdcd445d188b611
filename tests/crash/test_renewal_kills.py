"""The key of an Official Account is renewed by a use-once token: SIGKILL right before and after each half of that."""

import asyncio
import random
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.lines import zalo_oa
from bot.renewal import Renewal
from channels.zalo_oauth import Renewed
from domain.role import Role
from tests.crash.ledger import Heard, Ledger
from tests.crash.scenes.scene import ADMIN, around, somebody
from tests.flows.conftest import free_port
from tests.stage.audience import opened
from tests.stage.doom import Point, die
from tests.stage.forked import Forked
from tests.stage.processes import Telegram, telegram, write_config

WITHIN, A_MOMENT = 20, 0.3  # seconds
POINTS = (*around("Renewal._begin"), *around("Renewal.step"))
COMMITTING = {"Renewal._begin", "Renewal.step", "Renewal._write", "Renewal._failed"}
IN_DOUBT, FAILED = "renewal_in_doubt", "renewal_failed"


def before_it_is_asked() -> None:
    async def dying(*asked: object, **how: object) -> None:
        die()

    vars(zalo_oa)["renew"] = dying


def before_it_is_written() -> None:
    async def dying(renewal: Renewal, renewed: Renewed) -> None:
        die()

    Renewal._write = dying  # type: ignore[method-assign, assignment]


def after_it_is_written() -> None:
    write = Renewal._write

    async def dying(renewal: Renewal, renewed: Renewed) -> None:
        await write(renewal, renewed)
        die()

    Renewal._write = dying  # type: ignore[method-assign, assignment]


@dataclass
class Account:
    """The bot on an Official Account, life after life; `log` is what all of them have said."""

    folder: Path
    far: Telegram
    port: int = field(default_factory=free_port)

    async def configure(self) -> None:
        """With the refresh token that the owner's consent gives now."""
        account = await self.far.ask("zalo/oa")
        section = {
            "app_id": account["app_id"],
            "app_secret": account["secret_key"],
            "refresh_token": account["refresh_token"],
            "webhook_secret": account["oa_secret"],
            "api_url": f"{self.far.url}/zalo-oa",
            "oauth_url": f"{self.far.url}/zalo-oauth",
            "zns_url": f"{self.far.url}/zalo-zns",
        }
        web = {"enabled": True, "port": self.port, "public_url": "http://127.0.0.1"}
        write_config(self.folder, self.far.url, zalo_oa=section, web=web)

    async def dies(self, armed: Callable[[], None]) -> None:
        program = Forked(self.folder, armed=armed)
        await program.start()
        assert await program.ended(within=WITHIN) == -signal.SIGKILL

    async def lives_until(self, done: Callable[[], bool]) -> None:
        program = Forked(self.folder)
        await program.start()
        try:
            async with asyncio.timeout(WITHIN):
                while not (done() and await self._well()):
                    await asyncio.sleep(0.02)
            await asyncio.sleep(A_MOMENT)
        finally:
            await program.kill()

    async def _well(self) -> bool:
        try:
            async with aiohttp.request("GET", f"http://127.0.0.1:{self.port}/health") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    @property
    def log(self) -> str:
        return (self.folder / "bot.log").read_text("utf-8")

    @property
    def open(self) -> bool:
        """Whether a key has been written down, and no request for one is under way."""
        written = "select count(*) from tokens where access_sealed is not null and asked_at is null"
        return bool(Ledger(self.folder / "bot.db").count(written))

    @property
    def calls(self) -> int:
        """How often an admin was told that only they can help."""
        return len(Heard.read(self.folder / "journal.tsv").replies(ADMIN))

    async def renewed(self) -> int:
        return int((await self.far.ask("zalo/oa"))["refreshed"])


async def test_killed_before_asking_it_asks_again_with_the_same_token_and_says_so(tmp_path: Path) -> None:
    async with telegram(tmp_path) as far:
        account = Account(tmp_path, far)
        await account.configure()
        await account.dies(before_it_is_asked)
        assert await account.renewed() == 0
        await account.lives_until(lambda: account.open)
        assert (IN_DOUBT in account.log, FAILED in account.log) == (True, False)


async def test_killed_between_the_answer_and_the_commit_it_calls_for_help_and_a_new_consent_helps(
    tmp_path: Path,
) -> None:
    async with telegram(tmp_path) as far:
        account = Account(tmp_path, far)
        await account.configure()
        await account.dies(before_it_is_written)
        assert await account.renewed() == 1
        await account.lives_until(lambda: FAILED in account.log)
        assert IN_DOUBT in account.log
        assert not account.open
        await account.configure()
        await account.lives_until(lambda: account.open)


async def test_killed_after_the_commit_nothing_is_asked_again(tmp_path: Path) -> None:
    async with telegram(tmp_path) as far:
        account = Account(tmp_path, far)
        await account.configure()
        await account.dies(after_it_is_written)
        await account.lives_until(lambda: account.open)
        assert (await account.renewed(), IN_DOUBT in account.log) == (1, False)


async def test_killed_at_a_commit_on_the_way_it_renews_once_and_says_nothing_of_failure(tmp_path: Path) -> None:
    await renewed_in_spite_of([random.choice(POINTS)], tmp_path)


@pytest.mark.long
async def test_killed_at_each_commit_on_the_way_it_renews_once_and_says_nothing_of_failure(tmp_path: Path) -> None:
    await renewed_in_spite_of(POINTS, tmp_path)


async def renewed_in_spite_of(points: Sequence[Point], folder: Path) -> None:
    """Each time with a new consent."""
    async with telegram(folder) as far:
        account = Account(folder, far)
        for number, point in enumerate(points, 1):
            await account.configure()
            await account.dies(point.arm)
            await account.lives_until(lambda: account.open)
            assert await account.renewed() == number, point
        assert FAILED not in account.log


async def test_killed_while_it_calls_for_help_it_is_heard_once(tmp_path: Path) -> None:
    async with telegram(tmp_path) as far:
        account = Account(tmp_path, far)
        await account.configure()
        async with opened(tmp_path) as (store, _), store.transaction() as tx:
            await somebody(tx, ADMIN, now=datetime.now(UTC), role=Role.ADMIN)
        await account.dies(before_it_is_written)
        for point in around("Renewal._failed"):
            await account.dies(point.arm)
        await account.lives_until(lambda: account.calls > 0)
        assert (account.calls, account.open) == (1, False)
