"""A million subscriptions: loaded, asked for by commune, counted before an approval, and opened for telling."""

import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from bot.settings import ProvinceSection
from bot.tables import read_province
from storage import audiences, chats, subscriptions
from storage.engine import Store
from storage.packed import packed
from storage.vault import Vault
from tests.benchmarks.figures import Figures

PEOPLE = 1_000_000
AT_ONCE = 50_000
CHUNK = 1_000
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.bench
@pytest.mark.timeout(600)
async def test_a_million_subscriptions_load_and_are_asked_for_by_commune(tmp_path: Path, figures: Figures) -> None:
    store = await Store.open(tmp_path / "bot.db", Vault(b"k" * 32))
    areas = [area.code for area in read_province(ProvinceSection()).areas.all]
    began = time.perf_counter()
    for first in range(0, PEOPLE, AT_ONCE):
        async with store.transaction() as tx:
            addresses = (str(7_000_000_000 + n) for n in range(first, first + AT_ONCE))
            made = await chats.add_many(tx, "telegram", addresses, language="vi", now=NOW)
            followed = ((areas[(first + n) % len(areas)], chat, 1) for n, chat in enumerate(made))
            await subscriptions.add_many(tx, followed, now=NOW)
    figures.note("subscriptions_load_1m", time.perf_counter() - began, "s", "with their chats")
    async with store.reading() as session:
        began = time.perf_counter()
        one = await subscriptions.count_by_channel(session, areas=areas[:1], hazard="mua_lon", level=3)
        figures.note(
            "subscriptions_one_commune", (time.perf_counter() - began) * 1000, "ms", f"{sum(one.values())} people"
        )
        began = time.perf_counter()
        everyone = await subscriptions.count_by_channel(session, areas=areas, hazard="mua_lon", level=3)
        figures.note("subscriptions_all_communes", time.perf_counter() - began, "s", "counted on a reader")
        began = time.perf_counter()
        chunk = await audiences.queries.next_chats(
            session, **packed(areas[:1]), after=0, looked=CHUNK * audiences.LOOKED_AT, most=CHUNK
        )
        took = (time.perf_counter() - began) * 1000
        figures.note("subscriptions_next_chunk", took, "ms", f"the next {CHUNK} of a commune")
    figures.note(
        "subscriptions_rss_1m", psutil.Process().memory_info().rss / 2**20, "MB", "this process, tests and all"
    )
    await store.close()
    assert everyone == {"telegram": PEOPLE}
    assert one == {"telegram": PEOPLE // len(areas) + 1}
    assert chunk is not None
    assert took < 10
