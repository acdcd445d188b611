"""A report in words: as its citizen sees it, as the staff see it, in a list, and in the notice of each move."""

from collections.abc import Sequence
from datetime import datetime

from domain.attachment import KeptFile, Purpose
from domain.province import Province
from domain.report import Event, EventKind, Flag, Report, Spot, State
from texts.times import short_moment
from texts.words import Safe, Term, Words

MARKS = {Flag.OVERDUE: "🔴", Flag.DUE_SOON: "🟠"}
URGENT = "🚨"


def detail(report: Report, events: Sequence[Event], words: Words, province: Province, now: datetime) -> Safe:
    """For its citizen: where it stands and how it came there."""
    lines = [*_head(report, words, province, now), _text(report, words)]
    if report.result and report.state in (State.RESOLVED, State.CLOSED, State.REOPEN_REQUESTED):
        lines.append(result(report, words))
    told = [each for each in events if not each.internal or each.kind is EventKind.MOVE]
    timeline = "\n".join(_event(each, words, with_words=not each.internal) for each in told)
    lines.append(words.say("report.detail.timeline", timeline=Safe(timeline)))
    return _joined(lines)


def public_card(report: Report, words: Words, province: Province, now: datetime) -> Safe:
    """For anybody who has its code: never who sent it, nor where exactly."""
    lines = [*_head(report, words, province, now, spot=False), _text(report, words)]
    return _joined([*lines, result(report, words) if report.result and report.state is State.CLOSED else Safe("")])


def desk_card(
    report: Report,
    events: Sequence[Event],
    files: Sequence[KeptFile],
    sender: str | None,
    words: Words,
    province: Province,
    now: datetime,
) -> Safe:
    """For the staff: everything, with the name of `sender` unless they have none, or want to stay unknown."""
    captions = [each.attachment.caption for each in files if each.attachment.caption]
    lines = [
        *_head(report, words, province, now),
        words.say("desk.urgent") if report.urgent else Safe(""),
        _sender(report, sender, words),
        _text(report, words),
        *(words.say("desk.caption", caption=caption) for caption in captions),
        result(report, words) if report.result else Safe(""),
        words.say("desk.no_proof") if report.result and not _proofs(files) else Safe(""),
        words.say("report.detail.timeline", timeline=Safe("\n".join(_event(each, words) for each in events))),
    ]
    return _joined(lines)


def result(report: Report, words: Words) -> Safe:
    outcome = Term(f"report.outcome.{report.outcome.value}") if report.outcome else Safe("")
    return words.say("report.result", outcome=outcome, result=report.result or "")


def line(report: Report, words: Words, now: datetime) -> str:
    """A button's worth: marks, code, state, when it is due."""
    flag = report.flag(now)
    marks = "".join(mark for mark in (URGENT if report.urgent else "", MARKS[flag] if flag else "") if mark)
    state = words.plain(f"report.state.{report.state.value}")
    due = f" · {words.plain('report.due')} {short_moment(report.due_at, words)}" if flag and report.due_at else ""
    return f"{marks} {report.code} · {state}{due}".strip()


def told(report: Report, event: Event, words: Words, province: Province, *, own: bool) -> Safe:
    """The notice of one event. Those who follow somebody else's report hear where it stands, and of a public one also
    the result; never what was asked of the citizen, nor what the citizen said."""
    key = event.state.value if event.kind is EventKind.MOVE else event.kind.value
    facts = {
        "code": report.code,
        "agency": province.units.name(report.agency),
        "due": report.due_at or event.at,
    }
    said = words.say(f"report.told.{key}", **facts)
    if event.state is State.RESOLVED and report.result and (own or report.public):
        said = Safe(f"{said}\n\n{result(report, words)}")
    if event.words and own and not event.internal:
        said = Safe(f"{said}\n{words.say('report.told.words', words=event.words)}")
    return said


def spot_shown(spot: Spot, words: Words) -> Safe:
    pin = f"{spot.latitude:.5f}, {spot.longitude:.5f}" if spot.latitude is not None else ""
    return Safe(words.written(" · ".join(part for part in (spot.address, pin) if part)))


def field_name(code: str, words: Words, province: Province) -> str:
    key = f"field.{code}"
    return words.plain(key) if words.knows(key) else province.fields.get(code).name


def _head(report: Report, words: Words, province: Province, now: datetime, *, spot: bool = True) -> list[Safe]:
    flag = report.flag(now)
    due = words.say("report.detail.due", due=report.due_at) if report.due_at and flag is not Flag.OVERDUE else Safe("")
    late = words.say("report.detail.overdue", due=report.due_at or now) if flag is Flag.OVERDUE else Safe("")
    shown = spot_shown(report.spot, words) if spot and report.spot else ""
    return [
        words.say("report.detail", code=report.code, state=Term(f"report.state.{report.state.value}")),
        words.say("report.detail.field", field=field_name(report.field, words, province)),
        words.say("report.detail.agency", agency=province.units.name(report.agency)),
        words.say("report.detail.area", area=province.areas.get(report.area).name),
        words.say("report.detail.place", place=Safe(shown)) if shown else Safe(""),
        words.say("report.detail.files", count=report.files) if report.files else Safe(""),
        words.say("report.detail.public") if report.public else Safe(""),
        late or (due if report.state not in (State.CLOSED, State.RESOLVED) else Safe("")),
    ]


def _sender(report: Report, name: str | None, words: Words) -> Safe:
    if report.anonymous:
        return words.say("desk.anonymous")
    return words.say("desk.citizen", name=name) if name else words.say("desk.nameless")


def _text(report: Report, words: Words) -> Safe:
    return words.say("report.detail.text", text=report.text) if report.text else words.say("report.detail.emptied")


def _event(event: Event, words: Words, *, with_words: bool = True) -> Safe:
    key = f"report.state.{event.state.value}" if event.kind is EventKind.MOVE else f"report.event.{event.kind.value}"
    said = words.say("report.event", at=Safe(short_moment(event.at, words)), state=Term(key))
    return words.say("report.event.words", event=said, words=event.words) if event.words and with_words else said


def _proofs(files: Sequence[KeptFile]) -> int:
    return sum(each.purpose is Purpose.RESULT for each in files)


def _joined(lines: Sequence[str]) -> Safe:
    return Safe("\n".join(each for each in lines if each))
