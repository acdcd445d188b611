"""The last step of a report: everything to look at once more, what should be known before, and how it is sent."""

from dataclasses import dataclass, replace

from channels.message import Button, Style
from domain.danger import complaint, danger_to_life
from domain.refused import Refused
from domain.report import Report
from handlers.step import Choice, Prompt, Took
from handlers.steps.place import AREA, spot_of
from handlers.steps.review import CONFIRM, ReviewStep
from handlers.turn import Turn
from services import reporting
from storage.forms import Draft
from texts.report_card import field_name
from texts.words import Safe, Term

PUBLIC, ANONYMOUS = "public", "anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingStep(ReviewStep):
    """Its answer says who will see what: nobody but the offices, everybody, or the offices without a name."""

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        prompt = await ReviewStep.ask(self, turn, draft)
        alike = await alike_to(turn, draft)
        parts = [*cautions(turn, draft.answers["text"]), _alike(turn, alike), prompt.text, _who_sees(turn)]
        text = Safe("\n\n".join(part for part in parts if part))
        links = (*_followers(turn, alike), *prompt.links)
        return replace(prompt, text=text, choices=await self.offers(turn, draft), links=links)

    async def offers(self, turn: Turn, draft: Draft) -> tuple[Choice, ...]:
        say = turn.words.plain
        return (
            Choice(value=CONFIRM, name=say(f"{draft.form}.confirm"), style=Style.SUCCESS),
            Choice(value=PUBLIC, name=say("report.confirm.public"), style=Style.PRIMARY),
            Choice(value=ANONYMOUS, name=say("report.confirm.anonymous")),
        )

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Took:
        if value not in (CONFIRM, PUBLIC, ANONYMOUS):
            raise Refused("form.no_such_choice")
        return Took(value=value)


def cautions(turn: Turn, text: str) -> list[Safe]:
    """What must be said before such words are filed as a report."""
    danger = [turn.words.say("report.danger")] if danger_to_life(text) else []
    return [*danger, *([turn.words.say("report.complaint")] if complaint(text) else [])]


async def alike_to(turn: Turn, draft: Draft) -> list[Report]:
    """Reports that may tell of the same as this draft."""
    answers = draft.answers
    return await reporting.list_alike(
        turn.tx,
        field=answers["field"],
        area=answers["place"][AREA],
        text=answers["text"],
        spot=spot_of(answers["place"]),
        now=turn.now,
    )


def _alike(turn: Turn, alike: list[Report]) -> Safe:
    if not alike:
        return Safe("")
    lines = [
        turn.words.say(
            "report.alike.line",
            field=field_name(each.field, turn.words, turn.house.province),
            area=turn.house.province.areas.get(each.area).name,
            at=each.created_at,
            state=Term(f"report.state.{each.state.value}"),
        )
        for each in alike
    ]
    return turn.words.say("report.alike", lines=Safe("\n".join(lines)))


def _followers(turn: Turn, alike: list[Report]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (turn.named_button(f"{turn.words.plain('report.follow_instead')} ({n})", "report.follow", each.id),)
        for n, each in enumerate(alike, start=1)
    )


def _who_sees(turn: Turn) -> Safe:
    return turn.words.say("report.who_sees")
