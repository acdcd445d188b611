"""An approver drafts an alert step by step, sees it exactly as people will, and submits that very revision."""

from typing import Any

from channels.message import Button, Say, Style
from domain.alert import Alert, Change, may_edit, may_follow
from domain.alert_content import LONG, Content, Kind
from domain.refused import Refused
from domain.role import Role
from domain.wording import utf16
from handlers import form, menu
from handlers.draft_form import ALERT, CHANGE, KIND_FIXED, STEPS, UPDATES, VERSION, answers_of, content_from
from handlers.issuing import picture_of
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Form
from handlers.turn import Turn
from services import alerting
from storage import alerts, chats, forms, templates
from texts import alert_card
from texts.times import duration
from texts.words import Safe

TIMES = frozenset({"starts", "ends", "issued", "bulletin"})

_ASKED_ANEW = {
    Change.UPDATE: frozenset({"text", "bulletin", "issued"}),
    Change.CORRECTION: frozenset({"text"}),
    Change.LONGER: frozenset({"ends"}),
    Change.SHORTER: frozenset({"ends"}),
    Change.FINAL: frozenset[str](),
}

routes = Routes()


@routes.command("soancanhbao", role=Role.APPROVER)
async def draft(turn: Turn, arguments: str) -> None:
    """A unit with templates is offered them; a draft that was left is gone on with."""
    kept = await templates.list_of(turn.tx, turn.person.unit_as(Role.APPROVER))
    if not kept or await forms.find(turn.tx, turn.chat.id, DRAFT.name):
        return await form.open_form(turn, DRAFT.name)
    rows = [[turn.named_button(each.name, "template.use", each.id)] for each in kept]
    turn.say("draft.from_what", buttons=[[turn.button("draft.anew", "draft.anew", style=Style.PRIMARY)], *rows])


@routes.press("draft.anew", role=Role.APPROVER)
async def anew(turn: Turn, pressed: Pressed) -> None:
    await form.open_form(turn, DRAFT.name)


@routes.press("template.use", role=Role.APPROVER)
async def use_template(turn: Turn, pressed: Pressed) -> None:
    content = await templates.get(turn.tx, pressed.row, unit=turn.person.unit_as(Role.APPROVER))
    await _begin(turn, _copy_of(turn, content))


@routes.press("alert.copy", role=Role.APPROVER)
async def copy(turn: Turn, pressed: Pressed) -> None:
    """A new draft from an earlier alert: all of it but its times."""
    alert = await alerts.get(turn.tx, pressed.row)
    await _begin(turn, _copy_of(turn, alert.content))


async def _begin(turn: Turn, answers: dict[str, Any]) -> None:
    """Open the form filled in; a draft that was left unfinished is not written over, but named."""
    left = await forms.find(turn.tx, turn.chat.id, DRAFT.name)
    if left is None:
        return await form.open_form(turn, DRAFT.name, answers)
    resume = turn.button("form.resume", "form.resume", style=Style.PRIMARY)
    discard = turn.button("form.drop", "form.drop", version=left.version, style=Style.DANGER)
    turn.say("draft.unfinished", buttons=[[resume, discard]])


def _copy_of(turn: Turn, content: Content) -> dict[str, Any]:
    """A copy of a drill stays a drill: no path leads from an exercise to the public."""
    fixed = {} if content.kind is Kind.ACTUAL else {KIND_FIXED: True}
    return {**answers_of(turn, content, without=TIMES), **fixed}


@routes.press("alert.edit", role=Role.APPROVER)
async def edit(turn: Turn, pressed: Pressed) -> None:
    """Open the form again with everything filled in: the last step is the summary."""
    alert = await as_seen(turn, pressed.row, pressed.version)
    may_edit(alert, turn.person)
    await _begin(turn, {**answers_of(turn, alert.content), ALERT: alert.id, VERSION: alert.version})


async def as_seen(turn: Turn, alert_id: int, version: int) -> Alert:
    """The alert, if it is still what the presser had before their eyes."""
    alert = await alerts.get(turn.tx, alert_id)
    if alert.version != version:
        raise Refused("alert.changed_meanwhile")
    return alert


@routes.press("alert.follow", role=Role.APPROVER)
async def follow(turn: Turn, pressed: Pressed) -> None:
    """What may follow an alert in force; each with a prepared wording."""
    alert = await alerts.get(turn.tx, pressed.row)
    rows = [[turn.button(f"change.{each.value}", f"change.{each.value}", alert.id)] for each in Change]
    turn.say("draft.which_change", code=alert.code, buttons=rows)


