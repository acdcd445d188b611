"""The card of an alert: the very message that people get. Level, hazard and area stand in the first 60 characters."""

from domain.alert import Content, Kind
from domain.province import Province
from texts.times import short_moment
from texts.words import Safe, Words

AREAS_NAMED = 12


def card(content: Content, words: Words, province: Province, *, unit: str, code: str) -> Safe:
    """The message in one language, as marked-up text under 2,000 characters (the least that a channel takes)."""
    lines = [
        _drill(content, words),
        _headline(content, words, province),
        words.say("card.areas", areas=areas_named(content.areas, words, province)),
        words.say("card.window", starts=content.starts_at, ends=content.ends_at),
        "",
        words.say("card.title", title=content.title),
        words.say("card.text", text=content.text),
        words.say("card.advice", advice=content.advice),
        "",
        words.say("card.source", source=content.source) if content.source else "",
        words.say("card.issuer", unit=unit, code=code),
        words.say("card.until", ends=Safe(short_moment(content.ends_at, words))),
    ]
    return Safe("\n".join(line for before, line in zip(["", *lines], lines, strict=False) if line or before).strip())


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


def _headline(content: Content, words: Words, province: Province) -> str:
    return words.say("card.headline.bold", headline=headline(content, words, province))


def _drill(content: Content, words: Words) -> str:
    return "" if content.kind is Kind.ACTUAL else words.say(f"card.{content.kind.value}")
