"""What is deployed is what is here: every path exists, the image's tree is whole, the unit and the image are locked up.

No container engine is needed: the image's tree is put together as the Dockerfile says, and run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings.web import WebSection
from tests.rules.tree import HOUSE, ROOMS

DEPLOY = HOUSE / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
UNIT = DEPLOY / "bot1022.service"
INSTALLED = "/opt/bot1022"
EXPOSURE_MOST = 20  # tenths; systemd calls up to 2 "safe", and a service without hardening has 9.6
ENVIRONMENT = {"PATH": os.environ["PATH"], "BOT_TELEGRAM__TOKEN": "1022:" + "A" * 35, "BOT_SECRETS__KEY": "5a" * 32}


def copied() -> list[str]:
    """What the Dockerfile takes from the tree."""
    return re.findall(r"^COPY (?!--from)(\S+) \S+$", DOCKERFILE, re.MULTILINE)


def bot(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, cwd=tree, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)


def test_the_image_has_every_room_and_nothing_else() -> None:
    assert sorted(copied()) == sorted([*ROOMS, "requirements.txt"])


def test_the_build_sees_what_the_image_takes_and_nothing_else() -> None:
    seen = re.findall(r"^!(\S+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(seen) == sorted(copied())


def test_the_bot_runs_from_the_image_s_tree(tmp_path: Path) -> None:
    for room in ROOMS:
        shutil.copytree(HOUSE / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "var").mkdir()
    config = str(HOUSE / "config.example.toml")
    for command in ("check-config", "migrate"):
        done = bot(tmp_path, command, "--config", config)
        assert (done.returncode, done.stdout) == (0, "ok\n"), done.stderr
    written = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.suffix != ".pyc"}
    assert written == {*ROOMS, "var"}
    assert (tmp_path / "var/bot.db").exists()


def test_the_image_is_asked_for_its_health_where_the_bot_answers() -> None:
    found = re.search(r"^HEALTHCHECK .*\\\n  CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found
    asks = json.loads(found[1])[-1]
    compile(asks, "healthcheck", "exec")
    assert f"http://127.0.0.1:{WebSection().port}/health" in asks


def test_the_image_does_not_run_as_root() -> None:
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["1022:1022"]


def test_every_part_of_the_image_is_checked_by_its_hash() -> None:
    installs = re.findall(r"pip install .*", DOCKERFILE)
    assert installs
    assert [each for each in installs if "--require-hashes" not in each] == []


@pytest.mark.parametrize("line", ["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "data:/house/var"])
def test_the_container_may_write_to_its_data_alone(line: str) -> None:
    assert line in COMPOSE


def test_no_secret_stands_in_the_compose_file() -> None:
    secrets = re.findall(r"(BOT_\w+__(?:TOKEN|KEY)): \"(.*)\"", COMPOSE)
    assert {name for name, _ in secrets} == {"BOT_TELEGRAM__TOKEN", "BOT_SECRETS__KEY"}
    assert all(value.startswith(f"${{{name}:?") for name, value in secrets)


@pytest.mark.parametrize("named", re.findall(r"deploy/\w[\w./]*|docs/\w[\w./]*", DOCKERFILE + COMPOSE))
def test_what_the_files_name_is_there(named: str) -> None:
    assert (HOUSE / named).exists()


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit as it stands, but of this tree and this Python."""
    text = UNIT.read_text(encoding="utf-8").replace(f"{INSTALLED}/.venv/bin/python", sys.executable)
    here = tmp_path / UNIT.name
    here.write_text(text.replace(INSTALLED, str(HOUSE)), encoding="utf-8")
    return here


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_calls_the_unit_safe(unit: Path) -> None:
    asked = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE_MOST}", str(unit)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
