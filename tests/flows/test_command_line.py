"""The command line: 0 done, 1 refused, 2 wrong usage; a wrong configuration names its key and never its value."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.app import running
from bot.control import ask_running
from simulator.server import Simulator
from storage import audit
from storage.engine import Store
from storage.vault import Vault
from tests.flows.conftest import World, settings_for, world
from tests.rules.tree import HOUSE

TOKEN = "1022:" + "A" * 35
GOOD = f'[telegram]\ntoken = "{TOKEN}"\n[secrets]\nkey = "{"5a" * 32}"\n'


def bot(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=HOUSE, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "telegram"),
        (GOOD + "[telegramm]\n", "telegramm"),
        (GOOD + "[otp]\ndigits = 4\n", "otp.digits"),
        (GOOD + "[otp]\ndigit = 6\n", "otp.digit"),
        (GOOD.replace(TOKEN, "secret-but-wrong"), "telegram.token"),
        (GOOD.replace("5a" * 32, "5a"), "secrets.key"),
        (GOOD + '[province]\ntimezone = "Mars/Olympus"\n', "province.timezone"),
        (GOOD + '[province]\nareas = "/nowhere.json"\n', "province.areas"),
        ("this is no TOML", "is not TOML"),
    ],
)
def test_a_wrong_configuration_is_refused_by_the_name_of_its_key(tmp_path: Path, text: str, key: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text)
    done = bot("check-config", "--config", str(config))
    assert done.returncode == 1, done.stderr
    assert key in done.stderr
    assert "secret-but-wrong" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_good_configuration_is_good(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(GOOD)
    assert bot("check-config", "--config", str(config)).returncode == 0


def test_wrong_usage_is_two() -> None:
    assert bot("staff", "invite", "--role", "king").returncode == 2


def test_another_key_than_the_databases_own_is_refused_at_the_start(tmp_path: Path) -> None:
    config, database = tmp_path / "config.toml", tmp_path / "bot.db"
    for key, status in (("5a", 0), ("5b", 1)):
        config.write_text(
            f'[telegram]\ntoken = "1234567890:{"A" * 35}"\n'
            f'[secrets]\nkey = "{key * 32}"\n[database]\nurl = "sqlite:///{database}"\n',
            "utf-8",
        )
        answer = bot("migrate", "--config", str(config))
        assert answer.returncode == status, answer.stderr
    assert "secrets.key" in answer.stderr


def test_a_cut_and_a_rewritten_audit_show_against_the_file_of_heads_that_the_bot_has_kept(tmp_path: Path) -> None:
    heads, database = tmp_path / "elsewhere.txt", tmp_path / "bot.db"
    config = tmp_path / "config.toml"
    config.write_text(GOOD + f'[database]\nurl = "sqlite:///{database}"\n', "utf-8")

    async def lived() -> None:
        async with world(tmp_path, audit={"head_file": str(heads)}) as here:
            for name in ("an", "binh", "chi"):
                await here.invite("officer", name)

    async def tampered(sql: str, forged: int) -> None:
        store = await Store.open(database, Vault(bytes.fromhex("5a" * 32)))
        async with store.transaction() as tx:
            await tx.change(sql, {})
            for n in range(forged):
                await audit.record(tx, "staff.invited", actor="nobody", subject=n, now=datetime(2026, 1, 1, tzinfo=UTC))
        await store.close()

    def verified(*against: str) -> int:
        return CliRunner().invoke(cli, ["audit", "verify", *against, "--config", str(config)]).exit_code

    asyncio.run(lived())
    assert verified("--head", str(heads)) == 0
    asyncio.run(tampered("delete from audit where seq = (select max(seq) from audit)", forged=0))
    assert (verified(), verified("--head", str(heads))) == (0, 1)
    asyncio.run(tampered("delete from audit", forged=9))
    assert (verified(), verified("--head", str(heads))) == (0, 1)


def test_what_is_no_head_is_refused_in_words(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(GOOD, "utf-8")
    answer = CliRunner().invoke(cli, ["audit", "verify", "--head", "no-such-file", "--config", str(config)])
    assert answer.exit_code == 1
    assert "neither a head" in answer.stderr


async def test_a_backup_is_for_its_owner_alone(here: World, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert await ask_running(here.settings.database.path, "backup", {"to": str(copy)}) == {"done": str(copy)}
    assert copy.stat().st_mode & 0o777 == 0o600


async def test_a_running_bot_says_why_it_could_not_do_what_it_was_told(tmp_path: Path) -> None:
    async with Simulator(port=0) as sim:
        settings = settings_for(sim, tmp_path, telegram={"api_url": "http://127.0.0.1:9"})
        async with running(settings):
            nowhere = {"to": str(tmp_path / "nowhere" / "copy.db")}
            backup = await ask_running(settings.database.path, "backup", nowhere)
            asked = {"role": "admin", "name": "hung", "unit": "Tổng đài 1022"}
            invitation = await ask_running(settings.database.path, "staff.invite", asked)
    assert backup is not None
    assert "No such file or directory" in backup["refused"]
    assert invitation is not None
    assert "refused" in invitation["refused"]
