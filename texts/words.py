"""Every sentence a person reads, by its symbolic id, in their language. Read once at start from `locales/*.po`.

Blanks are named and typed: a moment is written as people here write it, a number with its separators, a `Term` is
looked up in the same catalogue, and whatever a person once typed is escaped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape
from pathlib import Path

from babel.messages.pofile import read_po

from texts.times import full_moment

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "vi"
TYPED = ".typed"
"""The end of a sentence's id that stands in its place where people can only type: no keyboard, nothing to share."""


class Safe(str):
    """Text that carries our own markup already and must not be escaped again."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A blank that is itself a word of the catalogue, such as a state."""

    key: str


class Words:
    """One language."""

    def __init__(self, language: str, sentences: Mapping[str, str], zone: tzinfo) -> None:
        self.language = language
        self.zone = zone
        self._sentences = sentences

    def say(self, key: str, /, **facts: object) -> Safe:
        """The sentence with its blanks filled. Raises KeyError for an unknown id or a blank without a fact."""
        sentence = self._sentences[key]
        if not facts:
            return Safe(sentence)
        return Safe(sentence.format_map({name: self.written(fact) for name, fact in facts.items()}))

    def plain(self, key: str, /) -> str:
        """A sentence that has no blanks and no markup: a button, a command's description."""
        return self._sentences[key]

    def knows(self, key: str) -> bool:
        return key in self._sentences

    def keys(self) -> frozenset[str]:
        return frozenset(self._sentences)

    def sentence(self, key: str) -> str:
        """The sentence with its blanks open."""
        return self._sentences[key]

    def written(self, fact: object) -> str:
        match fact:
            case Safe():
                return fact
            case Term():
                return self._sentences[fact.key]
            case datetime():
                return full_moment(fact, self)
            case bool() | None:
                raise TypeError("a sentence has no blank for a truth value")
            case int():
                return f"{fact:,}".replace(",", "." if self.language == "vi" else ",")
            case _:
                return escape(str(fact), quote=False)


class Catalogues:
    """All languages; an unknown one is answered in Vietnamese."""

    def __init__(self, zone: tzinfo, folder: Path = LOCALES) -> None:
        read = {path.stem: _read(path) for path in sorted(folder.glob("*.po"))}
        self._words = {language: Words(language, sentences, zone) for language, sentences in read.items()}
        self._typed = {language: Words(language, _typed(sentences), zone) for language, sentences in read.items()}

    def __getitem__(self, language: str) -> Words:
        return self._words.get(language) or self._words[DEFAULT]

    def typed(self, language: str) -> Words:
        """The same, as it is said where people can only type."""
        return self._typed.get(language) or self._typed[DEFAULT]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._words)


def _typed(sentences: Mapping[str, str]) -> dict[str, str]:
    instead = {key.removesuffix(TYPED): sentence for key, sentence in sentences.items() if key.endswith(TYPED)}
    return {**sentences, **instead}


def _read(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
