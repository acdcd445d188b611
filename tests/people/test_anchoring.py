"""The audit's head is noted elsewhere every day and at the stop: in a file, at an address, in a mailbox, all real."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from aiosmtpd.smtp import SMTP

from bot.anchoring import EVERY, TRY_AGAIN, Anchoring
from channels.anchors import HeadFile, HeadMailbox, HeadUrl
from channels.email import Smtp
from storage import audit
from storage.audit import Head, read_head
from storage.engine import Store
from tests.channels.test_email import Postman
from tests.people.conftest import NOW
from tests.people.test_erasure import Clock


async def act(store: Store) -> Head:
    """Something that the audit keeps; its head then."""
    async with store.transaction() as tx:
        await audit.record(tx, "act", actor="1", subject="2", now=NOW)
        head = await audit.find_head(tx)
    assert head
    return head


def heads_in(file: Path) -> list[Head]:
    return [read_head(line.split()[-1]) for line in file.read_text("utf-8").splitlines()]


class Notary:
    """Takes heads over HTTP, or says `status`, or nothing for so many seconds."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, Any], str]] = []
        self.status = 200
        self.silent_for = 0.0

    async def take(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.silent_for)
        if self.status == 200:
            self.heard.append((await request.json(), request.headers.get("Authorization", "")))
        return web.Response(status=self.status)


@asynccontextmanager
async def notary() -> AsyncIterator[tuple[Notary, HeadUrl]]:
    office, app = Notary(), web.Application()
    app.router.add_post("/heads", office.take)
    async with TestServer(app) as server, ClientSession() as session:
        yield office, HeadUrl(session, str(server.make_url("/heads")), token="t0ken")


async def test_a_file_is_given_the_head_once_a_day_whoever_starts_anew(store: Store, tmp_path: Path) -> None:
    clock, file = Clock(), tmp_path / "elsewhere" / "heads.txt"
    heads = []
    for _ in range(3):
        heads.append(await act(store))
        for _ in range(2):
            await Anchoring(store, clock, [HeadFile(file)]).step()
        clock.offset += EVERY + timedelta(seconds=1)
    assert heads_in(file) == heads
    assert file.stat().st_mode & 0o777 == 0o600


async def test_without_any_entry_there_is_no_head_to_give(store: Store, tmp_path: Path) -> None:
    anchoring = Anchoring(store, Clock(), [HeadFile(tmp_path / "heads.txt")])
    assert await anchoring.step() == 0
    await anchoring.stop()
    assert not (tmp_path / "heads.txt").exists()


async def test_an_address_takes_it_with_the_token(store: Store) -> None:
    head = await act(store)
    async with notary() as (office, url):
        await Anchoring(store, Clock(), [url]).step()
    ((said, bearer),) = office.heard
    assert (said["head"], bearer) == (str(head), "Bearer t0ken")
    assert datetime.fromisoformat(said["at"]) == NOW


async def test_a_mailbox_takes_it(store: Store) -> None:
    head, postman = await act(store), Postman()
    door = await asyncio.get_running_loop().create_server(lambda: SMTP(postman, hostname="localhost"), "127.0.0.1", 0)
    async with door:
        server = Smtp(
            "127.0.0.1",
            door.sockets[0].getsockname()[1],
            sender="1022@tayninh.example",
            code_subject="",
            security="none",
        )
        mailbox = HeadMailbox(server, "thanh-tra@example.vn", number=0, subject="1022", text="{at}: {head}")
        await Anchoring(store, Clock(), [mailbox]).step()
    (letter,) = postman.letters
    assert letter.rcpt_tos == ["thanh-tra@example.vn"]
    assert isinstance(letter.content, bytes)
    assert str(head).encode() in letter.content.replace(b"=\r\n", b"")


async def test_a_place_that_is_away_is_tried_again_later_and_holds_up_no_other(store: Store, tmp_path: Path) -> None:
    head, clock, file = await act(store), Clock(), tmp_path / "heads.txt"
    async with notary() as (office, url):
        office.status = 503
        anchoring = Anchoring(store, clock, [url, HeadFile(file)])
        await anchoring.step()
        assert heads_in(file) == [head]
        office.status = 200
        await anchoring.step()
        assert office.heard == []
        clock.offset += TRY_AGAIN
        await anchoring.step()
        assert [said["head"] for said, _ in office.heard] == [str(head)]
    assert heads_in(file) == [head]


async def test_a_file_that_cannot_be_written_is_no_end_of_the_loop(store: Store, tmp_path: Path) -> None:
    await act(store)
    (tmp_path / "not-a-folder").write_text("")
    assert await Anchoring(store, Clock(), [HeadFile(tmp_path / "not-a-folder" / "heads.txt")]).step() == 1


async def test_at_the_stop_a_place_is_given_what_it_does_not_have_yet(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "heads.txt"
    first = await act(store)
    anchoring = Anchoring(store, Clock(), [HeadFile(file)])
    await anchoring.step()
    await anchoring.stop()
    assert heads_in(file) == [first]
    second = await act(store)
    await anchoring.stop()
    assert heads_in(file) == [first, second]


async def test_a_place_that_does_not_answer_does_not_hold_up_the_stop(store: Store) -> None:
    await act(store)
    async with notary() as (office, url):
        office.silent_for = 1.0
        async with asyncio.timeout(0.8):
            await Anchoring(store, Clock(), [url]).stop(within=0.1)
        office.silent_for = 0.0
