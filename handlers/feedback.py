"""A report ("phản ánh") in five steps: what it is about, what happened, photos, where, and how it is sent."""

from datetime import timedelta
from typing import Any

from channels.incoming import File
from channels.message import Button, Say
from domain.attachment import Attachment
from domain.refused import Refused
from domain.report import Report, accept_text
from handlers import form, menu, telling
from handlers.press import Pressed
from handlers.registration import register_first
from handlers.routes import Routes
from handlers.step import Choice, Form, Took
from handlers.steps.choice import ChoiceStep
from handlers.steps.files import FilesStep, attached
from handlers.steps.place import AREA, PlaceStep, spot_of
from handlers.steps.sending import ANONYMOUS, PUBLIC, SendingStep, alike_to, cautions
from handlers.steps.text import TextStep
from handlers.turn import Turn
from services import limiting, privacy, reporting
from services.reporting import Filing
from storage import forms, reports
from storage.forms import Draft
from texts.report_card import field_name

routes = Routes()


@routes.command("phananh")
async def report(turn: Turn, arguments: str) -> None:
    if not turn.person.registered:
        return await register_first(turn, REPORT.name)
    privacy.demand_consent(turn.person)
    await form.open_form(turn, REPORT.name)


async def report_filled(turn: Turn, answers: dict[str, Any]) -> None:
    """A report opened by what was sent outside any form: a photo, or words long enough to be one. Somebody without an
    account registers first, and finds it as it was."""
    if not turn.person.registered:
        await _keep(turn, answers)
        return await register_first(turn, REPORT.name)
    for caution in cautions(turn, answers.get("text", "")):
        turn.show(caution)
    privacy.demand_consent(turn.person)
    await form.open_form(turn, REPORT.name, answers)


async def joined_late(turn: Turn, file: File) -> bool:
    """Whether a file belongs to an album whose other parts have been filed: it joins them, and one line counts."""
    if not file.album:
        return False
    part = attached(file, channel=turn.chat.channel)
    done = await reporting.join_album(turn.tx, turn.person, part, now=turn.now)
    if done is None:
        return False
    report, count = done
    text = turn.words.say("files.joined", code=report.code, count=count)
    turn.send(Say(text=text, slot=f"joined:{report.id}", silent=True))
    return True


async def _keep(turn: Turn, answers: dict[str, Any]) -> None:
    """An unfinished report, older than the form that is opened over it."""
    before = turn.now - timedelta(seconds=1)
    first = REPORT.steps[0].key
    draft = Draft(chat=turn.chat.id, form=REPORT.name, step=first, opened_at=before, answers=answers)
    await forms.put(turn.tx, draft, now=turn.now)


@routes.press("report.open")
async def open_report(turn: Turn, pressed: Pressed) -> None:
    await report(turn, "")


@routes.press("report.follow")
async def follow_instead(turn: Turn, pressed: Pressed) -> None:
    """Instead of filing the same once more. Only what the draft has brought up may be followed like this."""
    draft = await forms.find(turn.tx, turn.chat.id, REPORT.name)
    offered = await alike_to(turn, draft) if draft and {"field", "text", "place"} <= draft.answers.keys() else []
    chosen = next((each for each in offered if each.id == pressed.row), None)
    if chosen is None:
        raise Refused("report.not_offered")
    await reports.follow(turn.tx, chosen.id, turn.chat.id, now=turn.now)
    await forms.drop(turn.tx, turn.chat.id, REPORT.name)
    turn.say("report.following_now", code=chosen.code, keys=menu.keys(turn))


async def _file(turn: Turn, answers: dict[str, Any]) -> None:
    way = answers["review"]
    filing = Filing(
        field=turn.house.province.fields.get(answers["field"]),
        text=answers["text"],
        area=answers["place"][AREA],
        spot=spot_of(answers["place"]),
        attachments=[Attachment(**each) for each in answers.get("files") or []],
        public=way == PUBLIC,
        anonymous=way == ANONYMOUS,
    )
    privacy.demand_consent(turn.person)
    await limiting.may_file(turn.tx, turn.person, turn.house.limits, now=turn.now)
    done = await reporting.file(turn.tx, turn.person, filing, office=turn.house.office, now=turn.now)
    turn.said.extend(await telling.to_staff(turn.tx, turn.house, done, now=turn.now))
    turn.say("report.receipt.menu", keys=menu.keys(turn))
    turn.say(
        "report.receipt",
        code=done.report.code,
        agency=turn.house.province.units.name(done.report.agency),
        at=done.report.created_at,
        due=done.report.due_at,
        buttons=[[copy_button(turn, done.report), turn.button("report.open_it", "report.show", done.report.id)]],
    )


def copy_button(turn: Turn, found: Report) -> Button:
    return Button(text=turn.words.plain("report.copy_code"), copy=found.code)


def _fields(turn: Turn, answers: dict[str, Any]) -> tuple[Choice, ...]:
    fields = turn.house.province.fields.fields.values()
    return tuple(
        Choice(value=each.code, name=field_name(each.code, turn.words, turn.house.province)) for each in fields
    )


class _MatterStep(TextStep):
    """What happened; words of danger or of a complaint are answered at once."""

    async def take(self, turn: Turn, draft: Draft) -> Took:
        took = await TextStep.take(self, turn, draft)
        for caution in cautions(turn, took.value):
            turn.show(caution)
        return took


REPORT = Form(
    name="report",
    steps=(
        ChoiceStep(key="field", choices=_fields, columns=2),
        _MatterStep(key="text", accept=accept_text),
        FilesStep(key="files", optional=True),
        PlaceStep(key="place"),
        SendingStep(),
    ),
    finish=_file,
)
