"""`python -m simulator` as others start it: its options, a taken port, and a kill in the middle."""

import asyncio
import json
import socket
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[2]
TOKEN = "5:command-line"


async def start(*arguments: str) -> tuple[Process, str]:
    program = [sys.executable, "-m", "simulator", "--port", "0", *arguments]
    process = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=PIPE, stderr=PIPE)
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    return process, line.split()[2].rstrip("/")


async def send(http: aiohttp.ClientSession, url: str, chat_id: int, text: str) -> dict[str, Any]:
    async with http.post(f"{url}/bot{TOKEN}/sendMessage", json={"chat_id": chat_id, "text": text}) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def test_what_was_answered_is_in_the_journal_after_a_kill(tmp_path: Path, http: aiohttp.ClientSession) -> None:
    people, journal = tmp_path / "people.json", tmp_path / "journal.tsv"
    people.write_text(json.dumps([{"id": 1001, "name": "Hoa", "started": True}]))
    arguments = ("--token", TOKEN, "--people", str(people), "--journal", str(journal))
    process, url = await start(*arguments)
    answered = [(await send(http, url, 1001, f"tin {number}"))["result"]["message_id"] for number in range(50)]
    process.kill()
    await process.wait()
    process, url = await start(*arguments)
    async with http.get(f"{url}/sim/journal") as response:
        assert [entry["message_id"] for entry in (await response.json())["entries"]] == answered
    assert (await send(http, url, 1001, "tiếp"))["result"]["message_id"] > answered[-1]
    process.terminate()
    assert await process.wait() == 0


async def test_a_taken_port_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        program = [sys.executable, "-m", "simulator", "--port", port]
        process = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stderr=PIPE)
        _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    assert errors.decode().startswith(f"cannot listen on 127.0.0.1:{port}: ")
