"""A place found by what people call it: its name today or before, typed with or without marks, with or without the
word for its kind, shortened, with the former district behind it, or somewhere inside an address."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from domain.wording import alphabetical, fold, spelled, words

_KINDS: dict[tuple[str, ...], str] = {
    ("thi", "tran"): "thi tran",
    ("tt",): "thi tran",
    ("phuong",): "phuong",
    ("ph",): "phuong",
    ("p",): "phuong",
    ("f",): "phuong",
    ("xa",): "xa",
    ("x",): "xa",
}
_DISTRICT_KINDS = [*(("thanh", "pho"), ("thi", "xa")), *((word,) for word in ("huyen", "tinh", "tp", "tx", "h", "t"))]
_LETTERS_OR_DIGITS = re.compile(r"\d+|\D+")
_MOST_TYPED = 200
_REMEMBERED = 4_096  # texts, with what was found: thousands type the same few names on one day

Words = tuple[str, ...]


class Rank(IntEnum):
    """Why a name was found, the best reason first."""

    TODAY = 0
    TODAY_WITHOUT_MARKS = 1
    BEFORE = 2
    BEFORE_WITHOUT_MARKS = 3
    BEGINNING = 4
    WORDS_OF_IT = 5
    INSIDE_THE_TEXT = 6
    DISTRICT = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name of one place, with its kind (`Xã Tân Bình`)."""

    place: str
    text: str
    today: bool
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`district` is the one that the text itself named, if it did."""

    name: Name
    rank: Rank
    district: str | None = None


@dataclass(frozen=True, slots=True)
class _Term:
    """Words without the word for their kind, ready to be compared."""

    kind: str
    folded: Words
    spelled: Words

    def __bool__(self) -> bool:
        """Whether it names anything. A number alone does not: `1` is an answer to a menu, `P1` is a ward."""
        return bool(self.folded) and (bool(self.kind) or not "".join(self.folded).isdigit())


class PlaceNames:
    """The names of all places, ready to be searched."""

    def __init__(self, names: Iterable[Name], *, districts: Iterable[str], province: str) -> None:
        self._names = [(name, _term(_split(name.text))) for name in names]
        self._districts = {district: _folded(_split(own_name(district))) for district in districts}
        self._province = _folded(_split(own_name(province)))
        self._remembered = lru_cache(_REMEMBERED)(self._search)

    def find(self, text: str) -> list[Found]:
        """The best name of every place that the text may mean, best first; only the first 200 characters are read.

        A full name hides the looser readings: `Tân Lập` is not also `Tân Lập Đông`.
        """
        return list(self._remembered(text[:_MOST_TYPED]))

    def _search(self, text: str) -> list[Found]:
        typed = _split(text)
        whole, narrowed = _term(typed), list(self._narrowed(typed))
        for found in (
            self._exact(whole),
            [hit for term, district in narrowed for hit in self._exact(term, district)],
            [hit for term in self._without_tail(typed) for hit in self._exact(term)],
            self._of_district(typed),
            [hit for term, district in narrowed for hit in self._loose(term, district)],
            self._loose(whole),
        ):
            if found:
                return _best(found, whole.kind)
        return []

    def _narrowed(self, typed: Words) -> Iterator[tuple[_Term, str]]:
        """The ways to take a former district off either end of the text, with or without the province behind it."""
        for text in (typed, _cut_tail(typed, self._province)):
            for district, name in self._districts.items():
                if shorter := _cut_tail(text, name) or _cut_head(text, name):
                    yield _term(shorter), district

    def _without_tail(self, typed: Words) -> Iterator[_Term]:
        """The text without the province, or without a district that the name does not lie in."""
        for name in (self._province, *self._districts.values()):
            if shorter := _cut_tail(typed, name):
                yield _term(shorter)

    def _exact(self, typed: _Term, district: str | None = None) -> list[Found]:
        return [
            Found(name=name, rank=_rank(name, marks=term.spelled == typed.spelled), district=district)
            for name, term in self._within(district)
            if typed and term.folded == typed.folded
        ]

    def _loose(self, typed: _Term, district: str | None = None) -> list[Found]:
        if not typed:
            return []
        found = [
            Found(name=name, rank=rank, district=district)
            for name, term in self._within(district)
            if (rank := _resemblance(typed, term)) is not None
        ]
        return found or self._inside(typed, district)

    def _inside(self, typed: _Term, district: str | None) -> list[Found]:
        """Names somewhere in a longer text, the longest at each place. One word alone must have its kind before it."""
        found: list[Found] = []
        start = 0
        while start < len(typed.folded):
            after_kind = typed.folded[start - 1 : start] in _KINDS if start else bool(typed.kind)
            here = [
                (len(term.folded), name)
                for name, term in self._within(district)
                if typed.folded[start : start + len(term.folded)] == term.folded
                and (after_kind or len(term.folded) > 1)
            ]
            longest = max((size for size, _ in here), default=1)
            rank = Rank.INSIDE_THE_TEXT
            found += [Found(name=name, rank=rank, district=district) for size, name in here if size == longest]
            start += longest
        return found

    def _of_district(self, typed: Words) -> list[Found]:
        """Every place of the district that is all the text names, the one that took its name first."""
        bare = _without_district_kind(typed)
        found: list[Found] = []
        for district, name in self._districts.items():
            if _folded(bare) == name:
                found += self._exact(_term(bare), district)
                found += [Found(name=name, rank=Rank.DISTRICT, district=district) for name, _ in self._within(district)]
        return found

    def _within(self, district: str | None) -> Iterator[tuple[Name, _Term]]:
        return ((name, term) for name, term in self._names if district is None or district in name.districts)


def own_name(text: str) -> str:
    """A place's name without the word for its kind: `Thị xã Hòa Thành` is `Hòa Thành`."""
    typed = _split(text)
    bare = _without_district_kind(typed)
    return " ".join(bare if bare != typed else typed[len(typed) - len(_term(typed).folded) :])


