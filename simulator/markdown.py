"""MarkdownV2 and the old Markdown of the Bot API, read as TDLib reads them, with its complaints and byte offsets."""

import re
from dataclasses import dataclass

from simulator import utf16
from simulator.html import broken, link
from simulator.refusals import Refusal
from simulator.shapes import Json

RESERVED = "_*[]()~`>#+-=|{}.!\n"
IN_CODE = {"code", "pre"}
ENTITY_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
CLOSES = {
    "bold": "*",
    "underline": "__",
    "strikethrough": "~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
    "text_link": "]",
    "custom_emoji": "]",
}


@dataclass(slots=True)
class Open:
    kind: str
    offset: int
    at_byte: int
    begins: int
    language: str = ""
    expandable: bool = False


def parse_markdown_v2(source: str) -> tuple[str, list[Json]]:
    return Reader(source).read()


class Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.offset = 0
        self.open: list[Open] = []
        self.entities: list[Json] = []
        self.quoting = False

    def read(self) -> tuple[str, list[Json]]:
        while self.at < len(self.source):
            self.step()
        if self.quoting and self.open and self.open[-1].kind == "blockquote":
            self.finish(self.open.pop())
        if self.open:
            raise self.unfinished()
        return "".join(self.text), sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))

    def step(self) -> None:
        letter = self.source[self.at]
        if letter == "\\" and "\0" < self.ahead(1) <= "~":
            self.put(self.source[self.at + 1])
            self.at += 2
        elif letter not in ("`" if self.open and self.open[-1].kind in IN_CODE else RESERVED):
            self.put(letter)
            self.at += 1
        elif self.open and self.ends(letter):
            self.end(letter)
        else:
            self.begin(letter)

    def ahead(self, steps: int) -> str:
        return self.source[self.at + steps : self.at + steps + 1] or "\0"

    def put(self, letter: str) -> None:
        self.text.append(letter)
        self.offset += utf16.length(letter)

    def byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def ends(self, letter: str) -> bool:
        inside = self.open[-1].kind
        if self.quoting and letter == "\n" and self.ahead(1) != ">":
            return True
        if inside == "italic":
            return letter == "_" and self.ahead(1) != "_"
        if inside == "blockquote":
            return self.source.startswith("||", self.at) and self.ahead(2) in "\n\0"
        return self.source.startswith(CLOSES[inside], self.at)

    def begin(self, letter: str) -> None:
        start = self.at
        kind, width, language = self.opening(letter)
        self.at += width
        if kind:
            self.open.append(Open(kind, self.offset, self.byte(start), len(self.text), language))

    def opening(self, letter: str) -> tuple[str, int, str]:
        """What begins here: its kind (empty: nothing does), how many characters open it, and a language."""
        following = self.ahead(1)
        simple = {"*": "bold", "~": "strikethrough", "[": "text_link"}
        if letter in simple:
            return simple[letter], 1, ""
        if letter == "_":
            return ("underline", 2, "") if following == "_" else ("italic", 1, "")
        if letter == "|" and following == "|":
            return "spoiler", 2, ""
        if letter == "!" and following == "[":
            return "custom_emoji", 2, ""
        if letter == "`":
            return self.code_opening()
        if letter == "\n" or (letter == ">" and self.at == 0):
            return self.quote_opening(letter)
        raise reserved(letter)

    def code_opening(self) -> tuple[str, int, str]:
        if not self.source.startswith("```", self.at):
            return "code", 1, ""
        found = re.compile(r"```([^\s`]+(?=\s))?(\r\n|\n\r|\n|\r)?").match(self.source, self.at)
        assert found is not None
        return "pre", found.end() - self.at, found[1] or ""

    def quote_opening(self, letter: str) -> tuple[str, int, str]:
        if letter == "\n":
            self.put("\n")
            if self.ahead(1) != ">":
                return "", 1, ""
            if self.quoting:
                return "", 2, ""
        self.quoting = True
        return "blockquote", 2 if letter == "\n" else 1, ""

    def end(self, letter: str) -> None:
        opened = self.open[-1]
        if opened.kind == "blockquote":
            self.end_quote(letter)
            return
        if letter == "\n":
            raise self.unfinished()
        self.at += 1 if opened.kind == "italic" else len(CLOSES[opened.kind])
        url = self.url(opened) if opened.kind in ("text_link", "custom_emoji") else ""
        self.finish(self.open.pop(), url)

    def end_quote(self, letter: str) -> None:
        opened = self.open.pop()
        self.quoting = False
        if letter == "|":
            opened.expandable = True
            self.at += 2
            letter = self.source[self.at : self.at + 1]
        if letter:
            self.put("\n")
            self.at += 1
        self.finish(opened)

    def url(self, opened: Open) -> str:
        if self.ahead(0) != "(":
            if opened.kind == "custom_emoji":
                raise broken("Custom emoji entity must contain a tg://emoji URL")
            return "".join(self.text[opened.begins :])
        start = self.at + 1
        found = re.compile(r"\(((?:\\[\x01-\x7e]|[^)])*)\)", re.DOTALL).match(self.source, self.at)
        if found is None:
            what = "a URL" if opened.kind == "text_link" else "a custom emoji URL"
            raise broken(f"Can't find end of {what} at byte offset {self.byte(start)}")
        self.at = found.end()
        return re.sub(r"\\([\x01-\x7e])", r"\1", found[1])

    def finish(self, opened: Open, url: str = "") -> None:
        entity = entity_of(opened, url)
        if entity is not None and self.offset > opened.offset:
            self.entities.append({**entity, "offset": opened.offset, "length": self.offset - opened.offset})

    def unfinished(self) -> Refusal:
        opened = self.open[-1]
        name = "PreCode" if opened.language else ENTITY_NAMES[opened.kind]
        return broken(f"Can't find end of {name} entity at byte offset {opened.at_byte}")


