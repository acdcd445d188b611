"""How a form puts a question: the count of steps, what can be chosen, the fixed row of ways out."""

from dataclasses import replace

from channels.incoming import File, Press
from channels.message import Button, Key, Say
from domain.choice import Stand
from domain.wording import ascii_digits, fold
from handlers.step import Choice, Form, Prompt, Step
from handlers.turn import Turn
from storage.forms import Draft
from texts.words import Safe


async def ask(
    turn: Turn, form: Form, draft: Draft, *, why: Safe | None = None, quietly: bool = False, anew: bool = False
) -> None:
    """`why` says what was wrong with the last answer. After a press the question is redrawn where it stands, unless it
    is put `anew` or something was said before it; after files that are taken `quietly`, one message is kept up to date.
    """
    step = form.step(draft.step)
    prompt = await step.ask(turn, draft)
    text = Safe("\n\n".join(part for part in (_heading(turn, form, draft, step), why, prompt.text) if part))
    if prompt.keys:
        return turn.show(text, keys=_keys(turn, form, draft, step, prompt))
    buttons = _buttons(turn, form, draft, step, prompt)
    message = Say(text=text, buttons=tuple(tuple(row) for row in buttons))
    if isinstance(turn.incoming.body, Press) and not (anew or turn.has_spoken):
        message = replace(message, edit=turn.pressed_message)
    elif quietly and isinstance(turn.incoming.body, File):
        message = replace(message, slot=f"{form.name}:{step.key}:{draft.opened_at.timestamp():.0f}")
    turn.send(message)


def _heading(turn: Turn, form: Form, draft: Draft, step: Step) -> Safe:
    counted = [each.key for each in form.applying(draft.answers) if each.listed]
    title = turn.words.say(f"{form.name}.title")
    if step.key not in counted or len(counted) == 1:
        return turn.words.say("form.heading", title=title)
    return turn.words.say("form.step", title=title, n=counted.index(step.key) + 1, of=len(counted))


def _buttons(turn: Turn, form: Form, draft: Draft, step: Step, prompt: Prompt) -> list[list[Button]]:
    version = draft.version
    offered = [
        turn.named_button(choice.name, "form.pick", choice.value, version, style=choice.style)
        for choice in prompt.choices
    ]
    rows = [offered[i : i + prompt.columns] for i in range(0, len(offered), prompt.columns)]
    return [
        *rows,
        *map(list, prompt.links),
        [_act(turn, act, version) for act in _acts(turn, form, draft, step)],
    ]


def _act(turn: Turn, act: str, version: int) -> Button:
    return replace(turn.button(f"form.{act}", f"form.{act}", version=version), stand=_stand(act))


def _keys(turn: Turn, form: Form, draft: Draft, step: Step, prompt: Prompt) -> list[list[Key]]:
    acts = [Key(text=turn.words.plain(f"form.{act}"), stand=_stand(act)) for act in _acts(turn, form, draft, step)]
    return [*([key] for key in prompt.keys), acts]


def _stand(act: str) -> Stand:
    return Stand.BACK if act == "back" else Stand.ALWAYS


def _acts(turn: Turn, form: Form, draft: Draft, step: Step) -> list[str]:
    """The fixed row: back (not on the first step), skip (where it may be, and nothing is there to keep), cancel."""
    first = form.applying(draft.answers)[0].key == step.key
    skip = step.may_skip(turn) and not step.kept(draft)
    return [*([] if first else ["back"]), *(["skip"] if skip else []), "cancel"]


async def named_choice(turn: Turn, draft: Draft, step: Step) -> str | None:
    """The choice whose number or name was typed."""
    if turn.typed is None:
        return None
    return choice_of(turn.typed, await step.offers(turn, draft))


def choice_of(typed: str, choices: tuple[Choice, ...]) -> str | None:
    typed = ascii_digits(typed)
    if typed.isascii() and typed.isdigit() and len(typed) <= 3 and 1 <= int(typed) <= len(choices):
        return choices[int(typed) - 1].value
    wanted = fold(typed)
    named = [choice.value for choice in choices if fold(choice.name).strip(" ✓✅") == wanted]
    return named[0] if len(named) == 1 else None
