"""Quiet hours, as people type them."""

import pytest

from domain.quiet import parse_quiet
from domain.refused import Refused


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("21h đến 6h", (1260, 360)),
        ("từ 22:30 tới 5 giờ 15", (1350, 315)),
        ("21-6", (1260, 360)),
        ("21:00 to 6:00", (1260, 360)),
        ("9g–17g", (540, 1020)),
        ("22h đến 24h", (1320, 0)),
    ],
)
def test_a_span_is_read_in_every_way_that_it_is_typed(typed: str, hours: tuple[int, int]) -> None:
    assert parse_quiet(typed) == hours


@pytest.mark.parametrize("typed", ["", "tối", "25h đến 6h", "21h đến 21h", "21:60-6", "1" * 50])
def test_what_is_no_span_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"quiet\.unreadable"):
        parse_quiet(typed)
