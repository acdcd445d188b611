"""Where it happened: a shared location or pin, a maps link, an address, or only the commune. A pin lies near several
communes, so the nearest are proposed and the person says which."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from channels.incoming import Place
from channels.message import Ask, Key
from domain.area import Match
from domain.map_link import is_link, read_point
from domain.refused import Refused
from domain.report import Spot
from domain.wording import fold, utf16
from handlers.step import Choice, Partly, Prompt, Step, Taken, Took
from handlers.steps.commune import described
from handlers.turn import Turn
from storage.forms import Draft
from texts.report_card import spot_shown
from texts.words import Safe

ADDRESS_MOST = 300
NEAREST = 3
AREA, CANDIDATES = "area", "candidates"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStep(Step):
    """Its answer is a `Spot` as plain data, and the code of the commune under `area`."""

    @property
    def uses_keys(self) -> bool:
        return True

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        part = _part(self, draft)
        if part.get(CANDIDATES):
            choices = tuple(Choice(value=code, name=name) for code, name in part[CANDIDATES])
            return Prompt(text=turn.words.say("place.which_commune"), choices=choices)
        if part:
            return Prompt(text=turn.words.say("place.name_commune"))
        share = Key(text=turn.words.plain("form.share_place"), ask=Ask.PLACE)
        return replace(await Step.ask(self, turn, draft), keys=(share,))

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Took:
        area = turn.house.province.areas.get(value)
        return _took(area.code, _part(self, draft))

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        match turn.incoming.body:
            case Place(latitude=lat, longitude=lon, name=name):
                return _pinned(turn, lat, lon, name)
            case _ if turn.typed is not None:
                return _typed(turn, turn.typed, _part(self, draft))
        raise Refused("place.type_or_share")

    async def catch(self, turn: Turn, draft: Draft) -> Taken | None:
        return await self.take(turn, draft) if isinstance(turn.incoming.body, Place) else None

    def shown(self, turn: Turn, value: Any) -> Safe:
        name = turn.words.written(turn.house.province.areas.get(value[AREA]).name)
        where = spot_shown(spot_of(value) or Spot(), turn.words)
        return Safe(" · ".join(part for part in (name, where) if part))


def spot_of(value: dict[str, Any]) -> Spot | None:
    """The spot within the commune, None when only the commune is known."""
    spot = Spot(**{key: value.get(key) for key in ("latitude", "longitude", "address")})
    return None if spot == Spot() else spot


def _pinned(turn: Turn, lat: float, lon: float, name: str | None) -> Partly:
    areas = turn.house.province.areas
    if not areas.contains(lat, lon):
        raise Refused("place.outside")
    nearest = [(near.area.code, near.area.name) for near in areas.nearest(lat, lon, NEAREST)]
    spot = Spot(latitude=lat, longitude=lon, address=name and name[:ADDRESS_MOST])
    return Partly(value={**asdict(spot), CANDIDATES: nearest})


def _typed(turn: Turn, text: str, part: dict[str, Any]) -> Taken:
    if point := read_point(text):
        return _pinned(turn, *point, None)
    if is_link(text):
        raise Refused("place.link_without_point")
    if utf16(text) > ADDRESS_MOST:
        raise Refused("place.too_long", most=ADDRESS_MOST)
    known = {key: value for key, value in part.items() if key != CANDIDATES}
    found = _communes(turn, text)
    if not found and known:
        raise Refused("commune.unknown", seen=text[:60])
    if not known and not _only_names(found, text):
        known = asdict(Spot(address=text))
    if len(found) == 1 and found[0].formerly is None:
        return _took(found[0].area.code, known)
    offered = [(match.area.code, described(turn, match)) for match in found]
    return Partly(value={**asdict(Spot()), **known, CANDIDATES: offered})


def _communes(turn: Turn, text: str) -> tuple[Match, ...]:
    """The communes that an address may name: the whole of it, or its parts between commas, the last first."""
    areas = turn.house.province.areas
    for part in (text, *reversed(text.split(","))):
        found = areas.find(part)
        if found:
            return found
    return ()


def _only_names(found: tuple[Match, ...], text: str) -> bool:
    """Whether the text says no more than the commune's name."""
    names = {fold(name) for match in found for name in (match.area.name, match.formerly or "")}
    return any(fold(text) in name or (name in fold(text) and len(fold(text)) - len(name) < 3) for name in names if name)


def _part(step: PlaceStep, draft: Draft) -> dict[str, Any]:
    """What is known while the step goes on; an answer that is being changed begins anew."""
    part = step.so_far(draft) or {}
    return part if isinstance(part, dict) and CANDIDATES in part else {}


def _took(area: str, part: dict[str, Any]) -> Took:
    spot = {key: part.get(key) for key in ("latitude", "longitude", "address")}
    return Took(value={**spot, AREA: area})
