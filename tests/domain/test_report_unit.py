"""Which unit answers for what, and by which names people mean it."""

from pathlib import Path

import pytest

from bot.settings.province import ProvinceSection
from bot.tables import read_province
from domain.unit import choices, route

PROVINCE = read_province(ProvinceSection(areas=Path("bot/province/areas.json")))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("25486", "25486"),
        ("UBND Xã Tân Biên", "25486"),
        ("xã tân biên", "25486"),
        ("Tan Bien", "25486"),
        ("so_y_te", "so_y_te"),
        ("Sở Y tế", "so_y_te"),
        ("so y te", "so_y_te"),
        ("Tổng đài 1022", "operator"),
        ("UBND tỉnh Tây Ninh", None),
        ("commune", None),
        ("", None),
    ],
)
def test_a_unit_is_found_by_its_code_or_its_name(written: str, code: str | None) -> None:
    assert PROVINCE.units.find(written) == code


def test_every_unit_is_found_by_its_own_name() -> None:
    for code, name in PROVINCE.units.all.items():
        assert PROVINCE.units.find(name) == code


def test_a_report_goes_to_the_commune_to_the_agency_or_to_the_switchboard() -> None:
    fields = PROVINCE.fields
    assert route(fields.get("chieu_sang"), "25486") == "25486"
    assert route(fields.get("dien"), "25486") == "dien_luc"
    assert route(fields.get("khac"), "25486") == "operator"
    assert choices(fields.get("giao_thong"), "25486") == ("25486", "so_xay_dung")
