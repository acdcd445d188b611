"""What an approver reads before approving: how many people, how long it takes, and whether it ends first."""

from datetime import timedelta

import pytest

from bot.settings.province import ProvinceSection
from bot.tables import read_province
from handlers.house import House
from tests.alerts.conftest import NOW, ZONE, content
from texts.reach import reach_line
from texts.words import Catalogues

CATALOGUES = Catalogues(ZONE)
PROVINCE = read_province(ProvinceSection())
VI = CATALOGUES["vi"]


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
    line = reach_line(1_500, content(), VI, rate=30.0, now=NOW, channels={"Telegram": 1_500})
    assert "Kênh: Telegram 1.500" in line


def test_what_it_may_cost_is_told_where_it_costs() -> None:
    house = House(province=PROVINCE, catalogues=CATALOGUES, issuer="1022", prices={"zalo_oa": 200})
    paid = house.reach(30, content(), VI, channels={"telegram": 20, "zalo_oa": 10}, now=NOW)
    free = house.reach(20, content(), VI, channels={"telegram": 20}, now=NOW)
    assert "Chi phí: nhiều nhất 2.000 đồng" in paid
    assert "Chi phí" not in free


def test_the_slowest_channel_says_how_long_it_takes() -> None:
    house = House(province=PROVINCE, catalogues=CATALOGUES, issuer="1022", rate=30.0, rates={"zalo_bot": 10.0})
    line = house.reach(3_000, content(), VI, channels={"telegram": 1_800, "zalo_bot": 1_200}, now=NOW)
    assert "2 phút" in line
