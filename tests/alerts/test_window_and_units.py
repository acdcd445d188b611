"""How long an alert may last, who is told of a request, and what its picture says once it is over."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from domain.alert import Policy, draft
from domain.alert_content import check_window
from domain.refused import Refused
from domain.role import Grant, Person, Role
from tests.alerts.conftest import NOW
from tests.alerts.test_cap import TABLES, WORDS, alert
from texts.card_picture import draw as drawn
from texts.posters import poster_of

LAN = Person(
    id=1,
    chat=1,
    language="vi",
    registered=False,
    area=None,
    grants=(Grant(id=1, role=Role.APPROVER, unit="UBND tỉnh", label="lan_pheduyet"),),
)


def test_thirty_days_are_the_most() -> None:
    check_window(NOW, NOW + timedelta(days=30), now=NOW)
    with pytest.raises(Refused, match=r"alert\.too_long"):
        check_window(NOW, NOW + timedelta(days=30, minutes=1), now=NOW)


def test_an_end_is_after_its_start_and_ahead() -> None:
    with pytest.raises(Refused, match=r"alert\.ends_before_it_starts"):
        check_window(NOW, NOW, now=NOW)
    with pytest.raises(Refused, match=r"alert\.ends_in_the_past"):
        check_window(NOW - timedelta(hours=2), NOW - timedelta(hours=1), now=NOW)


def test_the_unit_and_those_above_are_told_of_a_request() -> None:
    waiting = draft(1, "CB-7K3F-92", alert().content, LAN, now=NOW)
    policy = Policy(head_units=frozenset({"Ban Chỉ huy"}))
    assert policy.concerns("UBND tỉnh", waiting)
    assert policy.concerns("Ban Chỉ huy", waiting)
    assert not policy.concerns("Sở Xây dựng", waiting)
    assert Policy().concerns("Sở Xây dựng", waiting)


def test_the_picture_bears_the_facts_and_the_stamp_once_it_is_over() -> None:
    link = "https://t.me/bot1022?start=CB-7K3F-92"
    standing = poster_of(alert(), WORDS["vi"], TABLES, link=link, now=NOW)
    over = poster_of(alert(), WORDS["vi"], TABLES, link=link, now=NOW + timedelta(days=1))
    assert (standing.over, over.over) == ("", "HẾT HIỆU LỰC")
    assert (standing.headline, standing.level) == ("CẢNH BÁO MƯA LỚN", "Cấp 3 – rủi ro lớn")
    assert "Xã Tân Biên" in standing.area
    assert "09:00, thứ Tư 18/11/2026" in standing.window
    assert "CB-7K3F-92" in standing.check


def test_the_stamp_is_drawn() -> None:

    pictures = [
        Image.open(BytesIO(drawn(poster_of(alert(), WORDS["vi"], TABLES, link="https://t.me/x", now=at))))
        for at in (NOW, NOW + timedelta(days=1))
    ]
    assert all(picture.size == (1080, 1350) for picture in pictures)
    assert ImageChops.difference(*(picture.convert("RGB") for picture in pictures)).getbbox() is not None
