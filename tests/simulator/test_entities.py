"""HTML and MarkdownV2 come out as TDLib's parsers make them, and go wrong in the same words."""

from typing import Any

import pytest

from simulator.entities import found_alone, message_text
from simulator.refusals import Refusal


def shown(source: str, mode: str) -> tuple[str, list[tuple[Any, ...]]]:
    text, entities = message_text(source, mode, None)
    return text, [tuple(entity.values()) for entity in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>Nước</b> lên", "Nước lên", [("bold", 0, 4)]),
        ("😀<i>x</i>", "😀x", [("italic", 2, 1)]),
        ("a &lt;b&gt; &amp; &quot;c&quot; &ge;", 'a <b> & "c" &ge;', []),
        ("&#48;&#x1F600;<u>x</u>", "0😀x", [("underline", 3, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        (
            '<a href="http://vnexpress.net/x?a=1&amp;b=2">a</a>',
            "a",
            [("text_link", 0, 1, "http://vnexpress.net/x?a=1&b=2")],
        ),
        ('<a href="tg://user?id=5">a</a>', "a", [("text_mention", 0, 1, {"id": 5})]),
        ("<a href='nothing'>a</a>", "a", []),
        ("<pre>a</pre>", "a", [("pre", 0, 1)]),
        ('<pre><code class="language-py">a</code></pre>', "a", [("pre", 0, 1, "py")]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<tg-time unix="1800000000" format="r">x</tg-time>', "x", [("date_time", 0, 1, 1800000000, "r")]),
        (
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            "👍",
            [("custom_emoji", 0, 2, "5368324170671202286")],
        ),
        ("  <b> a </b>  ", "a", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<B>a</B>", "a", [("bold", 0, 1)]),
    ],
)
def test_html_is_parsed(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    assert shown(source, "HTML") == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("mưa <50", "Unclosed start tag at byte offset 5"),
        ("mưa < 50", 'Unsupported start tag "" at byte offset 5'),
        ("a <x> b", 'Unsupported start tag "x" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a href=x!>", "Unexpected end of name token at byte offset 8"),
        ("<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_with_the_byte(source: str, complaint: str) -> None:
    with pytest.raises(Refusal) as refused:
        message_text(source, "HTML", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        (
            "*a* _b_ __c__ ~d~",
            "a b c d",
            [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1)],
        ),
        ("||a||", "a", [("spoiler", 0, 1)]),
        (r"1\.5 \*", "1.5 *", []),
        ("`a.b`", "a.b", [("code", 0, 3)]),
        ("```py\nx = 1\n```", "x = 1", [("pre", 0, 5, "py")]),
        ("[a](http://x.vn/\\))", "a", [("text_link", 0, 1, "http://x.vn/)")]),
        ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
        (">a||", "a", [("expandable_blockquote", 0, 1)]),
        ("😀*a*", "😀a", [("bold", 2, 1)]),
        ("![👍](tg://emoji?id=53)", "👍", [("custom_emoji", 0, 2, "53")]),
    ],
)
def test_markdown_v2_is_parsed(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    assert shown(source, "MarkdownV2") == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("3.5 m", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("ế*a", "Can't find end of Bold entity at byte offset 3"),
        ("_a", "Can't find end of Italic entity at byte offset 0"),
        ("[a](x", "Can't find end of a URL at byte offset 4"),
        ("a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
    ],
)
def test_broken_markdown_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(Refusal) as refused:
        message_text(source, "MarkdownV2", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_old_markdown_is_parsed() -> None:
    assert shown("*a* `b` [c](http://x.vn) \\_", "Markdown") == (
        "a b c _",
        [("bold", 0, 1), ("code", 2, 1), ("text_link", 4, 1, "http://x.vn/")],
    )


def test_links_commands_mentions_and_hashtags_are_found_alone() -> None:
    text = "/xem@bot1_bot https://tayninh.gov.vn/a, @lanh_dao #mưa_lớn a@b.vn 😀 /huy"
    found = [(entity["type"], entity["offset"], entity["length"]) for entity in found_alone(text)]
    assert sorted(found, key=lambda entity: entity[1]) == [
        ("bot_command", 0, 13),
        ("url", 14, 24),
        ("mention", 40, 9),
        ("hashtag", 50, 8),
        ("email", 59, 6),
        ("bot_command", 69, 4),
    ]


def test_entities_that_a_bot_gives_itself_are_kept_within_the_text() -> None:
    given = [{"type": "bold", "offset": 1, "length": 99}, {"type": "bold", "offset": 50, "length": 1}]
    assert message_text("abc", "", given)[1] == [{"type": "bold", "offset": 1, "length": 2}]
