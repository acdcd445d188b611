"""Our markup on Zalo: the words as they are, the styles beside them, nothing that a person wrote changes either."""

import html

from hypothesis import given
from hypothesis import strategies as st

from channels.zalo_markup import TEXT, bare, messages
from domain.wording import utf16

ANYTHING = st.text(st.sampled_from("aă😀 *_~`#->{}red<&."), max_size=60)


def shown(text: str, start: int, length: int) -> str:
    """The stretch that a style covers."""
    units = text.encode("utf-16-le")
    return units[2 * start : 2 * (start + length)].decode("utf-16-le")


def test_styles_stand_beside_the_text() -> None:
    (message,) = messages("😀 <b>Bão &lt;số 9&gt;</b> đang <i>vào</i>")
    assert message.text == "😀 Bão <số 9> đang vào"
    assert [(shown(message.text, each["start"], each["len"]), each["st"]) for each in message.styles] == [  # type: ignore[arg-type]
        ("Bão <số 9>", ["b"]),
        ("vào", ["i"]),
    ]


def test_styles_within_styles_are_both_there() -> None:
    (message,) = messages("<b>một <u>hai</u></b>")
    assert {(each["start"], each["len"], *each["st"]) for each in message.styles} == {(0, 7, "b"), (4, 3, "u")}  # type: ignore[misc]


def test_code_and_quotations_are_words() -> None:
    (message,) = messages("Mã <code>PA-1</code>\n<blockquote expandable>Nước lên</blockquote>")
    assert (message.text, message.styles) == ("Mã PA-1\nNước lên", ())


def test_the_address_of_a_link_stands_behind_its_words() -> None:
    assert bare('<a href="https://1022.vn/?a=1&amp;b=2">bản đồ</a>') == "bản đồ (https://1022.vn/?a=1&b=2)"
    assert bare('<a href="https://1022.vn">https://1022.vn</a>') == "https://1022.vn"


@given(written=ANYTHING)
def test_what_a_person_wrote_is_shown_as_it_is_and_styles_nothing(written: str) -> None:
    (message,) = messages(f"<b>Tên:</b> {html.escape(written, quote=False)}")
    assert message.text == f"Tên: {written}"
    assert message.styles == ({"start": 0, "len": 4, "st": ["b"]},)


def test_a_long_text_is_several_messages_cut_after_a_sentence_each_with_its_styles() -> None:
    sentence = "Nước sông lên rất nhanh ở hạ lưu. "
    cut = messages(f"<b>{sentence * 120}</b>")
    assert len(cut) > 1
    assert all(utf16(each.text) <= TEXT and each.text.endswith(".") for each in cut[:-1])
    assert all(each.styles[0]["st"] == ["b"] for each in cut)
