"""Telegram counts text in UTF-16 units; Python counts characters."""


def length(text: str) -> int:
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def cut(text: str, offset: int, units: int) -> str:
    """The part of a text that an entity with this offset and length covers."""
    raw = text.encode("utf-16-le")
    return raw[offset * 2 : (offset + units) * 2].decode("utf-16-le", errors="replace")
