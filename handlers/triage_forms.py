"""What the staff's acts ask for: a reason, a question, a unit, the original of a duplicate, a result with its proof."""

from collections.abc import Awaitable, Callable
from typing import Any

from domain.attachment import Attachment
from domain.desk import Act
from domain.refused import Refused
from domain.report import Outcome, State, accept_words
from domain.wording import ascii_digits
from handlers import menu, telling
from handlers.step import Choice, Form, Took
from handlers.steps.choice import ChoiceStep
from handlers.steps.files import DONE, FilesStep
from handlers.steps.review import ReviewStep
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import triaging
from services.moving import Moved
from services.triaging import Seen
from storage.forms import Draft

REPORT, SEEN = "_report", "_seen"
DAYS_MOST = 10
REASONS = ("not_ours", "no_grounds", "unclear", "handled_elsewhere", "rude", "other")

Do = Callable[[Turn, Seen, dict[str, Any]], Awaitable[Moved]]


def opening(act: Act) -> str:
    """The name of the form that an act asks by."""
    return f"desk_{act.value}"


def _settling(do: Do) -> Callable[[Turn, dict[str, Any]], Awaitable[None]]:
    """Do it, if the report still is what was seen when the act began; tell, and say so."""

    async def finish(turn: Turn, answers: dict[str, Any]) -> None:
        present = await triaging.get(turn.tx, answers[REPORT], turn.person, turn.house.office)
        seen = Seen(report=present, version=answers[SEEN], person=turn.person)
        show = [[turn.button("desk.open", "desk.show", present.id)]]
        if present.version != seen.version:
            turn.say("desk.changed_since", code=present.code, buttons=show)
            return
        done = await do(turn, seen, answers)
        turn.say("desk.done", code=present.code, keys=menu.keys(turn))
        state = turn.words.say(f"report.state.{done.report.state.value}")
        turn.say("desk.stands", code=present.code, state=state, buttons=show)
        turn.said.extend(await telling.moved(turn.tx, turn.house, done, now=turn.now, by=turn.person.id))

    return finish


def _moving(to: State) -> Do:
    async def do(turn: Turn, seen: Seen, answers: dict[str, Any]) -> Moved:
        return await triaging.move(
            turn.tx, seen, to, reason=_reason(turn, answers), office=turn.house.office, now=turn.now
        )

    return do


async def _assign(turn: Turn, seen: Seen, answers: dict[str, Any]) -> Moved:
    return await triaging.assign(turn.tx, seen, answers["unit"], office=turn.house.office, now=turn.now)


async def _duplicate(turn: Turn, seen: Seen, answers: dict[str, Any]) -> Moved:
    return await triaging.mark_duplicate(turn.tx, seen, answers["original"], office=turn.house.office, now=turn.now)


async def _extend(turn: Turn, seen: Seen, answers: dict[str, Any]) -> Moved:
    days = int(answers["days"])
    return await triaging.extend(turn.tx, seen, days, answers["reason"], office=turn.house.office, now=turn.now)


async def _note(turn: Turn, seen: Seen, answers: dict[str, Any]) -> Moved:
    return await triaging.note(turn.tx, seen, answers["reason"], office=turn.house.office, now=turn.now)


async def _conclude(turn: Turn, seen: Seen, answers: dict[str, Any]) -> Moved:
    return await triaging.conclude(
        turn.tx,
        seen,
        Outcome(answers["outcome"]),
        answers["result"],
        [Attachment(**each) for each in answers.get("proof") or []],
        office=turn.house.office,
        now=turn.now,
    )


def _reason(turn: Turn, answers: dict[str, Any]) -> str:
    """A chosen reason in the words of the list, with what was added to it."""
    chosen = answers.get("why")
    said = answers.get("reason") or ""
    if chosen is None or chosen == "other":
        return str(said)
    listed = turn.house.catalogues["vi"].plain(f"desk_reject.why.{chosen}")
    return f"{listed} {said}".strip()


def _reasons(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(value=each, name=turn.words.plain(f"desk_reject.why.{each}")) for each in REASONS)


def _outcomes(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(value=each.value, name=turn.words.plain(f"report.outcome.{each.value}")) for each in Outcome)


def _accept_days(text: str) -> str:
    typed = ascii_digits(text).strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 3 and 1 <= int(typed) <= DAYS_MOST):
        raise Refused("desk_extend.days_wrong", most=DAYS_MOST)
    return typed


class _UnitStep(TextStep):
    """A unit by its name, or by the bare name of its commune."""

    async def take(self, turn: Turn, draft: Draft) -> Took:
        took = await TextStep.take(self, turn, draft)
        unit = turn.house.province.units.find(took.value)
        if unit is None:
            raise Refused("unit.unknown")
        return Took(value=unit)


class _ProofStep(FilesStep):
    """Photos or documents that show the result, one at least where the configuration asks for them."""

    def may_skip(self, turn: Turn) -> bool:
        return not turn.house.reports.proof_needed

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Took:
        if value == DONE and not self.so_far(draft) and not self.may_skip(turn):
            raise Refused("report.proof_needed")
        return await FilesStep.pick(self, turn, draft, value)


_WORDS = TextStep(key="reason", accept=accept_words)


def _form(act: Act, do: Do, *steps: Any) -> Form:
    return Form(name=opening(act), steps=steps or (_WORDS,), finish=_settling(do), privileged=True, resumable=False)


FORMS = (
    _form(Act.ASK, _moving(State.NEED_INFO)),
    _form(Act.GIVE_BACK, _moving(State.RETURNED)),
    _form(
        Act.REJECT,
        _moving(State.REJECTED),
        ChoiceStep(key="why", choices=_reasons),
        TextStep(key="reason", accept=accept_words),
    ),
    _form(Act.SEND_BACK, _moving(State.IN_PROGRESS)),
    _form(Act.KEEP_CLOSED, _moving(State.CLOSED)),
    _form(Act.ASSIGN, _assign, _UnitStep(key="unit", accept=str)),
    _form(Act.DUPLICATE, _duplicate, TextStep(key="original", accept=str)),
    _form(Act.EXTEND, _extend, TextStep(key="days", accept=_accept_days), _WORDS),
    _form(Act.NOTE, _note),
    _form(
        Act.CONCLUDE,
        _conclude,
        ChoiceStep(key="outcome", choices=_outcomes),
        TextStep(key="result", accept=accept_words),
        _ProofStep(key="proof"),
        ReviewStep(),
    ),
)
