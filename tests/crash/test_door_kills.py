"""The bot dies at the doors: over what a webhook or a poll has just brought, a code for a gateway, an answer that is
counted. What came in is answered once, a gateway is asked once, and no more answers are free than there are."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.message import Say, SendCode
from services.speaking import post
from storage import chats, codes, windows
from storage.engine import Tx
from tests.crash.ledger import Heard, Ledger, without_echoes
from tests.crash.scenes.scene import around
from tests.crash.test_messengers import FIRST, Somebody
from tests.crash.test_points import REQUESTING
from tests.crash.test_renewal_kills import Account
from tests.flows.conftest import free_port
from tests.stage.audience import opened
from tests.stage.doom import Point
from tests.stage.forked import Forked
from tests.stage.processes import Telegram, telegram, write_config

WITHIN = 20  # seconds
SAID = ("/theodoi", "Tân Biên")
HOA = 8_000_000_000
PHONE = "+84912345678"
DONE = "select (select count(*) from inbox where state = 'new') + (select count(*) from outbox) = 0"

(SENDING,) = (place for place in REQUESTING if place.startswith("OutboxLoop"))
KEEPING, POLLED = around("Webhook._keep"), around("ZaloPolling._put")
CODES = [Point(SENDING, "code", when) for when in ("before", "during", "after")]
SPENDING, GIVING_BACK = around("Allowances.spend"), around("Allowances.give_back")

COMMITTING = {point.place for point in (*KEEPING, *POLLED, *SPENDING, *GIVING_BACK)}


@dataclass
class Door:
    """The bot, life after life."""

    folder: Path
    far: Telegram
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / "bot.db")

    async def dies(self, point: Point) -> None:
        program = Forked(self.folder, armed=point.arm)
        await program.start()
        status = await program.ended(within=WITHIN)
        await program.kill()
        assert status == -signal.SIGKILL, f"never came to {point}"
        self.ledger.note_kill()

    async def lives_until(self, done: Callable[[], Awaitable[bool]]) -> None:
        program = Forked(self.folder)
        await program.start()
        try:
            async with asyncio.timeout(WITHIN):
                while not await done():
                    await asyncio.sleep(0.05)
        finally:
            await program.kill()

    async def nothing_is_left(self) -> bool:
        return bool(self.ledger.count(DONE))


@pytest.mark.long
async def test_what_the_webhook_has_brought_is_answered_once(tmp_path: Path) -> None:
    async with telegram(tmp_path) as far:
        port = free_port()
        web = {"enabled": True, "port": port, "public_url": f"http://127.0.0.1:{port}"}
        write_config(tmp_path, far.url, telegram={"mode": "webhook", "webhook_secret": "s" * 20}, web=web)
        door = Door(tmp_path, far)

        async def announced() -> bool:
            return any(bot["webhook"] for bot in (await far.ask("state"))["bots"])

        async def answered() -> bool:
            return len(heard()) >= len(KEEPING) and await door.nothing_is_left()

        def heard() -> list[str]:
            return without_echoes(Heard.read(tmp_path / "journal.tsv").replies(str(HOA)))

        await door.lives_until(announced)
        crowd = (await far.tell("crowds", first=HOA, count=1))["id"]
        for text, point in zip(SAID, KEEPING, strict=True):
            await far.tell(f"crowds/{crowd}/act", count=1, text=text)
            await door.dies(point)
        await door.lives_until(answered)
        assert len(heard()) == len(SAID)
        assert door.ledger.count("select count(*) from inbox") == len(SAID)


@pytest.mark.long
async def test_what_a_poll_has_brought_is_answered_once_after_the_commit_and_never_twice(tmp_path: Path) -> None:
    async with telegram(tmp_path) as far:
        bot = await far.tell("zalo/bots")
        write_config(tmp_path, far.url, zalo_bot={"token": bot["token"], "api_url": f"{far.url}/zalo"})
        door = Door(tmp_path, far)
        for point, answers in zip(POLLED, (0, 1), strict=True):
            hoa = (await far.tell("zalo/people", name="Hoa"))["number"]
            await far.tell(f"zalo/people/{hoa}/say", text="/help", line=bot["id"])
            await door.dies(point)
            await door.lives_until(door.nothing_is_left)
            lines = [line for line in Heard.read(tmp_path / "journal.tsv.zalo").lines if line.chat == str(hoa)]
            assert len(lines) == answers, point


async def test_a_gateway_is_asked_for_a_code_once(tmp_path: Path) -> None:
    async with telegram(tmp_path) as far:
        write_config(tmp_path, far.url)
        door = Door(tmp_path, far)
        for number, point in enumerate(CODES):
            async with opened(tmp_path) as (store, _), store.transaction() as tx:
                await asked_for_a_code(tx, str(HOA + number), f"{PHONE[:-1]}{number}")
            await door.dies(point)
            await door.lives_until(door.nothing_is_left)
        sent = [each["phone"] for each in await far.ask("sms")]
        assert len(set(sent)) == len(sent)
        assert f"{PHONE[:-1]}{CODES.index(CODES[-1])}" in sent
        assert {state for (state,) in door.ledger.rows("select state from codes")} <= {"unsure", "sent"}


async def asked_for_a_code(tx: Tx, address: str, phone: str) -> None:
    now = datetime.now(UTC)
    chat, _ = await chats.add(tx, "telegram", address, language="vi", now=now)
    ends = now + timedelta(minutes=5)
    asked = await codes.add(tx, chat=chat.id, purpose="sign_in", target="sms", to=phone, now=now, expires_at=ends)
    await post(tx, [("sms", phone, SendCode(request=asked.id, language="vi"))], now=now)


@pytest.mark.long
async def test_no_more_answers_are_free_than_were_counted_and_none_is_lost(tmp_path: Path) -> None:
    async with telegram(tmp_path) as far:
        account, door = Account(tmp_path, far), Door(tmp_path, far)
        await account.configure()
        async with opened(tmp_path):
            pass
        await account.lives_until(lambda: account.open)
        for number, point in enumerate((*SPENDING, *GIVING_BACK)):
            hoa = Somebody(number, ()).address("zalo_oa")
            async with opened(tmp_path) as (store, _), store.transaction() as tx:
                await written(tx, hoa)
            if point in GIVING_BACK:
                await far.tell("zalo/faults", kind="flood", times=1, retry_after=0)
            await door.dies(point)
            await door.lives_until(door.nothing_is_left)
            lines = Heard.read(tmp_path / "journal.tsv.zalo").lines
            copies = sum(line.chat == str(FIRST + number) for line in lines)
            assert 1 <= copies <= 1 + door.ledger.letters_in_flight[hoa], point
            assert copies <= door.ledger.count(f"select replies from chats where address = '{hoa}'") <= copies + 1


async def written(tx: Tx, address: str) -> None:
    """Somebody has just written on the account, and is to be answered."""
    now = datetime.now(UTC)
    await chats.add(tx, "zalo_oa", address, language="vi", now=now)
    await windows.heard(tx, "zalo_oa", address, now=now)
    await post(tx, [("zalo_oa", address, Say(text="Chào bà con"))], now=now)
