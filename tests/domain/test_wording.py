"""Text is made fit to keep, to compare and to measure."""

import unicodedata
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.wording import alphabetical, ascii_digits, clean, fold, seen, shorten, spelled, utf16, words

FAMILY = "👩\u200d👩\u200d👧"
LETTERS = [*"ab đĐếOà19#", " ", "\t", "\n", "\r", "\r\n", "\u2028", "\xa0", "\u0301", "\u0323", "\u0338", "\u0345"]
UNSEEN = ["\u200b", "\u200d", "\ufe0f", "\u202e", "\ud800", "\x00", "\u115f", "\u037a"]
PICTURES = ["↔", "⚠", "👩", "👧", "🏽", "\u20e3"]
tricky = st.lists(st.sampled_from([*LETTERS, *UNSEEN, *PICTURES]), max_size=40).map("".join)
anything = st.one_of(st.text(), tricky)
TOWERS = [
    "\u0323\u0301" * 5_000,
    "👩\u200d" * 5_000,
    "\n \n" * 3_333,
    "ấ" * 10_000,
    "\ufdfa" * 10_000,
    "\u200d" * 10_000,
]


@given(anything)
@example("👧\u200d↔\ufe0f\u200d\u0338")
@example("x\ufe0f\u200d👧")
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(anything)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(anything)
def test_what_is_clean_can_be_stored_and_hides_nothing(text: str) -> None:
    kept = clean(text)
    kept.encode("utf-8")
    assert unicodedata.is_normalized("NFC", kept)
    assert not {unicodedata.category(c) for c in kept if c not in "\n\u200d"} & {"Cc", "Cf", "Cs"}
    assert "\n\n\n" not in kept
    assert "  " not in kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Cây   đổ \r\n\r\n\r\n\r\nở   ấp 3\t!  ", "Cây đổ\n\nở ấp 3 !"),
        ("Vie\u0323\u0302t Nam", "Việt Nam"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("Tân\u200b Châu\ufeff", "Tân Châu"),
        (f"Nhà tôi {FAMILY} ❤\ufe0f 1\ufe0f\u20e3", f"Nhà tôi {FAMILY} ❤\ufe0f 1\ufe0f\u20e3"),
        ("a\u200db\ufe0f", "ab"),
        ("\u3164\u115f\u2800", ""),
        ("hỏng\ud800 rồi", "hỏng rồi"),
    ],
)
def test_what_cannot_be_seen_is_cut_and_emoji_stay_whole(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize("typed", ["đồng ý", "DONG Y", "Đồng  Ý", "dong y", "\u0111o\u0302\u0300ng y\u0301"])
def test_a_word_typed_in_any_way_folds_to_one(typed: str) -> None:
    assert fold(typed) == "dong y"


def test_a_tone_on_either_vowel_is_one_spelling_but_two_tones_are_two() -> None:
    assert spelled("Nhơn Hoà") == spelled("nhơn hòa")
    assert spelled("Tân Thành") != spelled("Tân Thạnh")
    assert spelled("Tân Ân") != spelled("Tân An")


def test_punctuation_parts_words_and_marks_do_not() -> None:
    assert words("ấp 3, xã Tho\u0302\u0301i-Lai!") == ("ấp", "3", "xã", "Thối", "Lai")


@given(st.text())
def test_length_is_counted_as_telegram_counts_it(text: str) -> None:
    assert utf16(text) == sum(2 if ord(c) > 0xFFFF else 1 for c in text)


def test_digits_of_every_script_become_ours_and_other_letters_stay() -> None:
    assert ascii_digits("０９ ٠٩ ۱۲ ១២ x² 五") == "09 09 12 12 x² 五"


@given(anything.map(clean), st.integers(0, 50))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text: str, most: int) -> None:
    short = shorten(text, most)
    assert utf16(short) <= most
    assert short == text or most == 0 or short.endswith("…")


def test_shortening_parts_words_and_never_an_emoji() -> None:
    assert shorten("Xin chào các bạn gần xa", 20) == "Xin chào các bạn…"
    assert [shorten(f"ab{FAMILY}xyz", most) for most in (3, 6, 9, 10)] == ["ab…"] * 4
    assert shorten(f"ab{FAMILY}xyz", 11) == f"ab{FAMILY}…"


def test_what_was_seen_is_short_enough_to_say_back() -> None:
    assert seen("  31/2\u200b ") == "31/2"
    assert utf16(seen("rất dài " * 2_000)) <= 60


def test_names_stand_in_the_order_of_vietnamese_dictionaries() -> None:
    ordered = ["Bến Cầu", "Cần Đước", "Dương Minh Châu", "Đức Hòa", "Tân An", "Tân Ân", "Tân Thành", "Tân Thạnh"]
    assert sorted(set(ordered), key=alphabetical) == ordered
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=alphabetical) == ["ma", "mà", "mả", "mã", "má", "mạ"]


@pytest.mark.parametrize("tower", TOWERS, ids=lambda tower: ascii(tower[:2]))
@pytest.mark.parametrize("read", [clean, fold, spelled, words, utf16, ascii_digits, seen, alphabetical])
def test_no_text_of_ten_thousand_letters_keeps_us_busy(read, tower: str) -> None:
    began = process_time()
    read(tower)
    assert process_time() - began < 0.5
