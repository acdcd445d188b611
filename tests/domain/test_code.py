"""A code copied by hand comes back whole, or its slip is noticed."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.code import CODES, SIGNS, make_code, read_code
from domain.refused import Refused

codes = st.integers(0, CODES - 1).map(lambda entropy: make_code("TN", entropy))


def key_of(text: str) -> str:
    try:
        read_code(text, prefixes={"TN"})
    except Refused as no:
        return no.key
    return "read"


def test_a_code_has_the_form_that_people_know() -> None:
    code = make_code("TN", 12_345_678)
    assert code[:3] == "TN-"
    assert code[7] == "-"
    assert len(code) == 10
    assert len(SIGNS) == 31
    assert not set("01ILO") & set(SIGNS)


@given(codes)
def test_every_single_wrong_sign_and_every_swap_is_noticed(code: str) -> None:
    signs = code[3:].replace("-", "")
    for at in range(6):
        wrong = [signs[:at] + sign + signs[at + 1 :] for sign in SIGNS if sign != signs[at]]
        assert {key_of("TN" + one) for one in wrong} == {"code.mistyped"}
    for a, b in combinations(range(6), 2):
        swapped = list(signs)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        assert key_of("TN" + "".join(swapped)) == ("read" if signs[a] == signs[b] else "code.mistyped")


@given(codes)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    bare = code.replace("-", "")
    for typed in (
        code,
        bare,
        bare.lower(),
        f" {code.lower()} ",
        code.replace("-", " "),
        code.replace("-", "–"),
        " ".join(bare),
    ):
        assert read_code(typed, prefixes={"TN", "CB"}) == code


def test_the_prefix_may_be_left_out_only_where_there_is_one() -> None:
    code = make_code("TN", 7)
    assert read_code(code[3:], prefixes=["TN"]) == code
    with pytest.raises(Refused, match=r"code\.unreadable"):
        read_code(code[3:], prefixes=["TN", "CB"])


def test_different_entropy_gives_different_codes() -> None:
    drawn = Random(1022).sample(range(CODES), 20_000)
    assert len({make_code("TN", entropy) for entropy in drawn}) == 20_000


@pytest.mark.parametrize(
    "typed", ["", "TN", "TN-", "TN-7K3F-9", "TN-7K3F-922", "TN-7K3O-92", "TN-7K1F-92", "XX-2222-22", "ẤẤẤẤẤẤ"]
)
def test_what_is_no_code_is_unreadable(typed: str) -> None:
    assert key_of(typed) == "code.unreadable"


@given(st.one_of(st.text(), st.text(SIGNS + "01 -tn"), st.text(min_size=1).map(lambda text: (text * 10_000)[:10_000])))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    assert key_of(text) in {"read", "code.unreadable", "code.mistyped"}


@pytest.mark.parametrize("prefix", ["", "tn", "T1", "T-N"])
def test_a_prefix_is_letters(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        make_code(prefix, 1)
