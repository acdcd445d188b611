"""Where it happened: a shared location or an address in words."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from channels.message import Ask, Key, Place
from domain.refused import Refused
from domain.report import Spot
from domain.wording import utf16
from handlers.step import Prompt, Step, Took
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe

ADDRESS_MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStep(Step):
    @property
    def uses_keys(self) -> bool:
        return True

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        share = Key(text=turn.words.plain("form.share_place"), ask=Ask.PLACE)
        return replace(await Step.ask(self, turn, draft), keys=(share,))

    async def take(self, turn: Turn, draft: Draft) -> Took:
        match turn.incoming.body:
            case Place(latitude=lat, longitude=lon, name=name):
                if not turn.house.province.areas.contains(lat, lon):
                    raise Refused("place.outside")
                return Took(value=asdict(Spot(latitude=lat, longitude=lon, address=name)))
            case _ if turn.typed is not None:
                if utf16(turn.typed) > ADDRESS_MOST:
                    raise Refused("place.too_long", most=ADDRESS_MOST)
                return Took(value=asdict(Spot(address=turn.typed)))
        raise Refused("place.type_or_share")

    def shown(self, turn: Turn, value: Any) -> Safe:
        return spot_shown(turn, Spot(**value))


def spot_shown(turn: Turn, spot: Spot) -> Safe:
    pin = f"{spot.latitude:.5f}, {spot.longitude:.5f}" if spot.latitude is not None else ""
    return Safe(turn.words.written(" · ".join(part for part in (spot.address, pin) if part)))
