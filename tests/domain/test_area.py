"""A commune is found by what people call it, and never guessed."""

from collections import defaultdict
from copy import deepcopy
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.area import Area, Areas
from domain.place_names import own_name
from domain.refused import Refused
from domain.wording import fold

AREAS = 96
WORDS = "tân bình xã p 1 huyện tây ninh thạnh đông"


@pytest.fixture(scope="module")
def heirs(areas: Areas) -> dict[str, set[str]]:
    """The areas that each old name belongs to, by the name without its kind and its marks."""
    named: dict[str, set[str]] = defaultdict(set)
    for area in areas.all:
        for name in area.formerly:
            named[fold(own_name(name))].add(area.code)
    return named


def codes(areas: Areas, text: str) -> set[str]:
    return {match.area.code for match in areas.find(text, most=AREAS)}


def names(areas: Areas, text: str) -> list[str]:
    return [match.area.name for match in areas.find(text)]


def test_the_table_has_the_communes_that_the_province_has(areas: Areas) -> None:
    assert (areas.province, areas.province_code) == ("Tỉnh Tây Ninh", "80")
    assert len(areas.all) == AREAS
    assert sum(area.kind == "phường" for area in areas.all) == 14


def test_every_area_is_found_first_by_its_name_of_today(areas: Areas) -> None:
    for area in areas.all:
        assert areas.find(area.name)[0].area == area
        assert areas.find(own_name(area.name))[0].area == area
        assert area.code in codes(areas, fold(area.name))


def test_all_246_old_names_are_found_with_every_area_they_belong_to(areas: Areas, heirs: dict[str, set[str]]) -> None:
    assert len(heirs) == 246
    for area in areas.all:
        for name in area.formerly:
            for typed in (name, name.upper(), fold(name)):
                assert heirs[fold(own_name(name))] <= codes(areas, typed), typed


def test_the_42_ambiguous_old_names_are_all_offered_at_once(areas: Areas, heirs: dict[str, set[str]]) -> None:
    ambiguous = {name: heirs for name, heirs in heirs.items() if len(heirs) > 1}
    assert len(ambiguous) == 42
    for name, expected in ambiguous.items():
        typed = f"phường {name}" if name.isdigit() else name
        assert expected <= {match.area.code for match in areas.find(typed)}


def test_an_old_name_says_which_it_was_and_in_what_district(areas: Areas) -> None:
    match = areas.find("xã Tân Bình Tân Biên")[0]
    assert (match.area.name, match.formerly, match.district) == ("Xã Tân Biên", "Xã Tân Bình", "Huyện Tân Biên")


@pytest.mark.parametrize(("typed", "other"), [("Tân Thành", "Xã Tân Thạnh"), ("Tân Thạnh", "Xã Tân Thành")])
def test_names_that_fold_alike_are_both_offered_the_exact_mark_first(areas: Areas, typed: str, other: str) -> None:
    assert names(areas, typed)[:2] == [f"Xã {typed}", other]
    assert areas.find(typed)[0].district != areas.find(typed)[1].district


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tan binh tan bien", ["Xã Tân Biên"]),
        ("huyện Tân Biên, xã Tân Bình", ["Xã Tân Biên"]),
        ("Ấp 3, xã Tân Đông, huyện Tân Châu, tỉnh Tây Ninh", ["Xã Tân Đông"]),
        ("p1", ["Phường Tân Ninh", "Phường Long An", "Phường Kiến Tường"]),
        ("Phường 1 thị xã Kiến Tường", ["Phường Kiến Tường"]),
        ("P.1 Tây Ninh", ["Phường Tân Ninh"]),
        ("F1 Tân An", ["Phường Long An"]),
        ("x. tan dong tan chau", ["Xã Tân Đông"]),
        ("TT Tân Biên", ["Xã Tân Biên"]),
        ("nhơn hoà", ["Xã Nhơn Hòa Lập"]),
        ("Bình Minh Tân Biên", ["Phường Bình Minh"]),
        ("binh trinh", ["Xã Tân Trụ"]),
        ("trinh dong", ["Xã Tân Trụ"]),
        ("Tây Ninh", ["Phường Bình Minh", "Phường Ninh Thạnh", "Phường Tân Ninh"]),
        ("huyện Bến Cầu", ["Xã Bến Cầu", "Xã Long Chữ", "Xã Long Thuận"]),
        ("12 ấp 1 xã Hảo Đước", ["Xã Hảo Đước"]),
    ],
)
def test_people_find_their_area_by_what_they_call_it(areas: Areas, typed: str, found: list[str]) -> None:
    assert sorted(names(areas, typed)) == sorted(found)


