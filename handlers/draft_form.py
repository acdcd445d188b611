"""The form in which an alert is drafted: its steps, what each accepts, and how answers become what an alert says."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from domain.alert_content import (
    ADVICE_MOST,
    BULLETIN_MOST,
    SOURCE_MOST,
    TEXT_MOST,
    TITLE_MOST,
    Content,
    Kind,
    check_window,
)
from domain.hazard import LEVELS
from domain.refused import Refused
from domain.wording import utf16
from handlers.step import Choice
from handlers.steps.choice import ChoiceStep
from handlers.steps.communes import CommunesStep
from handlers.steps.hazard import NATURAL, HazardStep, natural
from handlers.steps.moment import END_OF_DAY, MomentStep
from handlers.steps.picture import PictureStep
from handlers.steps.review import ReviewStep
from handlers.steps.text import TextStep
from handlers.turn import Turn
from texts import alert_card
from texts.words import Term

ALERT, VERSION, UPDATES, CHANGE = "_alert", "_version", "_updates", "_change"
KIND_FIXED = "_kind_fixed"
"""What the form holds beside the answers: which alert it changes or follows, and whether its kind may be chosen."""

AT_ONCE = timedelta(minutes=1)  # a start this little in the past was meant as "now"


def answers_of(turn: Turn, content: Content, *, without: Collection[str] = ()) -> dict[str, Any]:
    """What the form holds for a content, less what is to be asked anew."""
    issued = content.issued_at
    answers = {
        "kind": content.kind.value,
        "hazard": content.hazard,
        NATURAL: turn.house.province.hazards.get(content.hazard).natural,
        "level": str(content.level),
        "title": content.title,
        "text": content.text,
        "advice": content.advice,
        "areas": list(content.areas),
        "source": content.source,
        "bulletin": content.bulletin,
        "issued": issued.isoformat() if issued else None,
        "starts": content.starts_at.isoformat(),
        "ends": content.ends_at.isoformat(),
    }
    given = {key: value for key, value in answers.items() if key not in without and value is not None}
    return {**given, "picture": content.picture}


def content_from(answers: dict[str, Any]) -> Content:
    """What the form, when it is done, has made of it."""
    return Content(
        kind=Kind(answers["kind"]),
        hazard=answers["hazard"],
        level=int(answers["level"]),
        title=answers["title"],
        text=answers["text"],
        advice=answers["advice"],
        areas=tuple(answers["areas"]),
        source=answers.get("source"),
        bulletin=answers.get("bulletin"),
        issued_at=datetime.fromisoformat(answers["issued"]) if answers.get("issued") else None,
        picture=answers.get("picture"),
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
            name=str(
                turn.words.say(
                    "alert.level",
                    mark=marks[level].mark,
                    level=level,
                    word=Term(f"level.{level}"),
                    colour=Term(f"level.{level}.colour"),
                )
            ),
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


def _just_now(turn: Turn, answers: dict[str, Any]) -> tuple[tuple[str, str, datetime], ...]:
    return (("now", turn.words.plain("alert.issued_now"), turn.now),)


def _check_issued(turn: Turn, answers: dict[str, Any], moment: datetime) -> None:
    if moment > turn.now + AT_ONCE:
        raise Refused("alert.issued_in_the_future", issued_at=moment)


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


def _kind_is_open(answers: dict[str, Any]) -> bool:
    """Chosen first, and never changed after: not by an edit, not by what follows an alert or copies a drill."""
    return not {ALERT, UPDATES, KIND_FIXED} & answers.keys()


STEPS = (
    ChoiceStep(key="kind", choices=_kinds, when=_kind_is_open),
    HazardStep(key="hazard", choices=_hazards, columns=2),
    ChoiceStep(key="level", choices=_levels),
    TextStep(key="title", accept=_at_most("alert.title_too_long", TITLE_MOST)),
    TextStep(key="text", accept=_at_most("alert.text_too_long", TEXT_MOST)),
    TextStep(key="advice", accept=_at_most("alert.advice_too_long", ADVICE_MOST)),
    CommunesStep(key="areas"),
    TextStep(key="source", accept=_at_most("alert.source_too_long", SOURCE_MOST), when=natural),
    TextStep(key="bulletin", accept=_at_most("alert.bulletin_too_long", BULLETIN_MOST), when=natural),
    MomentStep(key="issued", presets=_just_now, check=_check_issued, when=natural),
    PictureStep(key="picture", optional=True),
    MomentStep(key="starts", presets=_starts, check=_check_start),
    MomentStep(key="ends", presets=_ends, check=_check_end, whole_day=END_OF_DAY),
    ReviewStep(),
)
