"""A broadcast over several messengers at once, through kills and a bad wire: nobody is missed, and nobody is told on
two of them unless nobody knows what became of the first."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import chats, people, subscriptions, windows
from storage.engine import Store
from tests.crash.ledger import CARD, Heard, Ledger
from tests.flows.conftest import free_port
from tests.stage.audience import COMMUNES, announce, content, leader, opened
from tests.stage.forked import Forked
from tests.stage.processes import Telegram, telegram, write_config

FIRST = 7_000_000_000
RATE = 400
ZALO_TOKEN = f"2022:{'b' * 40}"
CHANNELS = ("telegram", "zalo_bot", "zalo_oa")
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "drop_after", "share": 0.01},
    {"kind": "drop_before", "share": 0.005},
    {"kind": "flood", "share": 0.005, "times": 2, "retry_after": 1},
)


@dataclass(frozen=True)
class Somebody:
    """Where one person can be met, and where they prefer to be."""

    number: int
    channels: tuple[str, ...]

    def address(self, channel: str) -> str:
        number = FIRST + self.number
        return {"telegram": f"{number}", "zalo_bot": f"c{number:019x}", "zalo_oa": f"7{number:018d}"}[channel]


def everybody(count: int) -> list[Somebody]:
    """One after the other on each messenger alone, then on all of them, with each in turn preferred."""
    ways: list[tuple[str, ...]] = [(channel,) for channel in CHANNELS]
    ways += [(*CHANNELS[turn:], *CHANNELS[:turn]) for turn in range(len(CHANNELS))]
    return [Somebody(number, ways[number % len(ways)]) for number in range(count)]


async def subscribe(store: Store, all_of_them: list[Somebody]) -> None:
    now = datetime.now(UTC)
    async with store.transaction() as tx:
        for somebody in all_of_them:
            person = await people.add(tx, now=now) if len(somebody.channels) > 1 else 0
            for channel in somebody.channels:
                (chat,) = await chats.add_many(tx, channel, [somebody.address(channel)], language="vi", now=now)
                await subscriptions.add_many(tx, [(COMMUNES[0], chat, 1)], now=now)
                await windows.heard(tx, channel, somebody.address(channel), now=now)
                if person:
                    await chats.belong(tx, chat, person)
            if person:
                await people.prefer(tx, person, somebody.channels[0])


async def test_nobody_is_missed_nor_told_twice_on_three_messengers(tmp_path: Path) -> None:
    await besiege(tmp_path, count=1_200, kills=5)


@pytest.mark.long
async def test_twenty_thousand_people_on_every_messenger(tmp_path: Path) -> None:
    await besiege(tmp_path, count=20_000, kills=50)


async def besiege(folder: Path, *, count: int, kills: int) -> None:
    all_of_them = everybody(count)
    async with telegram(folder) as far:
        await _configure(folder, far)
        async with opened(folder) as (store, house):
            await subscribe(store, all_of_them)
            lan = await leader(store, 5_001)
            await announce(store, house, lan, content(lasts=timedelta(hours=1)), reaches=count)
        for fault in FAULTS:
            await far.tell("faults", **fault)
            await far.tell("zalo/faults", **fault)
        ledger = Ledger(folder / "bot.db")
        await _until_told(folder, ledger, count, kills)
    _held(all_of_them, _got(folder), ledger)


async def _configure(folder: Path, far: Telegram) -> None:
    """All three messengers; the Official Account's first key is fetched before anything is killed."""
    account = await far.ask("zalo/oa")
    zalo_bot = {"token": ZALO_TOKEN, "api_url": f"{far.url}/zalo", "rate": RATE}
    zalo_oa = {
        "app_id": account["app_id"],
        "app_secret": account["secret_key"],
        "refresh_token": account["refresh_token"],
        "webhook_secret": account["oa_secret"],
        "api_url": f"{far.url}/zalo-oa",
        "oauth_url": f"{far.url}/zalo-oauth",
        "zns_url": f"{far.url}/zalo-zns",
        "rate": RATE,
    }
    web = {"enabled": True, "port": free_port(), "public_url": "http://127.0.0.1"}
    write_config(folder, far.url, broadcast={"rate": RATE}, zalo_bot=zalo_bot, zalo_oa=zalo_oa, web=web)
    program = Forked(folder)
    await program.start()
    async with asyncio.timeout(20):
        while not (await far.ask("zalo/oa"))["refreshed"]:
            await asyncio.sleep(0.05)
    assert await program.stop() == 0


async def _until_told(folder: Path, ledger: Ledger, count: int, kills: int) -> None:
    """Killed now and then, until everybody has been told; then stopped politely."""
    chance = random.Random(count)
    for _ in range(kills):
        program = Forked(folder)
        await program.start()
        await asyncio.sleep(chance.uniform(0.1, 0.8))
        await program.kill()
        ledger.note_kill()
    program = Forked(folder)
    await program.start()
    async with asyncio.timeout(30 + count / RATE):
        while ledger.count("select count(*) from deliveries where state = 'sent'") < count:
            await asyncio.sleep(0.1)
    assert await program.stop() == 0


def _got(folder: Path) -> dict[str, Counter[str]]:
    """How often each address got the card, by channel; Zalo's journal has people by number, and who wrote to them."""
    got = {channel: Counter[str]() for channel in CHANNELS}
    got["telegram"] = Heard.read(folder / "journal.tsv").cards()
    for line in Heard.read(folder / "journal.tsv.zalo").lines:
        if CARD in line.text:
            channel = "zalo_bot" if line.sender == ZALO_TOKEN.partition(":")[0] else "zalo_oa"
            got[channel][Somebody(int(line.chat) - FIRST, ()).address(channel)] += 1
    return got


def _held(all_of_them: list[Somebody], got: dict[str, Counter[str]], ledger: Ledger) -> None:
    doubts = set(ledger.cards_in_flight) | {
        address
        for (address,) in ledger.rows(
            "select address from chats c join deliveries d on d.chat_id = c.id where d.unsure = 1 or d.tries > 1"
        )
    }
    assert len(doubts) < len(all_of_them) / 2
    for somebody in all_of_them:
        copies = {channel: got[channel][somebody.address(channel)] for channel in somebody.channels}
        assert any(copies.values()), f"{somebody} was missed"
        once = {channel: int(channel == somebody.channels[0]) for channel in somebody.channels}
        doubted = any(somebody.address(channel) in doubts for channel in somebody.channels)
        assert copies == once or doubted, f"{somebody} got {copies}"
    told = dict(ledger.rows("select channel, count(*) from deliveries where state = 'sent' group by channel"))
    assert sum(told.values()) == len(all_of_them)
    assert set(told) == set(CHANNELS)
    print(f"\n{ledger.kills} kills, told by {told}, {len(doubts)} in doubt")
