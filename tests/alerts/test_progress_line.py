"""A line on a broadcast says how long it will still take, once that can be told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.progress import Progress
from texts.progress import progress_line
from texts.words import Catalogues

BEGAN = datetime(2026, 11, 22, 7, tzinfo=UTC)
NOBODY_YET = Progress(
    expected=100, told=0, blocked=0, gone=0, failed=0, unknown=0, expired=0, stopped=0, began_at=BEGAN
)


def test_nothing_is_said_of_the_rest_before_anybody_is_told() -> None:
    assert "Còn khoảng" not in line(NOBODY_YET)


def test_a_quarter_in_ten_seconds_leaves_thirty() -> None:
    assert "Còn khoảng 30 giây" in line(replace(NOBODY_YET, told=25))


def line(progress: Progress) -> str:
    now = BEGAN + timedelta(seconds=10)
    return progress_line(progress, "CB-2AMZ-F6", "running", Catalogues(UTC)["vi"], reason="", now=now)
