"""*Tôi cần trợ giúp* under an alert: the place is asked for in one step, and it is an urgent report at the switchboard.

Somebody in danger is not asked for an account, and no pin sends them back to choose a commune.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from channels.incoming import Place
from channels.message import Ask, Key
from domain.alert import Alert
from domain.alert_content import Kind
from domain.field import OPERATOR, Field
from domain.refused import Refused
from domain.report import Spot
from handlers import form, menu, telling
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Form, Prompt, Step, Took
from handlers.turn import Turn
from services import alerting, reporting
from services.reporting import Filing
from storage import alerts
from storage.forms import Draft
from texts.alert_card import headline

ALERT = "_alert"
ADDRESS_MOST = 300

routes = Routes()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhereaboutsStep(Step):
    """A pin, or words: whatever comes is enough to begin with."""

    @property
    def uses_keys(self) -> bool:
        return True

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        share = Key(text=turn.words.plain("form.share_place"), ask=Ask.PLACE)
        return replace(await Step.ask(self, turn, draft), keys=(share,))

    async def take(self, turn: Turn, draft: Draft) -> Took:
        match turn.incoming.body:
            case Place(latitude=lat, longitude=lon, name=name):
                return Took(value=asdict(Spot(latitude=lat, longitude=lon, address=name and name[:ADDRESS_MOST])))
            case _ if turn.typed is not None:
                return Took(value=asdict(Spot(address=turn.typed[:ADDRESS_MOST])))
        raise Refused("place.type_or_share")

    def shown(self, turn: Turn, value: Any) -> Any:
        return turn.words.say("rescue.place_noted")


@routes.press("answer.help")
async def ask_for_help(turn: Turn, pressed: Pressed) -> None:
    alert = await alerting.answer(turn.tx, pressed.row, turn.person, "help", now=turn.now)
    await form.open_form(turn, RESCUE.name, {ALERT: alert.id})


async def _finish(turn: Turn, answers: dict[str, Any]) -> None:
    alert = await alerts.get(turn.tx, answers[ALERT])
    spot = Spot(**answers["where"])
    said = headline(alert.content, turn.house.catalogues["vi"], turn.house.province)
    key = "rescue.report" if alert.content.kind is Kind.ACTUAL else "rescue.report_in_drill"
    filing = Filing(
        field=_field_of_rescue(turn),
        text=turn.house.catalogues["vi"].say(key, code=alert.code, headline=said),
        area=_area(turn, alert, spot),
        spot=spot,
        urgent=True,
        agency=OPERATOR,
    )
    done = await reporting.call_for_help(turn.tx, turn.person, filing, office=turn.house.office, now=turn.now)
    turn.said.extend(await telling.to_staff(turn.tx, turn.house, done, now=turn.now))
    turn.say("rescue.sent", code=done.report.code, keys=menu.keys(turn))


def _field_of_rescue(turn: Turn) -> Field:
    """The field that must be answered soonest."""
    urgent = [each for each in turn.house.province.fields.fields.values() if each.urgent_hours is not None]
    return min(urgent, key=lambda each: each.urgent_hours or 0)


def _area(turn: Turn, alert: Alert, spot: Spot) -> str:
    """The commune nearest to the pin, or named in the words, or the person's own, or the alert's first."""
    areas = turn.house.province.areas
    if spot.latitude is not None and spot.longitude is not None:
        return areas.nearest(spot.latitude, spot.longitude, 1)[0].area.code
    named = areas.find(spot.address or "", 1)
    if named:
        return named[0].area.code
    inside = turn.house.province.audience_areas(alert.content.areas)
    return turn.person.area or inside[0]


RESCUE = Form(name="rescue", steps=(WhereaboutsStep(key="where"),), finish=_finish, resumable=False)