def reserved(letter: str) -> Refusal:
    return broken(f"Character '{letter}' is reserved and must be escaped with the preceding '\\'")


def entity_of(opened: Open, url: str) -> Json | None:
    if opened.kind == "text_link":
        return link(url)
    if opened.kind == "custom_emoji":
        return custom_emoji(url)
    if opened.kind == "blockquote" and opened.expandable:
        return {"type": "expandable_blockquote"}
    if opened.language:
        return {"type": "pre", "language": opened.language}
    return {"type": opened.kind}


def custom_emoji(url: str) -> Json:
    emoji = re.fullmatch(r"tg://emoji\?id=(\d+)", url)
    time = re.fullmatch(r"tg://time\?unix=(-?\d+)(?:&format=(\w*))?", url)
    if emoji:
        return {"type": "custom_emoji", "custom_emoji_id": emoji[1]}
    if time:
        written = {"date_time_format": time[2]} if time[2] else {}
        return {"type": "date_time", "unix_time": int(time[1]), **written}
    raise broken("Custom emoji URL must have scheme tg")


OLD_KINDS = {"_": "italic", "*": "bold", "`": "code", "[": "text_link"}


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    """The old Markdown: no nesting, four marks."""
    text: list[str] = []
    entities: list[Json] = []
    at = 0
    while at < len(source):
        letter = source[at]
        if letter == "\\" and source[at + 1 : at + 2] in tuple(OLD_KINDS):
            text.append(source[at + 1])
            at += 2
        elif letter not in OLD_KINDS:
            text.append(letter)
            at += 1
        else:
            at = old_entity(source, at, text, entities)
    return "".join(text), entities


def old_entity(source: str, at: int, text: list[str], entities: list[Json]) -> int:
    """Reads one entity and gives back where the text goes on."""
    letter = source[at]
    opening = re.compile(r"```([^\s`]+(?=\s))?(\r\n|\n\r|\n|\r)?").match(source, at)
    mark = "```" if opening else ("]" if letter == "[" else letter)
    begins = opening.end() if opening else at + 1
    ends = source.find(mark, begins)
    if ends < 0:
        raise broken(f"Can't find end of the entity starting at byte offset {len(source[:at].encode())}")
    covered = source[begins:ends]
    after = ends + len(mark)
    entity: Json | None = {"type": "pre" if opening else OLD_KINDS[letter]}
    if opening and opening[1]:
        entity = {"type": "pre", "language": opening[1]}
    if letter == "[":
        found = re.compile(r"\(([^)]*)\)?").match(source, after)
        entity = link(found[1] if found else covered)
        after = found.end() if found else after
    if entity and covered:
        entities.append({**entity, "offset": utf16.length("".join(text)), "length": utf16.length(covered)})
    text.append(covered)
    return after