async def _follow_up(turn: Turn, pressed: Pressed, change: Change) -> None:
    """The earlier alert's words with a prepared beginning; only what the change is about is asked anew."""
    alert = await alerts.get(turn.tx, pressed.row)
    may_follow(alert, alert.content, now=turn.now)
    answers = answers_of(turn, alert.content, without=_ASKED_ANEW[change])
    prepared = f"draft.prepared.{change.value}"
    if "text" in answers and turn.words.knows(prepared):
        answers["text"] = turn.house.catalogues["vi"].plain(prepared)
    starts = {"starts": turn.now.isoformat()}
    await _begin(turn, {**answers, **starts, UPDATES: alert.id, CHANGE: change.value})


def _note_follow_up(change: Change) -> None:
    @routes.press(f"change.{change.value}", role=Role.APPROVER)
    async def follow_up(turn: Turn, pressed: Pressed) -> None:
        await _follow_up(turn, pressed, change)


for _change in Change:
    _note_follow_up(_change)


@routes.press("alert.submit", role=Role.APPROVER)
async def submit(turn: Turn, pressed: Pressed) -> None:
    """The version in the button is that of the preview that was seen."""
    seen = await as_seen(turn, pressed.row, pressed.version)
    submitted = await alerting.submit(turn.tx, seen.id, turn.person, seen=seen.digest, now=turn.now)
    turn.redraw(turn.words.say("alert.submitted", code=submitted.code))
    await _ask_approvers(turn, submitted)


async def preview(turn: Turn, alert: Alert) -> None:
    """The very message, and what sending it means; how many it reaches is counted after the commit."""
    turn.say("alert.preview.above", code=alert.code, keys=menu.keys(turn))
    await show_cards(turn, alert)
    turn.say(
        "alert.preview.below",
        starts=alert.content.starts_at,
        ends=alert.content.ends_at,
        duration=duration(alert.content.ends_at - alert.content.starts_at, turn.words),
        notes=_notes(turn, alert.content),
        buttons=_buttons(turn, alert),
    )


async def show_cards(turn: Turn, alert: Alert) -> None:
    """The very message, in every language that people read, one's own first."""
    for card in await _cards(turn, alert):
        turn.send(Say(text=card, picture=picture_of(alert)))


async def _cards(turn: Turn, alert: Alert) -> list[Safe]:
    """Raises `Refused` for a message that is too long for one of the channels, or to stand under its picture."""
    earlier = await alerts.get(turn.tx, alert.updates) if alert.updates else None
    issue = alert_card.issue_of(alert, earlier)
    spoken = sorted(turn.house.catalogues.languages, key=lambda language: language != turn.chat.language)
    made = [
        alert_card.card(alert.content, turn.house.catalogues[language], turn.house.province, issue)
        for language in spoken
    ]
    longest = max(utf16(alert_card.unmarked(each)) for each in made)
    most = alert_card.LONGEST_UNDER_PICTURE if alert.content.picture else alert_card.LONGEST
    if longest > most:
        raise Refused("alert.card_too_long", length=longest, most=most)
    return made


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
    """The approvers of the unit and above; not those who could not decide it."""
    policy = turn.house.policy
    for approver in await chats.list_with_role(turn.tx, Role.APPROVER):
        own = approver.person in alert.touched_by and policy.needs_two(alert.content)
        if own or not policy.concerns(approver.unit, alert):
            continue
        words = turn.house.catalogues[approver.chat.language]
        look = turn.button("alert.look", "alert.review", alert.id, style=Style.PRIMARY)
        headline = alert_card.headline(alert.content, words, turn.house.province)
        turn.notify(approver.chat, "alert.please_approve", headline=headline, code=alert.code, buttons=[[look]])


async def _finish(turn: Turn, answers: dict[str, Any]) -> None:
    content = content_from(answers)
    if answers.get(ALERT):
        opened = await as_seen(turn, answers[ALERT], answers[VERSION])
        alert = await alerting.edit(turn.tx, opened.id, turn.person, content, now=turn.now)
    else:
        change = Change(answers[CHANGE]) if answers.get(CHANGE) else None
        updates = answers.get(UPDATES)
        alert = await alerting.draft(turn.tx, turn.person, content, now=turn.now, updates=updates, change=change)
    await preview(turn, alert)


DRAFT = Form(name="draft", steps=STEPS, finish=_finish, privileged=True)
