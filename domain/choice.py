"""Choices by number, for a channel without buttons: what each number means in a chat, until another list comes.

A list begins anew with each answer to what the person did; what comes in between is counted on from there, so that a
notice never changes what a number means.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.wording import ascii_digits, fold

SHOWN_AT_ONCE = 8
BACK = 0
TO_MANY = range(91, 100)
"""The numbers under a message to many: the same in every chat, so that no list may use them."""

_NUMBER = re.compile(r"(?:so |chon |#)?([0-9]{1,3})[.)]?")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


class Kind(StrEnum):
    """What a choice does: presses a button, types a word, or shows more of a long list."""

    PRESS = "press"
    WORD = "word"
    MORE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`means` is the button's data, the word, or the page. `page` of a long list on which it is shown."""

    number: int
    name: str
    kind: Kind
    means: str
    page: int = 0


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


def add(offered: Offered, wanted: Sequence[tuple[str, Kind, str, bool]], *, now: datetime) -> tuple[Offered, Offered]:
    """Number some more (name, kind, means, whether it leads back): the whole of what is on offer, and what is new."""
    begun = list[Choice]()
    number = _next(max((choice.number for choice in offered.live), default=0))
    page = 0
    forward = [each for each in wanted if not each[3]]
    for place, (name, kind, means, _) in enumerate(forward):
        if place and place % SHOWN_AT_ONCE == 0 and len(forward) > place + 1:
            begun.append(Choice(number=number, name="", kind=Kind.MORE, means=str(page + 1), page=page))
            number, page = _next(number), page + 1
        begun.append(Choice(number=number, name=name, kind=kind, means=means, page=page))
        number = _next(number)
    back = [Choice(number=BACK, name=name, kind=kind, means=means) for name, kind, means, leads in wanted if leads]
    new = (*begun, *back[:1])
    kept = [choice for choice in offered.live if not (back and choice.number == BACK)]
    whole = replace(offered, live=(*kept, *new), since=offered.since or now)
    return whole, replace(whole, live=new)


def _next(number: int) -> int:
    return TO_MANY.stop if number + 1 in TO_MANY else number + 1


def pick(offered: Offered, typed: str, *, sent_at: datetime | None) -> Choice | Late | None:
    """What was meant, by number or by name; None for words that are no choice. `sent_at`: when they were written."""
    number = number_in(typed)
    if number is None:
        return _named(offered.live, typed)
    live = {choice.number: choice for choice in offered.live}
    past = {choice.number: choice for choice in offered.past}
    crossed = sent_at is not None and offered.since is not None and sent_at < offered.since
    if number in past and (crossed or number not in live):
        return Late(number=number, name=past[number].name)
    return live.get(number)


def on_page(choices: Iterable[Choice], page: int) -> tuple[Choice, ...]:
    """What is shown at once; the way back stands on every page."""
    return tuple(choice for choice in choices if choice.page == page or choice.number == BACK)


def number_in(typed: str) -> int | None:
    """The number that was typed: `2`, `２`, `2.`, `số 2`, `chọn 2`; None for anything else."""
    found = _NUMBER.fullmatch(fold(ascii_digits(typed)))
    return int(found[1]) if found else None


def bare(name: str) -> str:
    """A choice's name as people type it: without marks, case or the signs around it."""
    return _EDGES.sub("", fold(name))


def _named(choices: Iterable[Choice], typed: str) -> Choice | None:
    wanted = bare(typed)
    named = [choice for choice in choices if choice.kind is not Kind.MORE and bare(choice.name) == wanted]
    return named[0] if wanted and len({(choice.kind, choice.means) for choice in named}) == 1 else None
