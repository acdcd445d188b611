"""While an alert is being told, its approver sees one line that is kept up to date, and can stop it there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import chats, deliveries, subscriptions
from tests.flows.alerts import approve, draft, submit
from tests.flows.conftest import World, world

PEOPLE = 12
TAN_BIEN = "25486"


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[World]:
    """Two messages a second at most, and a dozen people to tell."""
    async with world(tmp_path, broadcast={"rate": 2}) as present:
        present.sim.crowd(first=7_000_000_000, count=PEOPLE)
        now = present.clock.now()
        async with present.app.store.transaction() as tx:
            addresses = [str(7_000_000_000 + n) for n in range(PEOPLE)]
            made = await chats.add_many(tx, "telegram", addresses, language="vi", now=now)
            await subscriptions.add_many(tx, [(TAN_BIEN, chat, 1) for chat in made], now=now)
        yield present


async def test_progress_is_one_message_that_is_edited(slow: World) -> None:
    lan, minh = await slow.leader("Lan", "lan"), await slow.leader("Minh", "minh")
    await draft(lan.person)
    await submit(lan.person)
    await approve(minh)
    running = await minh.person.hears("Đang phát", timeout=8)
    assert f"{PEOPLE} " not in running.text or "%" in running.text
    done = await minh.person.hears("Đã phát xong", timeout=15)
    assert done.id == running.id
    assert f"Đã báo {PEOPLE}" in done.text
    assert len(slow.sim.journal.per_chat("CẢNH BÁO Mưa lớn")) >= PEOPLE


async def test_its_approver_sees_whom_it_has_reached_where_and_when(slow: World) -> None:
    lan, minh = await slow.leader("Lan", "lan"), await slow.leader("Minh", "minh")
    await draft(lan.person)
    await submit(lan.person)
    await approve(minh)
    done = await minh.person.hears("Đã phát xong", timeout=15)
    await minh.person.presses("Chi tiết", on=done)
    areas = await minh.person.hears("Kết quả phát")
    assert f"{PEOPLE}/{PEOPLE} người" in areas.text
    assert f"Xã Tân Biên: Đã báo {PEOPLE}" in areas.text
    await minh.person.presses("Theo phút", on=areas)
    over_time = await minh.person.hears(f"đã báo {PEOPLE} người", timeout=30)
    assert over_time.kind == "photo"
    await minh.person.says("/quanlycanhbao")
    await minh.person.presses("CB-", on=await minh.person.hears("Cảnh báo gần đây"))
    await minh.person.presses("Chi tiết", on=await minh.person.hears("Đang có hiệu lực"))
    assert f"Xã Tân Biên: Đã báo {PEOPLE}" in (await minh.person.hears("Kết quả phát")).text


async def test_stopping_there_leaves_the_rest_untold(slow: World) -> None:
    lan, minh = await slow.leader("Lan", "lan"), await slow.leader("Minh", "minh")
    await draft(lan.person)
    await submit(lan.person)
    await approve(minh)
    running = await minh.person.hears("Đang phát", timeout=8)
    await minh.person.presses("Hủy cảnh báo", on=running)
    await minh.person.hears("Lý do hủy")
    await minh.person.says("Nhầm khu vực")
    await minh.person.hears("đã hủy")
    await minh.person.hears("Đã dừng phát", timeout=8)
    async with slow.app.store.reading() as session:
        row = await session.row("select id from broadcasts where purpose = 'alert'", {})
        assert row is not None
        tally = await deliveries.count_by_state(session, row["id"])
    assert tally["stopped"] > 0
    assert sum(tally.values()) == PEOPLE
