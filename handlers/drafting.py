"""An approver drafts an alert step by step, sees it exactly as people will, and submits that very revision."""

from datetime import datetime, timedelta
from typing import Any

from channels.message import Button, Style
from domain.alert import ADVICE_MOST, LONG, SOURCE_MOST, TEXT_MOST, TITLE_MOST, Alert, Content, Kind, check_window
from domain.hazard import LEVELS
from domain.refused import Refused
from domain.role import Role
from domain.wording import utf16
from handlers import form, menu
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Choice, Form
from handlers.steps.choice import ChoiceStep
from handlers.steps.communes import CommunesStep
from handlers.steps.moment import END_OF_DAY, MomentStep
from handlers.steps.review import ReviewStep
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import alerting
from storage import alerts, chats
from texts import alert_card
from texts.times import duration
from texts.words import Safe, Term

ALERT = "_alert"
AT_ONCE = timedelta(minutes=1)  # a start this little in the past was meant as "now"

routes = Routes()


@routes.command("soancanhbao", role=Role.APPROVER)
async def draft(turn: Turn, arguments: str) -> None:
    await form.open_form(turn, DRAFT.name)


@routes.press("alert.edit", role=Role.APPROVER)
async def edit(turn: Turn, pressed: Pressed) -> None:
    """Open the form again with everything filled in: the last step is the summary."""
    alert = await alerts.get(turn.tx, pressed.row)
    content = alert.content
    await form.open_form(
        turn,
        DRAFT.name,
        {
            ALERT: alert.id,
            "kind": content.kind.value,
            "hazard": content.hazard,
            "level": str(content.level),
            "title": content.title,
            "text": content.text,
            "advice": content.advice,
            "areas": list(content.areas),
            "source": content.source,
            "starts": content.starts_at.isoformat(),
            "ends": content.ends_at.isoformat(),
        },
    )


@routes.press("alert.submit", role=Role.APPROVER)
async def submit(turn: Turn, pressed: Pressed) -> None:
    """The version in the button is that of the preview that was seen."""
    seen = await alerts.get(turn.tx, pressed.row)
    if seen.version != pressed.version:
        raise Refused("alert.changed_meanwhile")
    submitted = await alerting.submit(turn.tx, seen.id, turn.person, seen=seen.digest, now=turn.now)
    turn.redraw(turn.words.say("alert.submitted", code=submitted.code))
    await _ask_approvers(turn, submitted)


async def preview(turn: Turn, alert: Alert) -> None:
    """The very message, and what sending it means; how many it reaches is counted after the commit."""
    turn.say("alert.preview.above", code=alert.code, keys=menu.keys(turn))
    turn.show(alert_card.card(alert.content, turn.words, turn.house.province, unit=alert.unit, code=alert.code))
    turn.say(
        "alert.preview.below",
        starts=alert.content.starts_at,
        ends=alert.content.ends_at,
        duration=duration(alert.content.ends_at - alert.content.starts_at, turn.words),
        notes=_notes(turn, alert.content),
        buttons=_buttons(turn, alert),
    )


def _buttons(turn: Turn, alert: Alert) -> list[list[Button]]:
    submit = turn.button("alert.submit", "alert.submit", alert.id, alert.version, style=Style.SUCCESS)
    edit = turn.button("alert.edit", "alert.edit", alert.id, alert.version)
    return [[submit], [edit]]


def _notes(turn: Turn, content: Content) -> Safe:
    """What an author should look at twice; none of it stops them."""
    usual = turn.house.province.hazards.get(content.hazard).levels
    notes = []
    if content.ends_at - content.starts_at > LONG:
        notes.append(turn.words.say("alert.note.long"))
    if usual and not usual[0] <= content.level <= usual[1]:
        notes.append(turn.words.say("alert.note.unusual_level", least=usual[0], most=usual[1]))
    return Safe("".join(f"\n⚠️ {note}" for note in notes))


