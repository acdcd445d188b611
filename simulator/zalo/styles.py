"""Zalo's markup into what is read and how it looks: `(text, styles)`, offsets in UTF-16 units.

A style is `{"start", "len", "st": […]}`: `b`, `i`, `u`, `s`, `code`, `quote`, `f_18` (big), `c_rrggbb` (a colour).
Markup that is not closed stands as it was written: Zalo refuses none of it.
"""

import re
from html.parser import HTMLParser

from simulator.shapes import Json
from simulator.utf16 import length

COLOURS = {"red": "c_db342e", "orange": "c_f27806", "yellow": "c_f7b503", "green": "c_15a85f"}
BRACES = {"big": "f_18", "underline": "u"} | COLOURS
MARKS = {"**": "b", "~~": "s", "*": "i", "`": "code"}
TAGS = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "s": "s", "del": "s", "code": "code"}
INLINE = re.compile(r"(\*\*|~~|\*|`)(?=\S)(.+?)(?<=\S)\1|\{(" + "|".join(BRACES) + r")\}(.*?)\{/\3\}", re.DOTALL)
LINE = re.compile(r"(#{1,4}|>|[-*])[ \t]+")
STARTS = {"#": ["b", "f_18"], ">": ["quote"]}


class Sheet:
    """What has been read so far."""

    def __init__(self) -> None:
        self.text = ""
        self.styles: list[Json] = []

    def put(self, text: str, worn: list[str]) -> None:
        if text and worn:
            self.styles.append({"start": length(self.text), "len": length(text), "st": list(worn)})
        self.text += text

    def read(self, text: str, worn: list[str]) -> None:
        at = 0
        for found in INLINE.finditer(text):
            self.put(text[at : found.start()], worn)
            mark, marked, brace, braced = found.groups()
            if mark == "`":
                self.put(marked, [*worn, "code"])
            else:
                self.read(marked if mark else braced, [*worn, MARKS[mark] if mark else BRACES[brace]])
            at = found.end()
        self.put(text[at:], worn)


def markdown(text: str) -> tuple[str, list[Json]]:
    sheet = Sheet()
    for number, line in enumerate(text.split("\n")):
        sheet.put("\n" if number else "", [])
        found = LINE.match(line)
        start = found[1][0] if found else ""
        sheet.put("• " if start in ("-", "*") and start else "", [])
        sheet.read(line[found.end() :] if found else line, STARTS.get(start, []))
    return sheet.text, sheet.styles


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet()
        self.worn: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.sheet.put("\n", [])
        elif tag in TAGS:
            self.worn.append(TAGS[tag])

    def handle_endtag(self, tag: str) -> None:
        if TAGS.get(tag) in self.worn:
            self.worn.reverse()
            self.worn.remove(TAGS[tag])
            self.worn.reverse()

    def handle_data(self, data: str) -> None:
        self.sheet.put(data, self.worn)


def html(text: str) -> tuple[str, list[Json]]:
    parser = Tags()
    parser.feed(text)
    parser.close()
    return parser.sheet.text, parser.sheet.styles
