"""The card of an alert: the very message that people get. Level, hazard and area stand in the first 60 characters."""

import re
from dataclasses import dataclass
from html import unescape

from domain.alert import Alert, Change
from domain.alert_content import Content, Kind
from domain.province import Province
from texts.times import short_moment
from texts.words import Safe, Words

AREAS_NAMED = 12
LONGEST = 1850  # UTF-16 units, of what is read: the least that a channel takes, with room for numbered answers
LONGEST_UNDER_PICTURE = 1024  # the same, of a caption on Telegram

_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Who issues a message, under which code, and what it does to which earlier one."""

    unit: str
    code: str
    change: Change | None = None
    earlier: str | None = None


def issue_of(alert: Alert, earlier: Alert | None = None) -> Issue:
    return Issue(unit=alert.unit, code=alert.code, change=alert.change, earlier=earlier.code if earlier else None)


def card(content: Content, words: Words, province: Province, issue: Issue) -> Safe:
    """The message in one language, as marked-up text under 2,000 characters (the least that a channel takes)."""
    return _joined(
        [
            _drill(content, words),
            _headline(content, words, province),
            _change(issue, words),
            words.say("card.areas", areas=areas_named(content.areas, words, province)),
            words.say("card.window", starts=content.starts_at, ends=content.ends_at),
            "",
            words.say("card.title", title=content.title),
            words.say("card.text", text=content.text),
            words.say("card.advice", advice=content.advice),
            "",
            _source(content, words),
            words.say("card.issuer", unit=issue.unit, code=issue.code),
            words.say("card.until", ends=Safe(short_moment(content.ends_at, words))),
        ]
    )


def withdrawal(content: Content, words: Words, province: Province, issue: Issue, *, reason: str) -> Safe:
    """What those who got an alert hear when it is cancelled."""
    return _joined(
        [
            _drill(content, words),
            words.say("card.withdrawn", headline=headline(content, words, province)),
            words.say("card.areas", areas=areas_named(content.areas, words, province)),
            words.say("card.withdrawn_why", reason=reason),
            words.say("card.issuer", unit=issue.unit, code=issue.code),
            words.say("card.hotline"),
        ]
    )


def unmarked(text: str) -> str:
    """What is read of a marked-up text."""
    return unescape(_TAG.sub("", text))


def headline(content: Content, words: Words, province: Province) -> Safe:
    """One line for lists and lock screens: mark, hazard, level in word and number."""
    hazard, level = province.hazards.get(content.hazard), province.hazards.levels[content.level]
    key = "card.headline.natural" if hazard.natural else "card.headline.other"
    return words.say(
        key,
        mark=level.mark,
        hazard=hazard_name(content.hazard, words, province),
        level=content.level,
        word=Safe(words.plain(f"level.{content.level}")),
    )


def areas_named(areas: tuple[str, ...], words: Words, province: Province) -> Safe:
    if province.whole(areas):
        return words.say("card.whole_province", count=len(province.areas.all))
    names = [province.areas.get(code).name for code in areas[:AREAS_NAMED]]
    more = len(areas) - len(names)
    joined = ", ".join(words.written(name) for name in names)
    return words.say("card.areas_and_more", areas=Safe(joined), more=more) if more > 0 else Safe(joined)


def hazard_name(code: str, words: Words, province: Province) -> str:
    key = f"hazard.{code}"
    return words.plain(key) if words.knows(key) else province.hazards.get(code).name


def _joined(lines: list[str]) -> Safe:
    """Lines, with at most one empty one between them."""
    return Safe("\n".join(line for before, line in zip(["", *lines], lines, strict=False) if line or before).strip())


def _change(issue: Issue, words: Words) -> str:
    return words.say(f"card.change.{issue.change.value}", code=issue.earlier or "") if issue.change else ""


def _source(content: Content, words: Words) -> str:
    if not content.source:
        return ""
    if not content.bulletin or content.issued_at is None:
        return words.say("card.source", source=content.source)
    return words.say("card.bulletin", source=content.source, bulletin=content.bulletin, issued=content.issued_at)


def _headline(content: Content, words: Words, province: Province) -> str:
    return words.say("card.headline.bold", headline=headline(content, words, province))


def _drill(content: Content, words: Words) -> str:
    return "" if content.kind is Kind.ACTUAL else words.say(f"card.{content.kind.value}")
