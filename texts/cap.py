"""Alerts in the Common Alerting Protocol, version 1.2 (OASIS, 1 July 2010): what other systems read.

One `alert` a message, one `info` a language. An issued message is never changed: a later one refers to it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

from domain.alert import Alert, Change, State
from domain.alert_content import Kind
from domain.province import Province
from texts.alert_card import headline
from texts.words import Catalogues, Words

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SENDER = "1022.tayninh.gov.vn"
GEOCODE = "VN-NSO-xa"  # commune codes of the National Statistics Office
LANGUAGES = {"vi": "vi-VN", "en": "en-US"}
STATUS = {Kind.ACTUAL: "Actual", Kind.EXERCISE: "Exercise", Kind.TEST: "Test"}
AT_ONCE, SOON = timedelta(hours=1), timedelta(hours=6)

Line = tuple[str, str]

_DEFAULT: Any = {None: NAMESPACE}


def document(alert: Alert, catalogues: Catalogues, province: Province, *, earlier: Alert | None) -> bytes:
    """The message as XML, UTF-8. Elements stand in the order that the schema asks."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap=_DEFAULT)
    _add(root, _head(alert, catalogues["vi"], earlier))
    for language in catalogues.languages:
        _info(root, alert, catalogues[language], province)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def identifier(alert: Alert) -> str:
    """Ours and nobody else's, free of spaces, commas and the signs that the standard forbids."""
    return f"{SENDER}.{alert.code}"


def _head(alert: Alert, words: Words, earlier: Alert | None) -> Iterator[Line]:
    cancelled = alert.state is State.CANCELLED
    yield "identifier", identifier(alert) + (".cancel" if cancelled else "")
    yield "sender", SENDER
    yield "sent", _time(_sent(alert), words)
    yield "status", STATUS[alert.content.kind]
    yield "msgType", "Cancel" if cancelled else "Update" if earlier else "Alert"
    yield "scope", "Public"
    if cancelled and alert.reason:
        yield "note", alert.reason
    referred = alert if cancelled else earlier
    if referred is not None:
        yield "references", f"{SENDER},{identifier(referred)},{_time(_approved(referred), words)}"


def _info(root: etree._Element, alert: Alert, words: Words, province: Province) -> None:
    content = alert.content
    hazard, level = province.hazards.get(content.hazard), province.hazards.levels[content.level]
    info = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    final = alert.change is Change.FINAL
    lines: list[Line] = [
        ("language", LANGUAGES[words.language]),
        ("category", hazard.cap_category),
        ("event", words.plain(f"hazard.{hazard.code}") if words.knows(f"hazard.{hazard.code}") else hazard.name),
        ("responseType", "AllClear" if final else "Execute"),
        ("urgency", _urgency(alert)),
        ("severity", level.cap_severity if hazard.natural else "Unknown"),
        ("certainty", "Observed" if final else "Likely"),
        ("effective", _time(_approved(alert), words)),
        ("onset", _time(content.starts_at, words)),
        ("expires", _time(content.ends_at, words)),
        ("senderName", alert.unit),
        ("headline", f"{headline(content, words, province)}: {content.title}"),
        ("description", content.text),
        ("instruction", content.advice),
        ("contact", "1022"),
    ]
    _add(info, iter(lines))
    _parameter(info, "level", str(content.level))
    if content.source:
        _parameter(info, "source", content.source)
    if content.bulletin:
        _parameter(info, "bulletin", content.bulletin)
    for area in content.areas:
        _area(info, area, province)


def _area(info: etree._Element, code: str, province: Province) -> None:
    area = etree.SubElement(info, f"{{{NAMESPACE}}}area")
    whole = code == province.areas.province_code
    _add(area, iter([("areaDesc", province.areas.province if whole else province.areas.get(code).name)]))
    geocode = etree.SubElement(area, f"{{{NAMESPACE}}}geocode")
    _add(geocode, iter([("valueName", "VN-NSO-tinh" if whole else GEOCODE), ("value", code)]))


def _parameter(info: etree._Element, name: str, value: str) -> None:
    parameter = etree.SubElement(info, f"{{{NAMESPACE}}}parameter")
    _add(parameter, iter([("valueName", name), ("value", value)]))


def _add(parent: etree._Element, lines: Iterator[Line]) -> None:
    for name, text in lines:
        etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text


def _urgency(alert: Alert) -> str:
    if alert.change is Change.FINAL:
        return "Past"
    ahead = alert.content.starts_at - _approved(alert)
    return "Immediate" if ahead <= AT_ONCE else "Expected" if ahead <= SOON else "Future"


def _sent(alert: Alert) -> datetime:
    return alert.closed_at if alert.state is State.CANCELLED and alert.closed_at else _approved(alert)


def _approved(alert: Alert) -> datetime:
    return alert.approved_at or alert.content.starts_at


def _time(moment: datetime, words: Words) -> str:
    """With the province's offset and whole seconds, as the standard asks ("never Z")."""
    return moment.astimezone(words.zone).replace(microsecond=0).isoformat()
