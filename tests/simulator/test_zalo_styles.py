"""Zalo's markup as a phone shows it: what is read, and which part of it looks how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.server import Simulator
from simulator.utf16 import cut, length
from simulator.zalo.styles import html, markdown
from tests.simulator.zalo import ZaloApi


@pytest.mark.parametrize(
    ("written", "read", "worn"),
    [
        ("**đậm**", "đậm", {"đậm": ["b"]}),
        ("*nghiêng* ~~bỏ~~ `mã`", "nghiêng bỏ mã", {"nghiêng": ["i"], "bỏ": ["s"], "mã": ["code"]}),
        ("{red}khẩn cấp{/red}", "khẩn cấp", {"khẩn cấp": ["c_db342e"]}),
        ("{big}**to**{/big}", "to", {"to": ["f_18", "b"]}),
        ("{underline}gạch{/underline}", "gạch", {"gạch": ["u"]}),
        ("## Đầu đề\nthân", "Đầu đề\nthân", {"Đầu đề": ["b", "f_18"]}),
        ("> trích", "trích", {"trích": ["quote"]}),
        ("- một\n- hai", "• một\n• hai", {}),
        ("1. một\n2. hai", "1. một\n2. hai", {}),
        ("😀 **sau**", "😀 sau", {"sau": ["b"]}),
        ("`**không**`", "**không**", {"**không**": ["code"]}),
        ("**chưa đóng", "**chưa đóng", {}),
        ("2 * 3 * 4", "2 * 3 * 4", {}),
        ("[liên kết](https://vi.example)", "[liên kết](https://vi.example)", {}),
    ],
)
def test_markdown_is_read_as_zalo_reads_it(written: str, read: str, worn: dict[str, list[str]]) -> None:
    text, styles = markdown(written)
    assert text == read
    assert {cut(text, style["start"], style["len"]): style["st"] for style in styles} == worn


def test_html_is_read_too() -> None:
    assert html("<b>đậm</b> &amp; <i>nghiêng</i><br>hết") == (
        "đậm & nghiêng\nhết",
        [{"start": 0, "len": 3, "st": ["b"]}, {"start": 6, "len": 7, "st": ["i"]}],
    )


@given(st.text(alphabet="*~`#>-{}/redbig \nộ😀", max_size=60))
def test_no_text_breaks_the_reader_and_every_style_lies_within(written: str) -> None:
    text, styles = markdown(written)
    assert all(style["start"] >= 0 and style["start"] + style["len"] <= length(text) for style in styles)


async def test_styles_named_by_the_bot_reach_the_phone(sim: Simulator, zalo: ZaloApi) -> None:
    hoa = sim.zalo_person(name="Hoa")
    await hoa.says("alo")
    styles = [{"start": 0, "len": 3, "st": ["b", "c_db342e"]}]
    await zalo("sendMessage", chat_id=hoa.id, text="Lũ lớn", text_styles=styles)
    assert (await hoa.hears("Lũ lớn")).styles == styles
