"""The HTML of the Bot API, read as TDLib's parse_html reads it, with its complaints and their byte offsets."""

import html
import re
from dataclasses import dataclass

from simulator import utf16
from simulator.refusals import Refusal, bad
from simulator.shapes import Json

PLAIN_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
TAGS = {*PLAIN_TAGS, "a", "pre", "code", "blockquote", "tg-emoji", "tg-time"}
NAMED_LETTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
LETTER = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
SPACES = " \t\r\n\0\v"
END = "\0"


@dataclass(slots=True)
class Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    begins: int


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities, in UTF-16 units."""
    return Reader(source).read()


class Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.offset = 0
        self.open: list[Open] = []
        self.entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        while self.at < len(self.source):
            if self.peek() == "<":
                self.tag()
            else:
                self.put(self.letter())
        if self.open:
            raise broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return "".join(self.text), self.entities

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else END

    def byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def put(self, letter: str) -> None:
        self.text.append(letter)
        self.offset += utf16.length(letter)

    def letter(self) -> str:
        """One letter of text; `&lt;` and its like count as one, an unknown name stays as it is written."""
        found = LETTER.match(self.source, self.at) if self.peek() == "&" else None
        letter = named_letter(found) if found else None
        if found is None or letter is None:
            self.at += 1
            return self.source[self.at - 1]
        self.at = found.end()
        return letter

    def tag(self) -> None:
        begins = self.at
        self.at += 1
        if self.peek() == "/":
            self.end_tag(begins)
        else:
            self.start_tag(begins)

    def start_tag(self, begins: int) -> None:
        while self.at < len(self.source) and self.peek() not in SPACES + ">":
            self.at += 1
        if self.at >= len(self.source):
            raise broken(f"Unclosed start tag at byte offset {self.byte(begins)}")
        tag = self.source[begins + 1 : self.at].lower()
        if tag not in TAGS:
            raise broken(f'Unsupported start tag "{tag}" at byte offset {self.byte(begins)}')
        attributes: dict[str, str] = {}
        while self.more_attributes():
            name, value = self.attribute(tag, begins)
            attributes[name] = value
        self.at += 1
        check_attributes(tag, attributes, self.byte(begins))
        self.open.append(Open(tag, attributes, self.offset, len(self.text)))

    def more_attributes(self) -> bool:
        self.skip_spaces()
        return self.peek() != ">"

    def skip_spaces(self) -> None:
        while self.at < len(self.source) and self.peek() in SPACES:
            self.at += 1

    def attribute(self, tag: str, begins: int) -> tuple[str, str]:
        start = self.at
        while self.at < len(self.source) and self.peek() not in SPACES + "=>":
            self.at += 1
        name = self.source[start : self.at].lower()
        if not name and self.at < len(self.source):
            raise broken(f'Empty attribute name in the tag "{tag}" at byte offset {self.byte(begins)}')
        self.skip_spaces()
        if self.at >= len(self.source):
            raise broken(f'Unclosed start tag "{tag}" at byte offset {self.byte(begins)}')
        if self.peek() != "=":
            return name, ""
        self.at += 1
        self.skip_spaces()
        if self.at >= len(self.source):
            raise broken(f'Unclosed start tag "{tag}" at byte offset {self.byte(begins)}')
        value = self.quoted() if self.peek() in "'\"" else self.token()
        if self.at >= len(self.source):
            raise broken(f"Unclosed start tag at byte offset {self.byte(begins)}")
        return name, value

    def token(self) -> str:
        start = self.at
        while self.at < len(self.source) and ((self.peek().isascii() and self.peek().isalnum()) or self.peek() in ".-"):
            self.at += 1
        if self.at < len(self.source) and self.peek() not in SPACES + ">":
            raise broken(f"Unexpected end of name token at byte offset {self.byte(start)}")
        return self.source[start : self.at].lower()

    def quoted(self) -> str:
        quote = self.peek()
        self.at += 1
        value = ""
        while self.at < len(self.source) and self.peek() != quote:
            value += self.letter()
        if self.at < len(self.source):
            self.at += 1
        return value

    def end_tag(self, begins: int) -> None:
        if not self.open:
            raise broken(f"Unexpected end tag at byte offset {self.byte(begins)}")
        while self.at < len(self.source) and self.peek() not in SPACES + ">":
            self.at += 1
        name = self.source[begins + 2 : self.at].lower()
        self.skip_spaces()
        if self.peek() != ">":
            raise broken(f"Unclosed end tag at byte offset {self.byte(begins)}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise broken(
                f'Unmatched end tag at byte offset {self.byte(begins)}, expected "</{opened.tag}>", found "</{name}>"'
            )
        if self.offset > opened.offset:
            self.close(opened)

    def close(self, opened: Open) -> None:
        covered = "".join(self.text[opened.begins :])
        entity = entity_of(opened.tag, opened.attributes, covered)
        if entity is None:
            return
        place = {"offset": opened.offset, "length": self.offset - opened.offset}
        inner = self.entities[-1] if self.entities else {}
        if opened.tag == "pre" and inner == {"type": "code", "language": inner.get("language"), **place}:
            entity = {"type": "pre", "language": self.entities.pop()["language"]}
        self.entities.append({**entity, **place})


def broken(complaint: str) -> Refusal:
    return bad(f"can't parse entities: {complaint}")


def named_letter(found: re.Match[str]) -> str | None:
    by_hex, by_number, by_name = found.groups()
    if by_name:
        return NAMED_LETTERS.get(by_name)
    code = int(by_hex, 16) if by_hex else int(by_number)
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)


def check_attributes(tag: str, attributes: dict[str, str], at: int) -> None:
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise broken(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
        raise broken("Invalid custom emoji identifier specified")
    if tag == "tg-time" and not attributes.get("unix", "").lstrip("-").isdigit():
        raise broken("Invalid date-time specified")


def entity_of(tag: str, attributes: dict[str, str], covered: str) -> Json | None:
    if tag in PLAIN_TAGS:
        return {"type": PLAIN_TAGS[tag]}
    if tag == "a":
        return link(attributes.get("href") or covered)
    if tag == "code":
        language = attributes.get("class", "")
        return {"type": "code", "language": language[9:]} if language.startswith("language-") else {"type": "code"}
    if tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": attributes["emoji-id"]}
    if tag == "tg-time":
        return date_time(attributes)
    if tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    return {"type": tag}


def date_time(attributes: dict[str, str]) -> Json:
    entity: Json = {"type": "date_time", "unix_time": int(attributes["unix"])}
    if attributes.get("format"):
        entity["date_time_format"] = attributes["format"]
    return entity


def link(url: str) -> Json | None:
    """A link to a page or to a person; None where TDLib's check_link refuses the address, and the text stays plain."""
    person = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if person:
        return {"type": "text_mention", "user": {"id": int(person[1])}}
    checked = checked_link(url)
    return {"type": "text_link", "url": checked} if checked else None


def checked_link(url: str) -> str | None:
    url = url.strip()
    if re.fullmatch(r"(tg|ton|tonsite)://\S+", url, re.IGNORECASE):
        return url
    found = re.fullmatch(r"(?:(https?|ftp)://)?([^\s/?#]+)([/?#]\S*)?", url, re.IGNORECASE)
    if found is None or ("." not in found[2] and ":" not in found[2] and found[2] != "localhost"):
        return None
    scheme = (found[1] or "http").lower()
    return html.unescape(f"{scheme}://{found[2].lower()}{found[3] or '/'}")
