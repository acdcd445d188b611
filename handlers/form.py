"""The engine of guided forms. What it gives every form without a line in the form itself: the count of steps, back,
skip, cancel, the same words typed, answers by button, number or typing, and a draft that a restart does not lose.
"""

from dataclasses import replace
from typing import Any

from channels.incoming import Press, Text
from channels.message import Say, Style
from domain.refused import Refused
from handlers import menu
from handlers.form_question import ask, named_choice
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Again, Form, Goto, Partly, Step, Taken, Took
from handlers.turn import Turn
from storage import forms
from storage.forms import PARTLY, Draft
from texts.words import Safe

EDITING = "_editing"

routes = Routes()


async def open_form(turn: Turn, name: str, answers: dict[str, Any] | None = None) -> None:
    """Begin a form, or go on with the one that was left unfinished."""
    form, left = turn.forms[name], await forms.find(turn.tx, turn.chat.id, name)
    if left is not None and form.resumable and all(key.startswith("_") for key in answers or {}):
        return await _resume(turn, form, replace(left, answers={**left.answers, **(answers or {})}))
    first = _first_open(form, answers or {})
    draft = Draft(
        chat=turn.chat.id,
        form=name,
        step=first.key,
        version=_first_version(turn),
        opened_at=turn.now,
        answers=answers or {},
    )
    await _arrive(turn, form, draft, first)


async def answer(turn: Turn, draft: Draft) -> None:
    """Something typed, sent or shared while a form is open."""
    form = turn.forms[draft.form]
    if form.privileged and turn.incoming.forwarded:
        raise Refused("access.forwarded")
    step = form.step(draft.step)
    for word, act in (("form.back", _back), ("form.skip", _skip), ("form.cancel", _cancel)):
        if turn.is_word(word) or (word == "form.back" and turn.typed == "0"):
            return await act(turn, form, draft)
    if not await _caught(turn, form, draft, step):
        await _take(turn, form, draft, step, await named_choice(turn, draft, step))


async def mention_open(turn: Turn, draft: Draft) -> None:
    """After a command in the middle of a form: the draft is still there, one tap away."""
    title = turn.words.say(f"{draft.form}.title")
    turn.say("form.still_open", title=title, buttons=[[turn.button("form.resume", "form.resume")]])


@routes.press("form.pick")
async def pick(turn: Turn, pressed: Pressed) -> None:
    if present := await _present(turn, pressed):
        form, draft = present
        await _take(turn, form, draft, form.step(draft.step), pressed.subject)


@routes.press("form.edit")
async def edit(turn: Turn, pressed: Pressed) -> None:
    if present := await _present(turn, pressed):
        form, draft = present
        listed = {step.key for step in form.applying(draft.answers) if step.listed}
        if draft.step != form.summary or pressed.subject not in listed:
            raise Refused("press.unreadable")
        draft = replace(draft, answers={**draft.answers, EDITING: draft.step})
        await _arrive(turn, form, draft, form.step(pressed.subject))


@routes.press("form.back")
async def back(turn: Turn, pressed: Pressed) -> None:
    if present := await _present(turn, pressed):
        await _back(turn, *present)


@routes.press("form.skip")
async def skip(turn: Turn, pressed: Pressed) -> None:
    if present := await _present(turn, pressed):
        await _skip(turn, *present)


@routes.press("form.cancel")
async def cancel(turn: Turn, pressed: Pressed) -> None:
    if present := await _present(turn, pressed):
        await _cancel(turn, *present)


@routes.press("form.drop")
async def drop(turn: Turn, pressed: Pressed) -> None:
    if present := await _present(turn, pressed):
        await drop_draft(turn, *present)


@routes.press("form.resume")
async def resume(turn: Turn, pressed: Pressed) -> None:
    draft = await forms.find_open(turn.tx, turn.chat.id)
    if draft is None:
        raise Refused("form.none_open")
    await ask(turn, turn.forms[draft.form], draft)