def _split(text: str) -> Words:
    """The words, and `p1` as two."""
    return tuple(piece for word in words(text) for piece in _LETTERS_OR_DIGITS.findall(word))


def _folded(typed: Words) -> Words:
    return tuple(fold(word) for word in typed)


def _term(typed: Words) -> _Term:
    folded = _folded(typed)
    for written, kind in _KINDS.items():
        size = len(written)
        if folded[:size] == written and len(folded) > size:
            return _Term(kind, folded[size:], tuple(spelled(word) for word in typed[size:]))
    return _Term("", folded, tuple(spelled(word) for word in typed))


def _without_district_kind(typed: Words) -> Words:
    folded = _folded(typed)
    for kind in _DISTRICT_KINDS:
        if folded[: len(kind)] == kind and len(folded) > len(kind):
            return typed[len(kind) :]
    return typed


def _cut_head(typed: Words, name: Words) -> Words:
    """What follows the name of a district at the beginning of the text; nothing if the text begins otherwise."""
    bare = _without_district_kind(typed)
    return bare[len(name) :] if _folded(bare)[: len(name)] == name else ()


def _cut_tail(typed: Words, name: Words) -> Words:
    """What precedes the name of a district at the end of the text; nothing if the text ends otherwise."""
    if _folded(typed)[-len(name) :] != name:
        return ()
    kept = typed[: -len(name)]
    for kind in _DISTRICT_KINDS:
        if _folded(kept)[-len(kind) :] == kind:
            return kept[: -len(kind)]
    return kept


def _rank(name: Name, *, marks: bool) -> Rank:
    if name.today:
        return Rank.TODAY if marks else Rank.TODAY_WITHOUT_MARKS
    return Rank.BEFORE if marks else Rank.BEFORE_WITHOUT_MARKS


def _resemblance(typed: _Term, term: _Term) -> Rank | None:
    if " ".join(term.folded).startswith(" ".join(typed.folded)):
        return Rank.BEGINNING
    return Rank.WORDS_OF_IT if set(typed.folded) <= set(term.folded) else None


def _best(found: list[Found], kind: str) -> list[Found]:
    """One reason a place, the best; of equal ones the kind that was typed, a name of today, then the alphabet."""

    def order(hit: Found) -> tuple[Rank, bool, bool, object]:
        other_kind = bool(kind) and _term(_split(hit.name.text)).kind != kind
        return hit.rank, other_kind, not hit.name.today, alphabetical(own_name(hit.name.text))

    best: dict[str, Found] = {}
    for hit in sorted(found, key=order):
        best.setdefault(hit.name.place, hit)
    return list(best.values())
