"""A mobile number typed in any way is one number; anything else is refused with its reason."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phone import mask_phone, parse_phone, show_phone
from domain.refused import Refused

mobiles = st.from_regex(r"\+84[35789][0-9]{8}", fullmatch=True)
RENEWED = {
    **{"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083", "0124": "084"},
    **{"0125": "085", "0127": "081", "0129": "082", "0162": "032", "0163": "033", "0164": "034", "0165": "035"},
    **{"0166": "036", "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059"},
}


@pytest.mark.parametrize(
    "typed",
    [
        *("0912 345 678", "912345678", "+84 912.345.678", "84912345678", "0084912345678", "(+84) 0912345678"),
        *("０９１２３４５６７８", "＋84912345678", "٠٩١٢٣٤٥٦٧٨", "84 0912 345 678", "+0912345678"),
        *("ĐT: 0912-345-678 (Zalo)", "số của tôi là 0912345678 ạ", "  0912\u200b345678\n"),
    ],
)
def test_one_number_is_read_from_every_way_of_typing_it(typed: str) -> None:
    assert parse_phone(typed) == "+84912345678"


def test_a_number_that_begins_like_the_country_code_keeps_its_beginning() -> None:
    assert parse_phone("842345678") == "+84842345678"


def test_wintel_numbers_which_the_library_calls_invalid_are_taken() -> None:
    assert parse_phone("0551234567") == "+84551234567"


@pytest.mark.parametrize(("old", "new"), RENEWED.items())
def test_an_old_eleven_digit_number_is_offered_its_new_form_and_not_taken(old: str, new: str) -> None:
    for typed in (f"{old}1234567", f"+84 {old[1:]} 123 4567", f"84{old[1:]}1234567", f"(+84) {old}1234567"):
        with pytest.raises(Refused) as no:
            parse_phone(typed)
        assert no.value.key == "phone.old_eleven"
        assert no.value.facts == {"seen": typed, "new": f"{new}1 234 567"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        *(("0276 3822233", "phone.landline"), ("02438251234", "phone.landline"), ("+84 276 3822233", "phone.landline")),
        *(
            ("+855 12 345 678", "phone.foreign"),
            ("0014155550123", "phone.foreign"),
            ("+1 415 555 0123", "phone.foreign"),
        ),
        *(("", "phone.unreadable"), ("1022", "phone.unreadable"), ("0912 345 67", "phone.unreadable")),
        *(("0912345678 hoặc 0987654321", "phone.unreadable"), ("0912345678/0987654321", "phone.unreadable")),
        *(("5 người 091234567", "phone.unreadable"), ("0612345678", "phone.unreadable"), ("+84", "phone.unreadable")),
        *(("01701234567", "phone.unreadable"), ("09123456789", "phone.unreadable"), ("0" * 300, "phone.unreadable")),
    ],
)
def test_what_takes_no_sms_from_us_is_refused_with_its_reason(typed: str, key: str) -> None:
    with pytest.raises(Refused) as no:
        parse_phone(typed)
    assert no.value.key == key
    assert "seen" in no.value.facts


@given(mobiles)
def test_what_is_shown_is_read_back(number: str) -> None:
    assert parse_phone(show_phone(number)) == number
    assert parse_phone(number) == number


def test_a_number_is_shown_as_people_write_it_and_masked_for_others() -> None:
    assert show_phone("+84912345678") == "0912 345 678"
    assert mask_phone("+84912345678") == "0912***678"


@given(mobiles)
def test_a_mask_hides_three_digits(number: str) -> None:
    assert len(mask_phone(number).replace("***", "")) == 7


@given(
    st.one_of(st.text(), st.text("0123456789 +().-oO"), st.text(min_size=1).map(lambda text: (text * 10_000)[:10_000]))
)
def test_no_text_does_more_than_be_refused(text: str) -> None:
    refused_or_read(parse_phone, text)


def refused_or_read(parse: Callable[[str], str], text: str) -> None:
    try:
        assert parse(text)
    except Refused as no:
        assert len(str(no.facts["seen"])) <= 60
