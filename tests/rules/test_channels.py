"""Each channel is known to its own room and to the program that puts it together; nobody else learns its name."""

import re

import pytest

from tests.rules.tree import HOUSE

ELSEWHERE = ("handlers", "services", "texts", "storage", "domain")
NAMED = re.compile(r"zalo|\bzns\b", re.IGNORECASE)


@pytest.mark.parametrize("room", ELSEWHERE)
def test_no_other_room_knows_the_word_zalo(room: str) -> None:
    """Not in a name, a sentence, a query or a comment: what a channel can do is asked of `channels/ability.py`."""
    files = [file for file in (HOUSE / room).rglob("*") if file.suffix in {".py", ".sql", ".po"}]
    knowing = [str(file) for file in files if NAMED.search(file.read_text(encoding="utf-8")) or NAMED.search(file.name)]
    assert files
    assert knowing == []
