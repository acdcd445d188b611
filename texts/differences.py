"""What has changed between two revisions of an alert, line by line, for whoever has seen the earlier one."""

from domain.alert_content import Content
from domain.province import Province
from texts.alert_card import areas_named, hazard_name
from texts.words import Safe, Words

MOST = 60  # signs of a long text that are shown on each side


def differences(before: Content, after: Content, words: Words, province: Province) -> Safe:
    """A line a changed answer, named as the form names it; empty when nothing changed."""
    told, tells = _shown(before, words, province), _shown(after, words, province)
    changed = [
        words.say("difference", label=words.say(f"draft.{key}.label"), before=told[key], after=tells[key])
        for key in told
        if told[key] != tells[key]
    ]
    return Safe("\n".join(changed))


def _shown(content: Content, words: Words, province: Province) -> dict[str, object]:
    return {
        "hazard": hazard_name(content.hazard, words, province),
        "level": content.level,
        "title": _cut(content.title),
        "text": _cut(content.text),
        "advice": _cut(content.advice),
        "areas": areas_named(content.areas, words, province),
        "source": content.source or "–",
        "bulletin": content.bulletin or "–",
        "issued": content.issued_at or "–",
        "starts": content.starts_at,
        "ends": content.ends_at,
    }


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST]}…"
