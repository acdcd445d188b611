"""Text as a bot sends it becomes text as a phone shows it: parsed, trimmed, measured, with links and commands found."""

import json
import re
from functools import lru_cache
from typing import Any

from simulator import utf16
from simulator.html import parse_html
from simulator.markdown import parse_markdown, parse_markdown_v2
from simulator.refusals import bad
from simulator.shapes import Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
BYTES_LIMIT = 32768
FOUND_ALONE = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("url", re.compile(r"(?<![\w@])(?:https?://[^\s<>\"«»]+[^\s<>\"«».,:;!?()'\]]|t\.me/[\w+/?=-]+)", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)),
    ("mention", re.compile(r"(?<![\w@./])@[A-Za-z0-9_]{4,32}\b")),
    ("hashtag", re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w{1,256}")),
)
CONTINUOUS = {"pre", "code", "text_link", "text_mention", "custom_emoji"}


@lru_cache(maxsize=512)
def _parsed(source: str, mode: str) -> tuple[str, tuple[str, ...]]:
    parsers = {"": lambda text: (text, []), "html": parse_html, "markdown": parse_markdown}
    parser = parsers.get(mode) or parse_markdown_v2
    text, entities = parser(source)
    return text, tuple(json.dumps(entity) for entity in entities)


def formatted(source: str, mode: str, given: list[Json] | None, *, limit: int, too_long: str) -> tuple[str, list[Json]]:
    """The text and the entities of a message, or Telegram's refusal of it."""
    if len(source.encode()) > BYTES_LIMIT:
        raise bad("text is too long")
    if mode.lower() not in ("", "html", "markdown", "markdownv2"):
        raise bad("unsupported parse_mode")
    text, dumped = _parsed(source.replace("\r\n", "\n"), mode.lower())
    entities = [json.loads(entity) for entity in dumped] if mode else checked(given or [], text)
    text, entities = trimmed(text, entities)
    if utf16.length(text) > limit:
        raise bad(too_long)
    return text, merged(entities, found_alone(text))


def message_text(source: str, mode: str, given: list[Json] | None) -> tuple[str, list[Json]]:
    if not source:
        raise bad("message text is empty")
    text, entities = formatted(source, mode, given, limit=TEXT_LIMIT, too_long="message is too long")
    if not text:
        raise bad("text must be non-empty")
    return text, entities


def caption_text(source: str, mode: str, given: list[Json] | None) -> tuple[str, list[Json]]:
    return formatted(source, mode, given, limit=CAPTION_LIMIT, too_long="message caption is too long")


def checked(given: list[Json], text: str) -> list[Json]:
    """Entities that a bot gives itself: those that are out of the text are cut or left out."""
    whole = utf16.length(text)
    kept = []
    for entity in given:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad('can\'t parse MessageEntity: Field "type" must be of type String')
        offset, length = int(entity.get("offset", 0)), int(entity.get("length", 0))
        if length > 0 and 0 <= offset < whole:
            kept.append({**entity, "offset": offset, "length": min(length, whole - offset)})
    return kept


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram takes the white space off both ends, and the entities with it."""
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    whole = utf16.length(text)
    kept = []
    for entity in entities:
        begins = max(0, entity["offset"] - lead)
        ends = min(whole, entity["offset"] + entity["length"] - lead)
        if ends > begins:
            kept.append({**entity, "offset": begins, "length": ends - begins})
    return text, kept


@lru_cache(maxsize=512)
def _found(text: str) -> tuple[tuple[str, int, int], ...]:
    found: list[tuple[str, int, int]] = []
    for kind, pattern in FOUND_ALONE:
        for match in pattern.finditer(text):
            begins, length = utf16.length(text[: match.start()]), utf16.length(match[0])
            if all(begins >= other + size or begins + length <= other for _, other, size in found):
                found.append((kind, begins, length))
    return tuple(found)


def found_alone(text: str) -> list[Json]:
    """Commands, links, addresses, mentions and hashtags, which Telegram finds without being told."""
    return [{"type": kind, "offset": offset, "length": length} for kind, offset, length in _found(text)]


def merged(given: list[Json], found: list[Json]) -> list[Json]:
    def clear(entity: Json) -> bool:
        return not any(
            other["type"] in CONTINUOUS
            and entity["offset"] < other["offset"] + other["length"]
            and other["offset"] < entity["offset"] + entity["length"]
            for other in given
        )

    both = given + [entity for entity in found if clear(entity)]
    return [cleaned(entity) for entity in sorted(both, key=lambda entity: (entity["offset"], -entity["length"]))]


def cleaned(entity: Json) -> Json:
    keys: tuple[Any, ...] = (
        "type",
        "offset",
        "length",
        "url",
        "user",
        "language",
        "custom_emoji_id",
        "unix_time",
        "date_time_format",
    )
    return {key: entity[key] for key in keys if entity.get(key) is not None}
