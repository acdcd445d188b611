"""A text of any length can be sent: nothing of it is lost, and every piece is good HTML that Telegram takes."""

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.length import length, pieces
from simulator.entities import message_text


def bare(text: str) -> str:
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


WORDS = st.text(st.sampled_from("aăđ😀\u0301 .\n"), max_size=30).map(html.escape) | st.just("x" * 700)
TEXTS = st.recursive(
    WORDS,
    lambda inner: st.lists(
        inner
        | st.tuples(st.sampled_from(["b", "i", "blockquote", "code"]), inner).map(lambda t: f"<{t[0]}>{t[1]}</{t[0]}>")
        | inner.map(lambda words: f'<a href="https://1022.vn/?a=1">{words}</a>'),
        max_size=6,
    ).map("".join),
    max_leaves=40,
)


@given(text=TEXTS, most=st.integers(400, 900))
@settings(deadline=None)
def test_pieces_fit_are_good_html_and_lose_nothing(text: str, most: int) -> None:
    cut = pieces(text, most)
    assert all(length(piece) <= most for piece in cut)
    assert "".join(bare(piece) for piece in cut) == bare(text)
    for piece in cut:
        if bare(piece):
            message_text(piece, "HTML", None)


def test_a_text_that_fits_is_left_alone() -> None:
    assert pieces("<b>" + "&lt;" * 4096 + "</b>", 4096) == ["<b>" + "&lt;" * 4096 + "</b>"]


def test_a_cut_comes_after_a_line_if_there_is_one() -> None:
    assert pieces("một hai\nba bốn\nnăm", 10) == ["một hai", "ba bốn\nnăm"]


def test_a_line_that_is_too_long_is_cut_after_a_sentence() -> None:
    assert pieces("Nước lên nhanh. <b>Hãy rời nhà ngay!</b> Gọi 112.", 34) == [
        "Nước lên nhanh. <b>Hãy rời nhà ngay!</b>",
        "Gọi 112.",
    ]
    assert pieces("Nước lên nhanh. Hãy rời nhà ngay. Gọi 112.", 30) == [
        "Nước lên nhanh.",
        "Hãy rời nhà ngay. Gọi 112.",
    ]


def test_a_long_line_is_cut_between_words_and_a_long_word_somewhere() -> None:
    assert pieces("một hai ba", 8) == ["một hai", "ba"]
    assert [len(piece) for piece in pieces("x" * 5000, 4096)] == [4000, 1000]


def test_a_link_that_is_cut_leads_to_the_same_place() -> None:
    first, second = pieces('<a href="https://1022.vn/">một\nhai</a>', 4)
    assert (first, second) == ('<a href="https://1022.vn/">một</a>', '<a href="https://1022.vn/">hai</a>')


def test_a_surrogate_pair_counts_two() -> None:
    assert length("😀<b>a</b>&amp;") == 4
