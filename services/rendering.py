"""How a message looks on a channel that cannot do all that we say: the one place that asks what a channel can do.

Choices become a numbered list under the text, a change of an earlier message a new one.
"""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from channels.ability import Ability
from channels.message import Button, Numbered, Say
from domain.choice import BACK
from services import choosing
from texts.words import Safe, Words

NAMED_NUMBERS = 4
"""Up to so many numbers are named one by one: “1, 2 hoặc 3”."""


def render(say: Say, ability: Ability, words: Words) -> Say:
    """The message as the channel can carry it; its own markup is the channel's work."""
    if ability.most_buttons is None and ability.edits:
        return say
    bears_buttons = ability.most_buttons != 0
    links = [] if bears_buttons else [_link(button) for row in say.buttons for button in row]
    parts = ["\n".join([*_list(say.choices, words), *links]), "\n".join(_hints(say.choices, words))]
    return replace(
        say,
        text="\n\n".join([say.text, *filter(None, parts)]),
        choices=(),
        buttons=say.buttons if bears_buttons else (),
        edit=say.edit if ability.edits else None,
        slot=say.slot if ability.edits else None,
    )


def to_many(say: Say, ability: Ability, words: Words) -> Say:
    """A message that is the same for everyone who gets it: so are the numbers under it."""
    return render(say if choosing.fits(say, ability) else choosing.to_many(say), ability, words)


def _link(button: Button) -> str:
    """“Bản đồ: https://…”, as text of ours: an `&` of the address is no sign of markup."""
    return escape(f"{button.text}: {button.url}", quote=False)


def _list(choices: Sequence[Numbered], words: Words) -> list[str]:
    """“1. Xã Tân Biên”"""
    return [
        words.say("choices.line", number=Safe(str(each.number)), name=each.name or words.say("choices.more"))
        for each in choices
        if each.listed
    ]


def _hints(choices: Sequence[Numbered], words: Words) -> list[str]:
    """“Trả lời 1, 2 hoặc 3; 0 để quay lại.” and, in a line of their own, what can be done at every step."""
    numbers = [each.number for each in choices if each.listed]
    back = [each for each in choices if each.number == BACK]
    others = [each for each in choices if not each.listed and each.number != BACK]
    if not numbers:
        return _acts([*back, *others], words)
    key = "choices.answer_or_back" if back else "choices.answer"
    return [words.say(key, numbers=_listed(numbers, words)), *_acts(others, words)]


def _acts(choices: Sequence[Numbered], words: Words) -> list[str]:
    """“[0] Quay lại · [4] Hủy”"""
    acts = [words.say("choices.act", number=Safe(str(each.number)), name=each.name) for each in choices]
    return [" · ".join(acts)] if acts else []


def _listed(numbers: list[int], words: Words) -> Safe:
    *before, last = numbers
    if not before:
        return Safe(str(last))
    if len(numbers) > NAMED_NUMBERS:
        together = last - numbers[0] == len(numbers) - 1
        key = "choices.from_to" if together else "choices.any"
        return words.say(key, first=Safe(str(numbers[0])), last=Safe(str(last)))
    return words.say("choices.one_of", before=Safe(", ".join(map(str, before))), last=Safe(str(last)))
