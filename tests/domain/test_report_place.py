"""Points out of map links, and what two reports of the same thing have in common."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.likeness import NEAR_METRES, alike, around, cell, likeness, pieces
from domain.map_link import is_link, read_point

SPOT = (11.31234, 106.10567)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.google.com/maps?q=11.31234,106.10567",
        "https://maps.google.com/?ll=11.31234%2C106.10567&z=17",
        "https://www.google.com/maps/@11.31234,106.10567,17z",
        "https://www.google.com/maps/place/Cho/@11.4,106.2,17z/data=!3m1!4b1!4m5!8m2!3d11.31234!4d106.10567",
        "https://www.google.com/maps/search/?api=1&query=11.31234,106.10567",
        "https://www.google.com/maps/search/11.31234,+106.10567",
        "https://maps.apple.com/?ll=11.31234,106.10567",
        "https://www.openstreetmap.org/#map=17/11.31234/106.10567",
        "geo:11.31234,106.10567",
        "11.31234, 106.10567",
        " 11.31234 106.10567 ",
    ],
)
def test_a_point_is_read_from_what_people_paste(text: str) -> None:
    assert read_point(text) == SPOT


@pytest.mark.parametrize("text", ["https://maps.app.goo.gl/AbC123", "Số 12, ấp 3", "12.5 triệu", "", "95.1234, 106.12"])
def test_what_has_no_point_gives_none(text: str) -> None:
    assert read_point(text) is None


def test_a_shortened_link_is_known_as_a_link() -> None:
    assert is_link("https://maps.app.goo.gl/AbC123")
    assert not is_link("ấp 3, xã Tân Biên")


@given(st.text())
def test_no_text_trips_the_reader(text: str) -> None:
    point = read_point(text)
    assert point is None or (abs(point[0]) <= 90 and abs(point[1]) <= 180)


@given(st.floats(10.4, 11.8), st.floats(105.6, 106.8), st.floats(0, 2 * math.pi), st.floats(0, 0.99))
def test_whatever_lies_within_the_distance_is_in_one_of_the_nine_squares(
    lat: float, lon: float, angle: float, part: float
) -> None:
    metres = NEAR_METRES * part
    north = metres * math.cos(angle) / 111_320
    east = metres * math.sin(angle) / (111_320 * math.cos(math.radians(lat)))
    assert cell(lat + north, lon + east) in around(cell(lat, lon))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Đèn đường hư trước chợ Long Hoa", "den duong truoc cho Long Hoa bi hu", True),
        ("Ổ gà lớn trước cổng chợ", "Ổ gà rất lớn ngay trước cổng chợ", True),
        ("Ổ gà lớn trước cổng chợ", "Rác đổ trộm bên kênh", False),
        ("Đèn đường hư ở ấp 3", "Cây ngã chắn đường ở ấp 3", False),
    ],
)
def test_texts_are_alike_by_their_words_and_pairs(one: str, other: str, same: bool) -> None:
    assert alike(pieces(one), pieces(other)) is same


@given(st.text(), st.text())
def test_likeness_is_a_share_and_the_same_either_way(one: str, other: str) -> None:
    mine, theirs = pieces(one), pieces(other)
    assert 0 <= likeness(mine, theirs) == likeness(theirs, mine) <= 1
    assert likeness(mine, mine) in (0, 1)
