"""Several communes, or the whole province as its own choice: typed, by former district, taken out by a tap."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from channels.message import Style
from domain.refused import Refused
from handlers.step import Choice, Partly, Prompt, Step, Taken, Took
from handlers.steps.commune import certain, described
from handlers.turn import Turn
from storage.forms import Draft
from texts.alert_card import areas_named
from texts.words import Safe

DONE, WHOLE, BY_DISTRICT, TO_NAMES = "done", "whole", "districts", "names"
SHOWN_MOST = 30
UNKNOWN_SAID = 5  # names said back in a refusal
Offered = Sequence[tuple[str, str]]
Doubt = tuple[str, list[tuple[str, str]]]
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunesStep(Step):
    """`suggested` gives codes offered first, such as the person's own commune."""

    most: int = 96
    suggested: Callable[[Turn], tuple[str, ...]] = lambda turn: ()

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        chosen, offered = _state(self.so_far(draft))
        text = turn.words.say(f"{draft.form}.{self.key}.ask")
        if chosen:
            named = areas_named(tuple(chosen), turn.words, turn.house.province)
            text = Safe(f"{text}\n\n{turn.words.say('communes.chosen', count=len(chosen), names=named)}")
        doubts = _doubts(self.so_far(draft))
        if doubts:
            text = Safe(f"{text}\n\n{turn.words.say('communes.which_of', name=doubts[0][0], more=len(doubts) - 1)}")
        elif offered:
            text = Safe(f"{text}\n\n{turn.words.say('communes.which')}")
        return Prompt(text=text, choices=tuple(_choices(turn, self, chosen, offered, settled=not doubts)))

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Taken:
        areas = turn.house.province.areas
        chosen, offered = _state(self.so_far(draft))
        doubts = _doubts(self.so_far(draft))
        if value == DONE:
            if doubts:
                raise Refused("communes.doubtful", name=doubts[0][0])
            if not chosen:
                raise Refused("communes.none_chosen")
            return Took(value=chosen)
        if value == WHOLE:
            return Took(value=[areas.province_code])
        if value == BY_DISTRICT:
            return _partly(chosen, _districts(turn))
        if value == TO_NAMES:
            return _doubting(chosen, doubts[1:])
        if value.startswith("d"):
            return _partly(chosen, _communes_of(turn, value))
        if value.startswith("D"):
            return self._add(turn, chosen, _of_district(turn, value))
        if value.startswith("x"):
            return _partly([code for code in chosen if code != value[1:]], [])
        if doubts:
            added = self._add(turn, chosen, [areas.get(value).code])
            return _doubting(_state(added.value)[0], doubts[1:])
        left = [(code, name) for code, name in offered if code != value and not code.startswith("D")]
        return self._add(turn, chosen, [areas.get(value).code], left)

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        if turn.typed is None:
            raise Refused("form.type_it")
        chosen, _ = _state(self.so_far(draft))
        names = [name for name in _BETWEEN.split(turn.typed) if name.strip()]
        if not names:
            raise Refused("form.type_it")
        if len(names) > self.most:
            raise Refused("communes.too_many", most=self.most)
        found = [(name, turn.house.province.areas.find(name)) for name in names]
        unknown = [name.strip()[:40] for name, matches in found if not matches]
        if unknown:
            raise Refused("commune.unknown", seen=", ".join(unknown[:UNKNOWN_SAID]))
        sure, doubts = list[str](), list[Doubt]()
        for name, matches in found:
            area = matches[0].area if len(matches) == 1 else certain(name, matches)
            if area is not None:
                sure.append(area.code)
            else:
                doubts.append((name.strip(), [(match.area.code, described(turn, match)) for match in matches]))
        added = self._add(turn, chosen, sure)
        return _doubting(_state(added.value)[0], doubts)

    def shown(self, turn: Turn, value: Any) -> Safe:
        return areas_named(tuple(_state(value)[0]), turn.words, turn.house.province)

    def _add(self, turn: Turn, chosen: list[str], codes: list[str], left: Offered = ()) -> Partly:
        """The whole province is a choice of its own: what is added takes its place. `left` stays on offer."""
        whole = turn.house.province.areas.province_code
        together = list(dict.fromkeys([*(code for code in chosen if code != whole), *codes]))
        if len(together) > self.most:
            raise Refused("communes.too_many", most=self.most)
        return _partly(together, left)


def _choices(
    turn: Turn, step: CommunesStep, chosen: list[str], offered: list[list[str]], *, settled: bool
) -> list[Choice]:
    """`settled` once no typed name is in doubt any more: only then can the step be done."""
    areas, words = turn.house.province.areas, turn.words
    done = [Choice(value=DONE, name=words.plain("communes.done"), style=Style.PRIMARY)] if chosen and settled else []
    if offered:
        back = Choice(value=TO_NAMES, name=words.plain("communes.back_to_names"))
        return [*(Choice(value=code, name=name) for code, name in offered[:SHOWN_MOST]), back, *done]
    first = [code for code in step.suggested(turn) if code not in chosen]
    taken_out = [Choice(value=f"x{code}", name=f"✕ {_name(turn, code)}") for code in chosen[:SHOWN_MOST]]
    return [
        *(Choice(value=code, name=f"＋ {areas.get(code).name}") for code in first),
        *taken_out,
        Choice(value=BY_DISTRICT, name=words.plain("communes.by_district")),
        Choice(value=WHOLE, name=words.plain("communes.whole_province")),
        *done,
    ]


def _name(turn: Turn, code: str) -> str:
    areas = turn.house.province.areas
    return turn.words.plain("communes.whole_province") if code == areas.province_code else areas.get(code).name


def _districts(turn: Turn) -> list[tuple[str, str]]:
    return [(f"d{n}", name) for n, name in enumerate(turn.house.province.areas.districts())]


def _communes_of(turn: Turn, value: str) -> Offered:
    """All of a former district at once, or one by one."""
    codes = _of_district(turn, value)
    areas = turn.house.province.areas
    whole = (value.replace("d", "D"), str(turn.words.say("communes.all_of_it", count=len(codes))))
    return [whole, *((code, areas.get(code).name) for code in codes)]


def _of_district(turn: Turn, value: str) -> list[str]:
    districts = list(turn.house.province.areas.districts().values())
    if not value[1:].isdigit() or int(value[1:]) >= len(districts):
        raise Refused("form.no_such_choice")
    return list(districts[int(value[1:])])


def _state(value: Any) -> tuple[list[str], list[list[str]]]:
    """What has been chosen, and what is offered to choose from: a list once done, both while the step goes on."""
    if isinstance(value, dict):
        return list(value["chosen"]), list(value["offered"])
    return list(value or ()), []


def _doubts(value: Any) -> list[Any]:
    """The typed names that mean several communes, each with its candidates, in the order they were typed."""
    return list(value.get("doubts", ())) if isinstance(value, dict) else []


def _doubting(chosen: list[str], doubts: Sequence[Doubt]) -> Partly:
    """One doubtful name after the other: the first one's candidates are on offer."""
    offered = list(doubts[0][1]) if doubts else []
    return Partly(value={"chosen": chosen, "offered": offered, "doubts": list(doubts)})


def _partly(chosen: list[str], offered: Offered) -> Partly:
    return Partly(value={"chosen": chosen, "offered": list(offered)})
