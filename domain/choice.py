"""Choices by number, for a channel without buttons: what each number means in a chat, until another list comes.

A list begins anew with each answer to what the person did; what comes in between is counted on from there, so that a
notice never changes what a number means.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count

from domain.wording import ascii_digits, clean, fold

SHOWN_AT_ONCE = 8
BACK = 0
KEPT_MOST = 100
"""Of what notices have offered meanwhile, the oldest goes."""
CROSSING = timedelta(seconds=15)
"""How long an answer to the list before may be on its way."""
TO_MANY = range(91, 100)
"""The numbers under a message to many: the same in every chat, so that no list may use them."""

_NUMBER = re.compile(
    r"(?:(?:da|vang|em|toi|cho|chon|bam|tra loi|so|muc|cau) )*[#(\[]?([0-9]{1,3})[.)\]]?(?: (?:a|nhe|nha|di))*"
)
_SEVERAL = re.compile(r"[0-9]{1,3}(?:(?: va |[ ,;+&]+)[0-9]{1,3})+")
_SPOKEN = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
"""With their marks: `nam` and `ba` are names as well."""
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


class Kind(StrEnum):
    """What a choice does: presses a button, types a word, or shows more of a long list."""

    PRESS = "press"
    WORD = "word"
    MORE = "more"


class Stand(StrEnum):
    """Where a choice stands in a long list: in its place, on every page, or as the way back, which is always 0."""

    LISTED = "listed"
    ALWAYS = "always"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Something to be chosen from. `means` is the button's data, or the word."""

    name: str
    kind: Kind
    means: str
    stand: Stand = Stand.LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that can be chosen. `means` is the button's data, the word, or the page; `page` of a long list on which
    it is shown, None on all."""

    number: int
    name: str
    kind: Kind
    means: str
    page: int | None = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a chat may choose from: `live` since a moment, and the `past` list that it took the place of."""

    live: tuple[Choice, ...] = ()
    since: datetime | None = None
    past: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A number of the list before: `name` is what it meant there."""

    number: int
    name: str


def begin(offered: Offered, *, now: datetime) -> Offered:
    """A new list in the place of what was on offer."""
    return Offered(since=now, past=offered.live or offered.past)


def add(offered: Offered, wanted: Sequence[Wanted], *, now: datetime) -> tuple[Offered, Offered]:
    """Number some more: the whole of what is on offer, and what is new."""
    numbers = _numbers(after=max((choice.number for choice in offered.live), default=0))
    listed = [each for each in wanted if each.stand is Stand.LISTED]
    always = [each for each in wanted if each.stand is Stand.ALWAYS]
    back = [each for each in wanted if each.stand is Stand.BACK][:1]
    first, *others = _pages(listed) or [[]]
    new = [
        *_page(first, 0, numbers, more=bool(others)),
        *(choice(each, next(numbers), None) for each in always),
        *(
            choice
            for page, each in enumerate(others, 1)
            for choice in _page(each, page, numbers, more=page < len(others))
        ),
        *(choice(each, BACK, None) for each in back),
    ]
    kept = [choice for choice in offered.live if not (back and choice.number == BACK)]
    whole = replace(offered, live=(*kept[-KEPT_MOST:], *new), since=offered.since or now)
    return whole, replace(whole, live=tuple(new))


def _pages(listed: Sequence[Wanted]) -> list[Sequence[Wanted]]:
    """So that no page is there for a single choice that the page before could show."""
    most = SHOWN_AT_ONCE if len(listed) > SHOWN_AT_ONCE + 1 else SHOWN_AT_ONCE + 1
    return [listed[i : i + most] for i in range(0, len(listed), most)]


def _page(wanted: Sequence[Wanted], page: int, numbers: Iterator[int], *, more: bool) -> list[Choice]:
    shown = [choice(each, next(numbers), page) for each in wanted]
    if more:
        shown.append(Choice(number=next(numbers), name="", kind=Kind.MORE, means=str(page + 1), page=page))
    return shown


def choice(wanted: Wanted, number: int, page: int | None) -> Choice:
    """What is wanted, numbered; on that page of a long list, None on every page."""
    return Choice(number=number, name=wanted.name, kind=wanted.kind, means=wanted.means, page=page)


def _numbers(*, after: int) -> Iterator[int]:
    return (number for number in count(after + 1) if number not in TO_MANY)


def pick(offered: Offered, typed: str, *, sent_at: datetime | None, now: datetime) -> Choice | Late | None:
    """What was meant, by number or by name; None for words that are no choice. `sent_at`: when they were written, by
    the channel's clock, which may differ from ours: so it is believed only within seconds of a new list."""
    number = number_in(typed)
    if number is None:
        return _named(offered.live, typed) or _spoken(offered.live, typed)
    live = {choice.number: choice for choice in offered.live}
    past = {choice.number: choice for choice in offered.past}
    if number in past and (number not in live or _crossed(offered, sent_at, now)):
        return Late(number=number, name=past[number].name)
    return live.get(number)


def pick_several(offered: Offered, typed: str) -> tuple[Choice, ...]:
    """What was meant by numbers one after another, `1, 3 và 5`: all of them in the list now, or none."""
    folded = fold(ascii_digits(typed))
    if _SEVERAL.fullmatch(folded) is None:
        return ()
    listed = {choice.number: choice for choice in offered.live if choice.page is not None and choice.name}
    numbers = list(dict.fromkeys(int(number) for number in re.findall("[0-9]+", folded)))
    return tuple(listed[number] for number in numbers) if all(number in listed for number in numbers) else ()


def _crossed(offered: Offered, sent_at: datetime | None, now: datetime) -> bool:
    """Whether it was written before the list was there."""
    if sent_at is None or offered.since is None:
        return False
    return offered.since - CROSSING < sent_at < offered.since and now < offered.since + CROSSING


def on_page(choices: Iterable[Choice], page: int) -> tuple[Choice, ...]:
    """What is shown at once: those of the page, then those that stand on every page."""
    choices = tuple(choices)
    return (
        *(choice for choice in choices if choice.page == page),
        *(choice for choice in choices if choice.page is None),
    )


def number_in(typed: str) -> int | None:
    """The number that was typed: `2`, `２`, `2.`, `[2]`, `số 2`, `dạ 2 ạ`; None for anything else."""
    found = _NUMBER.fullmatch(fold(ascii_digits(typed)))
    return int(found[1]) if found else None


def bare(name: str) -> str:
    """A choice's name as people type it: without marks, case or the signs around it."""
    return unsigned(fold(name))


def unsigned(name: str) -> str:
    """A choice's name without the signs around it."""
    return _EDGES.sub("", name)


def _named(choices: Iterable[Choice], typed: str) -> Choice | None:
    wanted = bare(typed)
    named = [choice for choice in choices if choice.kind is not Kind.MORE and bare(choice.name) == wanted]
    return named[0] if wanted and len({(choice.kind, choice.means) for choice in named}) == 1 else None


def _spoken(choices: Iterable[Choice], typed: str) -> Choice | None:
    """The number as a word, as a phone that is spoken to writes it; only of what is listed."""
    word = clean(typed).casefold().removeprefix("số ").strip(" .")
    number = _SPOKEN.index(word) + 1 if word in _SPOKEN else None
    return next((choice for choice in choices if choice.number == number and choice.page is not None), None)