def test_a_full_name_hides_looser_readings(areas: Areas) -> None:
    assert names(areas, "Mỹ Thạnh") == ["Xã Mỹ Thạnh"]
    assert "Xã Đông Thành" in names(areas, "Mỹ Thạnh T")


@pytest.mark.parametrize("typed", ["", "  ", "1", "12", "xã", "Cà Mau", "quận 5", "0912345678", "/start", "🌧"])
def test_what_names_no_area_finds_none(areas: Areas, typed: str) -> None:
    assert areas.find(typed) == ()


def test_candidates_are_few_and_each_area_is_one(areas: Areas) -> None:
    found = areas.find("tân")
    assert len(found) == 8
    assert len({match.area.code for match in found}) == 8
    assert len(areas.find("tân", most=3)) == 3


def test_an_unknown_code_is_refused(areas: Areas) -> None:
    assert areas.get("25459").name == "Phường Tân Ninh"
    with pytest.raises(Refused, match=r"area\.unknown"):
        areas.get("00000")


def test_a_point_is_nearest_to_the_area_it_stands_in(areas: Areas) -> None:
    for area in areas.all:
        near = areas.nearest(area.lat, area.lon)
        assert near[0].area == area
        assert near[0].km == 0
        assert near[0].km < near[1].km <= near[2].km


def test_a_degree_of_latitude_is_111_kilometres(areas: Areas) -> None:
    southernmost = min(areas.all, key=lambda area: area.lat)
    near = areas.nearest(southernmost.lat - 1, southernmost.lon, most=AREAS)
    assert next(one.km for one in near if one.area == southernmost) == pytest.approx(111.195, abs=0.01)


@pytest.mark.parametrize(("lat", "lon"), [(21.03, 105.85), (11.55, 104.92), (0, 0), (-90, 180)])
def test_a_pin_far_away_is_not_in_the_province(areas: Areas, lat: float, lon: float) -> None:
    assert not areas.contains(lat, lon)
    assert areas.contains(11.31, 106.10)


def test_districts_stand_in_the_order_of_the_alphabet_with_all_their_areas(areas: Areas) -> None:
    districts = areas.districts()
    assert list(districts)[:5] == [
        "Huyện Bến Cầu",
        "Huyện Bến Lức",
        "Huyện Cần Đước",
        "Huyện Cần Giuộc",
        "Huyện Châu Thành",
    ]
    assert len(districts) == 23
    assert {code for codes in districts.values() for code in codes} == {area.code for area in areas.all}
    assert [areas.get(code).name for code in districts["Thị xã Hòa Thành"]] == [
        *("Phường Hòa Thành", "Phường Long Hoa", "Phường Thanh Điền")
    ]


@pytest.mark.parametrize(
    ("break_it", "complaint"),
    [
        (lambda table: table.pop("units"), "units: a list"),
        (lambda table: table.update(units=[]), "units: empty"),
        (lambda table: table.update(units=[7]), r"units\[0\]: a table"),
        (lambda table: table["province"].pop("name"), r"province\.name: a text"),
        (lambda table: table["units"][3].update(lat=911), r"units\[3\]\.lat: degrees"),
        (lambda table: table["units"][3].update(lon="106"), r"units\[3\]\.lon: degrees"),
        (lambda table: table["units"][3].update(name=" "), r"units\[3\]\.name: a text"),
        (lambda table: table["units"][3].update(formerly=["Xã Phan", 5]), r"units\[3\]\.formerly\[1\]: a text"),
        (lambda table: table["units"][3].update(code="25459"), r"units\[3\]\.code: 25459 is there twice"),
    ],
)
def test_a_wrong_table_is_refused_with_the_place_that_is_wrong(
    table: dict[str, object], break_it, complaint: str
) -> None:
    broken = deepcopy(table)
    break_it(broken)
    with pytest.raises(ValueError, match=complaint):
        Areas.read(broken)


def test_an_area_without_a_past_is_shown_without_a_district() -> None:
    new = Area(code="1", name="Xã Mới", kind="xã", lat=11, lon=106, formerly=(), former_districts=())
    assert Areas(province="Tỉnh Thử", province_code="0", areas=(new,)).find("mới")[0].district is None


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split())).map(" ".join)))
def test_no_text_breaks_the_search(areas: Areas, text: str) -> None:
    assert len(areas.find(text)) <= 8


@pytest.mark.parametrize("text", ["tân bình " * 1_250, "x" * 10_000, "p1 " * 3_333, "\u0301" * 10_000])
def test_the_search_is_quick(areas: Areas, text: str) -> None:
    began = process_time()
    areas.find(text)
    assert process_time() - began < 0.5
