"""Hot questions are answered by an index, however large the tables grow."""

import re
from pathlib import Path
from types import ModuleType

import aiosql
import pytest

from storage import audiences, deliveries, inbox, leftovers, outbox, setbacks, subscriptions
from storage.engine import Store
from storage.vault import Vault

LARGE = ("subscriptions", "deliveries", "inbox", "outbox", "slots", "chats", "codes", "reports", "files")
_BLANK = re.compile(r"(?<!:):([a-z_]+)")


@pytest.mark.parametrize(
    ("shelf", "name"),
    [
        (subscriptions, "count_by_channel"),
        (subscriptions, "count_test_group"),
        (subscriptions, "list_of"),
        (audiences, "next_chats"),
        (audiences, "fill"),
        (deliveries, "claim"),
        (deliveries, "write_off"),
        (deliveries, "is_waiting"),
        (audiences, "wake_chat"),
        (audiences, "drop_waiting"),
        (audiences, "turn_from"),
        (inbox, "waiting"),
        (inbox, "finish"),
        (inbox, "forget"),
        (outbox, "put_many"),
        (outbox, "claim"),
        (outbox, "is_due"),
        (outbox, "interrupted"),
        (outbox, "slot"),
        (setbacks, "hurry_deliveries"),
        (leftovers, "quarantined"),
        (leftovers, "codes"),
        (leftovers, "deliveries"),
        (leftovers, "files"),
        (leftovers, "reports"),
    ],
)
async def test_no_hot_question_scans_a_large_table(tmp_path: Path, shelf: ModuleType, name: str) -> None:
    text = sql_of(shelf, name)
    store = await Store.open(tmp_path / "bot.db", Vault(b"k" * 32))
    async with store.transaction() as tx:
        rows = await tx.rows(f"explain query plan {text}", dict.fromkeys(_BLANK.findall(text), 1))
        plan = [row["detail"] for row in rows]
    await store.close()
    assert not [step for step in plan if re.match(rf"SCAN ({'|'.join(LARGE)}|[a-z])$", step)], plan


def sql_of(shelf: ModuleType, name: str) -> str:
    assert shelf.__file__
    queries = aiosql.from_path(Path(shelf.__file__).with_suffix(".sql"), "aiosqlite", mandatory_parameters=False)
    return str(getattr(queries, name).sql)
