"""How a message looks on a channel that cannot do all that we say: the one place that asks what a channel can do.

Choices become a numbered list under the text, a change of an earlier message a new one.
"""

from collections.abc import Sequence
from dataclasses import replace

from channels.ability import Ability
from channels.message import Say
from domain.choice import BACK
from services import choosing
from texts.words import Safe, Words

NAMED_NUMBERS = 4
"""Up to so many numbers are named one by one: “1, 2 hoặc 3”."""


def render(say: Say, ability: Ability, words: Words) -> Say:
    """The message as the channel can carry it; its own markup is the channel's work."""
    if ability.most_buttons is None and ability.edits:
        return say
    lines = [_choice(number, name, words) for number, name in say.choices if number != BACK]
    links = (
        [_link(button.text, button.url) for row in say.buttons for button in row] if not ability.most_buttons else []
    )
    under = [part for part in ("\n".join([*lines, *links]), _hint(say.choices, words)) if part]
    text = "\n\n".join([say.text, *under]) if under else say.text
    return replace(
        say,
        text=text,
        choices=(),
        buttons=say.buttons if ability.most_buttons != 0 else (),
        edit=say.edit if ability.edits else None,
        slot=say.slot if ability.edits else None,
    )


def to_many(say: Say, ability: Ability, words: Words) -> Say:
    """A message that is the same for everyone who gets it: so are the numbers under it."""
    return render(say if choosing.fits(say, ability) else choosing.to_many(say), ability, words)


def _choice(number: int, name: str, words: Words) -> str:
    return words.say("choices.line", number=Safe(str(number)), name=name or words.say("choices.more"))


def _link(name: str, url: str | None) -> str:
    return f"{name}: {url}"


def _hint(choices: Sequence[tuple[int, str]], words: Words) -> str:
    """“Trả lời 1, 2 hoặc 3; 0 để quay lại.”"""
    numbers = [number for number, _ in choices if number != BACK]
    back = next((name for number, name in choices if number == BACK), None)
    if not numbers:
        return words.say("choices.back_only") if back is not None else ""
    key = "choices.answer" if back is None else "choices.answer_or_back"
    return words.say(key, numbers=_listed(numbers, words))


def _listed(numbers: list[int], words: Words) -> Safe:
    *before, last = numbers
    if not before:
        return Safe(str(last))
    if len(numbers) > NAMED_NUMBERS:
        together = last - numbers[0] == len(numbers) - 1
        key = "choices.from_to" if together else "choices.any"
        return words.say(key, first=Safe(str(numbers[0])), last=Safe(str(last)))
    return words.say("choices.one_of", before=Safe(", ".join(map(str, before))), last=Safe(str(last)))