async def _resume(turn: Turn, form: Form, left: Draft) -> None:
    turn.say("form.resumed", title=turn.words.say(f"{form.name}.title"))
    draft = replace(left, opened_at=turn.now, version=left.version + 1)
    await forms.put(turn.tx, draft, now=turn.now)
    await ask(turn, form, draft)


async def drop_draft(turn: Turn, form: Form, draft: Draft) -> None:
    await forms.drop(turn.tx, turn.chat.id, form.name)
    turn.say(f"{form.name}.dropped", keys=menu.keys(turn))
    await _mention_other(turn, draft)


async def _mention_other(turn: Turn, ended: Draft) -> None:
    """One form has ended; whatever is typed next goes to the one that was left before it, so it is named."""
    if ended.alone:
        return
    left = await forms.find_open(turn.tx, turn.chat.id)
    if left is not None and left.opened_at != turn.now:
        await mention_open(turn, left)


async def _present(turn: Turn, pressed: Pressed) -> tuple[Form, Draft] | None:
    """The open form, if the button belongs to what it shows now; a stale one has been answered by redrawing it."""
    draft = await forms.find_open(turn.tx, turn.chat.id)
    if draft is None:
        raise Refused("form.none_open")
    form = turn.forms[draft.form]
    if pressed.version != draft.version:
        turn.toast("form.stale_button")
        await ask(turn, form, draft, anew=True)
        return None
    return form, draft


async def _take(turn: Turn, form: Form, draft: Draft, step: Step, choice: str | None) -> None:
    try:
        taken = await (step.take(turn, draft) if choice is None else step.pick(turn, draft, choice))
    except Refused as no:
        taken = Again(text=turn.words.say(no.key, **no.facts))
    await _taken(turn, form, draft, step, taken)


async def _caught(turn: Turn, form: Form, draft: Draft, step: Step) -> bool:
    """Whether another step than the one that asks has taken what was sent: a photo while the place is asked for."""
    if isinstance(turn.incoming.body, Text | Press):
        return False
    for other in form.applying(draft.answers):
        taken = await other.catch(turn, draft) if other.key != step.key else None
        if taken is not None:
            await _aside(turn, form, draft, other, taken)
            return True
    return False


async def _aside(turn: Turn, form: Form, draft: Draft, other: Step, taken: Taken) -> None:
    """Noted while the form stays where it is; or the form goes there, with what the present step has so far."""
    if isinstance(taken, Partly) and taken.quietly:
        kept = replace(draft, answers={**_without(draft.answers, other.key), other.key: taken.value})
        await forms.put(turn.tx, kept, now=turn.now)
        slot = f"{form.name}:{other.key}:noted:{draft.opened_at.timestamp():.0f}"
        return turn.send(Say(text=other.noted(turn, taken.value), slot=slot, silent=True))
    present = form.step(draft.step)
    so_far = present.so_far(draft)
    if so_far is not None and present.may_skip(turn):
        draft = replace(draft, answers={**_without(draft.answers, present.key), present.key: so_far})
    elif present.key not in draft.answers and not present.may_skip(turn) and present.listed:
        draft = replace(draft, answers={**draft.answers, EDITING: present.key})
    await _taken(turn, form, replace(draft, step=other.key), other, taken)


async def _taken(turn: Turn, form: Form, draft: Draft, step: Step, taken: Taken) -> None:
    match taken:
        case Again(text=text):
            await ask(turn, form, draft, why=text)
        case Partly(value=value, quietly=quietly):
            parts = {**draft.answers.get(PARTLY, {}), step.key: value}
            kept = replace(draft, version=draft.version + 1, answers={**draft.answers, PARTLY: parts})
            await forms.put(turn.tx, kept, now=turn.now)
            await ask(turn, form, kept, quietly=quietly)
        case Goto(step=key):
            returning = {EDITING: form.summary} if form.summary and key != step.key else {}
            answers = {**_without(draft.answers, step.key), **returning}
            await _arrive(turn, form, replace(draft, answers=answers), form.step(key))
        case Took(value=value):
            answers = {**_without(draft.answers, step.key), step.key: value}
            await _forward(turn, form, replace(draft, answers=answers), step)


