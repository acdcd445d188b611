"""What a decision on an alert rests on, as one message: where it stands, whom it reaches, what is different from
before, and what can be done to it now.
"""

from datetime import datetime

from channels.message import Button, Say, Style
from domain.alert import Alert, Phase, State, phase
from handlers.house import House
from handlers.press import Pressed, button_data
from services import alerting
from storage import alerts
from storage.engine import Session
from texts.differences import differences
from texts.words import Safe, Term, Words

ANSWERS_SHOWN = 12
OF_WHAT_WENT_OUT = (("alert.cap", "alert.cap"), ("reach.details", "reach.alert"))  # each a word and an action

Rows = tuple[tuple[Button, ...], ...]


def line_of(alert: Alert) -> str:
    """The message that a chat was shown last for this revision is kept up to date under this name."""
    return f"facts:{alert.id}:{alert.revision}"


async def facts(session: Session, alert: Alert, house: House, words: Words, *, now: datetime) -> Say:
    channels = await alerts.find_channels(session, alert)
    audience = await alerts.find_audience(session, alert)
    text = words.say(
        "approval.facts",
        code=alert.code,
        state=Term(f"alert.state.{alerting.standing(alert, now)}"),
        revision=alert.revision,
        starts=alert.content.starts_at,
        ends=alert.content.ends_at,
        reach=house.reach(audience, alert.content, words, channels=channels, now=now),
        changed=await _changed(session, alert, house, words),
        answered=await _answered(session, alert, house, words),
    )
    return Say(text=text, buttons=_acts(alert, words, now), slot=line_of(alert))


async def _changed(session: Session, alert: Alert, house: House, words: Words) -> Safe:
    """What is different from the revision before, which somebody may have seen."""
    before = await alerts.find_previous(session, alert)
    lines = before and differences(before, alert.content, words, house.province)
    return words.say("approval.changed", lines=lines) if lines else Safe("")


async def _answered(session: Session, alert: Alert, house: House, words: Words) -> Safe:
    """Who is safe and who needs help, by commune."""
    answers = await alerts.list_answers(session, alert.id)
    if not answers:
        return Safe("")
    lines = [
        words.say(
            f"answers.{answer}",
            area=house.province.areas.get(area).name if area else words.say("answers.unknown_area"),
            people=people,
        )
        for area, answer, people in answers[:ANSWERS_SHOWN]
    ]
    return words.say("approval.answered", lines=Safe("\n".join(lines)))


def _acts(alert: Alert, words: Words, now: datetime) -> Rows:
    """Only what may be done to it now."""

    def act(name: str, style: Style = Style.PLAIN) -> Button:
        return _button(words, name, name, alert, alert.version, style)

    stop = act("alert.cancel", Style.DANGER)
    match alert.state:
        case State.PENDING:
            return ((act("alert.approve", Style.SUCCESS),), (act("alert.return"), act("alert.reject", Style.DANGER)))
        case State.DRAFT | State.RETURNED | State.LAPSED:
            return ((act("alert.submit", Style.PRIMARY),), (act("alert.edit"), stop))
        case State.APPROVED if phase(alert, now) is not Phase.OVER:
            follow = _button(words, "alert.follow", "alert.follow", alert, 0, Style.PRIMARY)
            return ((follow, stop), *_reuse(alert, words))
    return _reuse(alert, words)


def _reuse(alert: Alert, words: Words) -> Rows:
    """Two a row: more are cut short on a phone."""
    went_out = OF_WHAT_WENT_OUT if alert.approved_at else ()
    named = (("alert.copy", "alert.copy"), ("alert.keep", "alert.keep"), *went_out)
    buttons = tuple(_button(words, key, action, alert) for key, action in named)
    return tuple(buttons[i : i + 2] for i in range(0, len(buttons), 2))


def _button(words: Words, key: str, action: str, alert: Alert, version: int = 0, style: Style = Style.PLAIN) -> Button:
    pressed = Pressed(action=action, subject=str(alert.id), version=version)
    return Button(text=words.plain(key), data=button_data(pressed), style=style)
