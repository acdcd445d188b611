"""What an approver reads before approving: how many people, how long it takes, and whether it ends first."""

from datetime import timedelta

import pytest

from tests.alerts.conftest import NOW, ZONE, content
from texts.reach import reach_line
from texts.words import Catalogues

VI = Catalogues(ZONE)["vi"]


@pytest.mark.parametrize(
    ("people", "rate", "takes"),
    [
        (100_000, 30.0, "56 phút"),
        (1_000_000, 30.0, "9 giờ 16 phút"),
        (1_000_000, 1000.0, "17 phút"),
        (10, None, "1 giây"),
    ],
)
def test_the_time_it_takes_is_told_at_the_present_rate(people: int, rate: float | None, takes: str) -> None:
    long = content(ends_at=NOW + timedelta(hours=20))
    line = reach_line(people, long, VI, rate=rate, now=NOW)
    assert takes in line
    assert "Hết hiệu lực trước" not in line


def test_an_alert_that_ends_before_all_are_told_says_so_plainly() -> None:
    short = content(ends_at=NOW + timedelta(hours=1))
    line = reach_line(1_000_000, short, VI, rate=30.0, now=NOW)
    assert "Hết hiệu lực trước khi báo xong" in line
    assert "108.000" in line


def test_the_channels_are_told_apart() -> None:
    line = reach_line(1_500, content(), VI, rate=30.0, now=NOW, channels={"telegram": 1_500})
    assert "Kênh: Telegram 1.500" in line