async def _forward(turn: Turn, form: Form, draft: Draft, step: Step) -> None:
    if step.uses_keys:
        turn.say("form.noted", value=_shown(turn, step, draft), keys=menu.keys(turn))
    following = _following(form, draft, step)
    draft = replace(draft, answers=_without(draft.answers, EDITING))
    if following is not None:
        return await _arrive(turn, form, draft, following)
    await forms.drop(turn.tx, turn.chat.id, form.name)
    await form.finish(turn, draft.answers)
    await _mention_other(turn, draft)


async def _arrive(turn: Turn, form: Form, draft: Draft, step: Step) -> None:
    draft = replace(draft, step=step.key, version=draft.version + 1)
    await step.enter(turn, draft)
    await forms.put(turn.tx, draft, now=turn.now)
    await ask(turn, form, draft)


async def _back(turn: Turn, form: Form, draft: Draft) -> None:
    """One step back; from a change begun in the summary, back to the summary, with the answer as it was."""
    before = draft.answers.get(EDITING) or _before(form, draft)
    if before is None:
        return await ask(turn, form, draft, why=turn.words.say("form.first_step"))
    if form.step(draft.step).uses_keys:
        turn.say("form.going_back", keys=menu.keys(turn))
    answers = _without(draft.answers, EDITING)
    draft = replace(draft, step=before, version=draft.version + 1, answers=answers)
    await forms.put(turn.tx, draft, now=turn.now)
    await ask(turn, form, draft)


async def _skip(turn: Turn, form: Form, draft: Draft) -> None:
    step = form.step(draft.step)
    if not step.may_skip(turn):
        return await ask(turn, form, draft, why=turn.words.say("form.cannot_skip"))
    kept = step.kept(draft)
    answers = _without(draft.answers, step.key) | ({step.key: kept} if kept else {})
    await _forward(turn, form, replace(draft, answers=answers), step)


async def _cancel(turn: Turn, form: Form, draft: Draft) -> None:
    """At once while there is little to lose; after that, with a question."""
    if len(draft.answers) < 2:
        return await drop_draft(turn, form, draft)
    version = draft.version
    turn.say(
        "form.really_drop",
        title=turn.words.say(f"{form.name}.title"),
        buttons=[
            [
                turn.button("form.drop", "form.drop", version=version, style=Style.DANGER),
                turn.button("form.resume", "form.resume", version=version, style=Style.PRIMARY),
            ]
        ],
    )


def _first_version(turn: Turn) -> int:
    """Higher than any that an earlier form of the chat has come to, so that no old button fits; at most ten digits."""
    return int(turn.now.timestamp() * 10) % 9_000_000_000


def _first_open(form: Form, answers: dict[str, Any]) -> Step:
    """The first step that a form opened with some answers has none for."""
    return next(step for step in form.applying(answers) if step.key not in answers)


def _before(form: Form, draft: Draft) -> str | None:
    keys = [step.key for step in form.applying(draft.answers)]
    place = keys.index(draft.step)
    return keys[place - 1] if place else None


def _following(form: Form, draft: Draft, step: Step) -> Step | None:
    steps = form.applying(draft.answers)
    if draft.answers.get(EDITING):
        lacking = (each for each in steps if each.listed and not each.optional and each.key not in draft.answers)
        return next(lacking, form.step(draft.answers[EDITING]))
    place = [each.key for each in steps].index(step.key)
    rest = steps[place + 1 :]
    return next((each for each in rest if each.key not in draft.answers or not each.listed), None)


def _shown(turn: Turn, step: Step, draft: Draft) -> Safe:
    value = draft.answers.get(step.key)
    return turn.words.say("form.nothing") if value is None else step.shown(turn, value)


def _without(answers: dict[str, Any], key: str) -> dict[str, Any]:
    """The answers without one, and without what had been given towards it."""
    parts = {name: part for name, part in answers.get(PARTLY, {}).items() if name != key}
    kept = {name: value for name, value in answers.items() if name not in (key, PARTLY)}
    return {**kept, PARTLY: parts} if parts else kept
