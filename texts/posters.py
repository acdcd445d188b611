"""What stands on the picture of an alert, in one language."""

from datetime import datetime

from domain.alert import Alert, Phase, phase
from domain.alert_content import Kind
from domain.province import Province
from texts.alert_card import areas_named, hazard_name, unmarked
from texts.card_picture import Poster, actions_of
from texts.words import Safe, Term, Words


def poster_of(alert: Alert, words: Words, province: Province, *, link: str, now: datetime) -> Poster:
    """`link` is where anyone can check the alert; one that is over, cancelled or replaced bears the stamp."""
    content = alert.content
    hazard, level = province.hazards.get(content.hazard), province.hazards.levels[content.level]
    key = "poster.level.natural" if hazard.natural else "poster.level.other"
    facts = {"level": content.level, "word": Term(f"level.{content.level}")}
    standing = phase(alert, now) in (Phase.SCHEDULED, Phase.IN_FORCE)
    return Poster(
        colour=level.hex,
        drill="" if content.kind is Kind.ACTUAL else _plain(words.say(f"poster.{content.kind.value}")),
        headline=_plain(words.say("poster.headline", hazard=hazard_name(content.hazard, words, province).upper())),
        level=_plain(words.say(key, **facts)),
        title=content.title,
        area=_plain(words.say("card.areas", areas=areas_named(content.areas, words, province))),
        window=_plain(words.say("card.window", starts=content.starts_at, ends=content.ends_at)),
        actions_label=_plain(words.say("poster.do_now")),
        actions=actions_of(content.advice),
        issuer=_plain(words.say("poster.issuer", unit=alert.unit)),
        check=_plain(words.say("poster.check", code=alert.code)),
        link=link,
        over="" if standing else words.plain("poster.over"),
    )


def _plain(marked: Safe) -> str:
    return unmarked(marked)
