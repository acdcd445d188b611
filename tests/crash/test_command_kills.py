"""A command of the operator's dies before or after its commit, by itself or with the bot that does it for them.

Before it, nothing was done; after it, all of it, with its entry in the audit. Said again, it comes to its end.
"""

import asyncio
import random
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.control import NO_ANSWER, socket_path
from domain.role import Role
from storage import broadcasts
from tests.crash.ledger import Ledger
from tests.crash.scenes.scene import OPERATOR, around, somebody
from tests.stage.audience import announce, content, leader, opened
from tests.stage.doom import Point
from tests.stage.forked import Forked
from tests.stage.processes import telegram, write_config

WITHIN = 20  # seconds
LEADER = 5_001


@dataclass(frozen=True)
class Order:
    """A command: where it commits, what is seen when it is done, by which act, and what saying it again comes to."""

    place: str
    said: tuple[str, ...]
    seen: str
    act: str
    again: int = 0


INVITE = Order(
    "invite",
    ("staff", "invite", "--role", "officer", "--name", "binh", "--unit", "UBND"),
    "select count(*) from invitations",
    "staff.invited",
)
ORDERS = (
    INVITE,
    Order(
        "all_commands.<locals>.revoke",
        ("staff", "revoke", "{grant}"),
        "select count(*) from grants where revoked_at is not null",
        "staff.revoked",
        again=1,
    ),
    Order("mark_test_group", ("test-group", OPERATOR), "select sum(test_group) from chats", "chat.test_group"),
    Order("release", ("release",), "select count(*) from broadcasts where state = 'open'", "broadcasts.released"),
)
BEGINNING = around("open_store")
COMMITTING = {order.place for order in ORDERS} | {point.place for point in BEGINNING}
POINTS = [(order, Point(order.place, "commit", when)) for order in ORDERS for when in ("before", "after")]


async def test_a_command_that_dies_is_done_wholly_or_not_at_all(tmp_path: Path) -> None:
    await die_over([random.choice(POINTS)], tmp_path)


@pytest.mark.long
async def test_every_command_that_dies_is_done_wholly_or_not_at_all(tmp_path: Path) -> None:
    await die_over(POINTS, tmp_path)


async def die_over(points: list[tuple[Order, Point]], folder: Path) -> None:
    async with telegram(folder) as far:
        for number, (order, point) in enumerate(points):
            house = folder / str(number)
            house.mkdir()
            write_config(house, far.url)
            await die_once(order, point, house)


async def die_once(order: Order, point: Point, folder: Path) -> None:
    grant = await staffed(folder)
    said = [each.format(grant=grant) for each in order.said]
    assert await ended(Forked(folder, *said, armed=point.arm)) == -signal.SIGKILL, f"never came to {point}"
    done = point.when == "after"
    assert seen(folder, order) == (int(done), int(done)), point
    assert await ended(Forked(folder, *said)) == (order.again if done else 0)
    assert seen(folder, order)[0] == (2 if order is INVITE and done else 1)


@pytest.mark.long
async def test_a_first_start_that_dies_is_made_good_by_the_next_and_the_key_stays_the_same(tmp_path: Path) -> None:
    write_config(tmp_path, "http://127.0.0.1:9")
    for point in BEGINNING:
        assert await ended(Forked(tmp_path, "migrate", armed=point.arm)) == -signal.SIGKILL
    assert await ended(Forked(tmp_path, "migrate")) == 0
    write_config(tmp_path, "http://127.0.0.1:9", secrets={"key": "5d" * 32})
    assert await ended(Forked(tmp_path, "migrate")) == 1


async def test_who_asked_a_bot_that_dies_over_it_is_told_so_in_a_sentence(tmp_path: Path) -> None:
    when = random.choice(("before", "after"))
    async with telegram(tmp_path) as far:
        write_config(tmp_path, far.url)
        await staffed(tmp_path)
        bot = Forked(tmp_path, armed=Point("release", "commit", when).arm)
        await bot.start()
        async with asyncio.timeout(WITHIN):
            while not socket_path(tmp_path / "bot.db").exists():
                await asyncio.sleep(0.01)
        assert await ended(Forked(tmp_path, "release")) == 1
        assert await bot.ended(within=WITHIN) == -signal.SIGKILL
    said = (tmp_path / "bot.log").read_text("utf-8")
    assert (NO_ANSWER in said, "Traceback" in said) == (True, False)
    assert seen(tmp_path, ORDERS[-1]) == (int(when == "after"), int(when == "after"))


async def staffed(folder: Path) -> int:
    """An alert that a restore has held, and one of the staff; the row of their right."""
    async with opened(folder) as (store, house):
        lan = await leader(store, LEADER)
        await announce(store, house, lan, content(), reaches=1)
        async with store.transaction() as tx:
            await broadcasts.hold_all(tx, reason="a test")
            await somebody(tx, OPERATOR, now=datetime.now(UTC), role=Role.OPERATOR)
            return int(await tx.value("select id from grants where role = 'operator'", {}))


async def ended(program: Forked) -> int | None:
    await program.start()
    status = await program.ended(within=WITHIN)
    await program.kill()
    return status


def seen(folder: Path, order: Order) -> tuple[int, int]:
    """How much was done, and how much was written down."""
    ledger = Ledger(folder / "bot.db")
    return ledger.count(order.seen), ledger.count(f"select count(*) from audit where act = '{order.act}'")
