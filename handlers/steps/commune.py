"""A commune, by its present or its old name; where a name means several, the candidates are shown to choose from."""

from dataclasses import dataclass
from typing import Any

from channels.incoming import Place
from domain.area import Area, Match
from domain.refused import Refused
from domain.wording import spelled
from handlers.step import Choice, Partly, Prompt, Step, Taken, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe

CANDIDATES = "candidates"
NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneStep(Step):
    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        offered = _offered(self.so_far(draft))
        if not offered:
            return await Step.ask(self, turn, draft)
        choices = tuple(Choice(value=code, name=name) for code, name in offered)
        return Prompt(text=turn.words.say("commune.which"), choices=choices)

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Took:
        turn.house.province.areas.get(value)
        return Took(value=value)

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        areas = turn.house.province.areas
        match turn.incoming.body:
            case Place(latitude=lat, longitude=lon):
                if not areas.contains(lat, lon):
                    raise Refused("place.outside")
                return _candidates([(near.area.code, near.area.name) for near in areas.nearest(lat, lon, NEAREST)])
            case _ if turn.typed is not None:
                found = areas.find(turn.typed)
                if not found:
                    raise Refused("commune.unknown", seen=turn.typed[:60])
                if area := certain(turn.typed, found):
                    return Took(value=area.code)
                return _candidates([(match.area.code, described(turn, match)) for match in found])
        raise Refused("form.type_it")

    def shown(self, turn: Turn, value: Any) -> Safe:
        return Safe(turn.words.written(turn.house.province.areas.get(value).name))


def certain(typed: str, found: tuple[Match, ...]) -> Area | None:
    """The commune that a text surely means: the only candidate, under its present name, or its full present name."""
    if len(found) == 1 and found[0].formerly is None:
        return found[0].area
    named = [match.area for match in found if not match.formerly and spelled(match.area.name) == spelled(typed)]
    return named[0] if len(named) == 1 else None


def described(turn: Turn, match: Match) -> str:
    """A candidate with what tells it apart: the old name that was typed, or the former districts."""
    if match.formerly:
        return str(turn.words.say("commune.formerly", name=match.area.name, old=match.formerly))
    return f"{match.area.name} ({match.district})" if match.district else match.area.name


def _candidates(offered: list[tuple[str, str]]) -> Partly:
    return Partly(value={CANDIDATES: offered})


def _offered(value: Any) -> list[tuple[str, str]]:
    return [(code, name) for code, name in value[CANDIDATES]] if isinstance(value, dict) else []