async def _ask_approvers(turn: Turn, alert: Alert) -> None:
    for approver in await chats.list_with_role(turn.tx, Role.APPROVER):
        if approver.person == turn.person.id and turn.house.policy.needs_two(alert.content):
            continue
        words = turn.house.catalogues[approver.chat.language]
        look = turn.button("alert.look", "alert.review", alert.id, style=Style.PRIMARY)
        headline = alert_card.headline(alert.content, words, turn.house.province)
        turn.notify(approver.chat, "alert.please_approve", headline=headline, code=alert.code, buttons=[[look]])


async def _finish(turn: Turn, answers: dict[str, Any]) -> None:
    content = _content(answers)
    if answers.get(ALERT):
        alert = await alerting.edit(turn.tx, answers[ALERT], turn.person, content, now=turn.now)
    else:
        alert = await alerting.draft(turn.tx, turn.person, content, now=turn.now)
    await preview(turn, alert)


def _content(answers: dict[str, Any]) -> Content:
    return Content(
        kind=Kind(answers["kind"]),
        hazard=answers["hazard"],
        level=int(answers["level"]),
        title=answers["title"],
        text=answers["text"],
        advice=answers["advice"],
        areas=tuple(answers["areas"]),
        source=answers.get("source"),
        starts_at=datetime.fromisoformat(answers["starts"]),
        ends_at=datetime.fromisoformat(answers["ends"]),
    )


def _kinds(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(value=kind.value, name=turn.words.plain(f"alert.kind.{kind.value}")) for kind in Kind)


def _hazards(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    province = turn.house.province
    return tuple(
        Choice(value=code, name=alert_card.hazard_name(code, turn.words, province)) for code in province.hazards.hazards
    )


def _levels(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    marks = turn.house.province.hazards.levels
    return tuple(
        Choice(
            value=str(level),
            name=str(turn.words.say("alert.level", mark=marks[level].mark, level=level, word=Term(f"level.{level}"))),
        )
        for level in LEVELS
    )


def _starts(turn: Turn, answers: dict[str, Any]) -> tuple[tuple[str, str, datetime], ...]:
    return (("now", turn.words.plain("alert.start_now"), turn.now),)


def _ends(turn: Turn, answers: dict[str, Any]) -> tuple[tuple[str, str, datetime], ...]:
    starts = datetime.fromisoformat(answers["starts"])
    return tuple(
        (f"h{hours}", str(turn.words.say("alert.end_after", hours=hours)), starts + timedelta(hours=hours))
        for hours in (6, 12, 24)
    )


def _check_start(turn: Turn, answers: dict[str, Any], moment: datetime) -> None:
    if moment < turn.now - AT_ONCE:
        raise Refused("alert.starts_in_the_past", starts_at=moment)


def _check_end(turn: Turn, answers: dict[str, Any], moment: datetime) -> None:
    check_window(datetime.fromisoformat(answers["starts"]), moment, now=turn.now)


def _at_most(key: str, most: int) -> Any:
    def accept(text: str) -> str:
        if utf16(text) > most:
            raise Refused(key, most=most, length=utf16(text))
        return text

    return accept


DRAFT = Form(
    name="draft",
    steps=(
        ChoiceStep(key="kind", choices=_kinds, when=lambda answers: ALERT not in answers),
        ChoiceStep(key="hazard", choices=_hazards, columns=2),
        ChoiceStep(key="level", choices=_levels),
        TextStep(key="title", accept=_at_most("alert.title_too_long", TITLE_MOST)),
        TextStep(key="text", accept=_at_most("alert.text_too_long", TEXT_MOST)),
        TextStep(key="advice", accept=_at_most("alert.advice_too_long", ADVICE_MOST)),
        CommunesStep(key="areas"),
        TextStep(key="source", accept=_at_most("alert.source_too_long", SOURCE_MOST), optional=True),
        MomentStep(key="starts", presets=_starts, check=_check_start),
        MomentStep(key="ends", presets=_ends, check=_check_end, whole_day=END_OF_DAY),
        ReviewStep(),
    ),
    finish=_finish,
    privileged=True,
)
