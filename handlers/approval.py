"""Approvers decide: they see the message, whom it reaches, how long it takes, and confirm with a code."""

from typing import Any

from channels.message import Button, Document, Say
from domain.alert import Alert, State, may_approve
from domain.refused import Refused
from domain.role import Role
from domain.wording import ascii_digits
from handlers import enrolment, form, menu
from handlers.drafting import as_seen, show_cards
from handlers.facts import facts, line_of
from handlers.issuing import messages, withdrawals
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Form, Prompt, Step, Taken, Took
from handlers.steps.text import TextStep
from handlers.steps.totp import TotpStep
from handlers.turn import Turn
from services import alerting
from services.speaking import begin_line
from storage import alerts, chats, templates
from storage.forms import Draft
from texts import alert_card

ALERT, SEEN, VERSION, AUDIENCE = "_alert", "_seen", "_version", "_audience"
TYPE_BACK_FROM = 4
REASON_MOST = 300
LISTED = 10
NAME_MOST = 40

routes = Routes()


@routes.command("duyet", role=Role.APPROVER)
async def waiting(turn: Turn, arguments: str) -> None:
    pending = await alerts.list_in(turn.tx, State.PENDING)
    if not pending:
        return turn.say("approval.none_waiting", keys=menu.keys(turn))
    turn.say("approval.waiting", buttons=[[_opener(turn, each)] for each in pending])


@routes.command("quanlycanhbao", role=Role.APPROVER)
async def manage(turn: Turn, arguments: str) -> None:
    """Newest first; with words after the command, those whose code or title holds them."""
    found = await alerts.search(turn.tx, text=arguments[:60], most=LISTED + 1)
    if not found:
        return turn.say("approval.none_found" if arguments else "approval.none_yet", keys=menu.keys(turn))
    turn.say("approval.recent", buttons=_list(turn, found, more=not arguments))


@routes.press("alert.older", role=Role.APPROVER)
async def older(turn: Turn, pressed: Pressed) -> None:
    found = await alerts.search(turn.tx, before=pressed.row, most=LISTED + 1)
    turn.redraw(turn.words.say("approval.recent"), buttons=_list(turn, found))


def _list(turn: Turn, found: list[Alert], *, more: bool = True) -> list[list[Button]]:
    """`more` where what is older can be turned to; a search that finds too much wants more words."""
    rows = [[_opener(turn, each)] for each in found[:LISTED]]
    if more and len(found) > LISTED:
        rows.append([turn.button("approval.older", "alert.older", found[LISTED - 1].id)])
    return rows


@routes.press("alert.review", role=Role.APPROVER)
async def review(turn: Turn, pressed: Pressed) -> None:
    alert = await alerts.get(turn.tx, pressed.row)
    await show_cards(turn, alert)
    await begin_line(turn.tx, turn.chat, line_of(alert))
    turn.send(await facts(turn.tx, alert, turn.house, turn.words, now=turn.now))


@routes.press("alert.approve", role=Role.APPROVER)
async def approve(turn: Turn, pressed: Pressed) -> None:
    """Refused at once where it could not succeed; else the step-up begins, bound to the revision on the screen."""
    alert = await as_seen(turn, pressed.row, pressed.version)
    may_approve(alert, turn.person, seen=alert.digest, now=turn.now, policy=turn.house.policy)
    audience = await alerts.find_audience(turn.tx, alert)
    if audience is None:
        raise Refused("alert.still_counting")
    typed_back = audience if audience and alert.content.level >= TYPE_BACK_FROM else None
    answers = {ALERT: alert.id, SEEN: alert.digest, AUDIENCE: typed_back}
    await enrolment.open_with_code(turn, APPROVAL.name, answers)


@routes.press("alert.return", role=Role.APPROVER)
async def give_back(turn: Turn, pressed: Pressed) -> None:
    await _begin(turn, pressed, RETURN)


@routes.press("alert.reject", role=Role.APPROVER)
async def reject(turn: Turn, pressed: Pressed) -> None:
    await _begin(turn, pressed, REJECT)


@routes.press("alert.cancel", role=Role.APPROVER)
async def cancel(turn: Turn, pressed: Pressed) -> None:
    await _begin(turn, pressed, CANCEL)


async def _begin(turn: Turn, pressed: Pressed, decision: Form) -> None:
    alert = await as_seen(turn, pressed.row, pressed.version)
    await form.open_form(turn, decision.name, {ALERT: alert.id, VERSION: alert.version})


def _opener(turn: Turn, alert: Alert) -> Button:
    headline = alert_card.headline(alert.content, turn.words, turn.house.province)
    state = turn.words.plain(f"alert.state.{alerting.standing(alert, turn.now)}")
    return turn.named_button(f"{alert.code} · {headline} · {state}"[:120], "alert.review", alert.id)


@routes.press("alert.cap", role=Role.APPROVER)
async def download_cap(turn: Turn, pressed: Pressed) -> None:
    alert = await alerts.get(turn.tx, pressed.row)
    if alert.approved_at is None:
        raise Refused("alert.not_pending")
    document = Document(kind="cap", subject=str(alert.id), name=f"{alert.code}.cap.xml")
    turn.send(Say(text=turn.words.say("alert.cap_here", code=alert.code), document=document))


@routes.press("alert.keep", role=Role.APPROVER)
async def keep(turn: Turn, pressed: Pressed) -> None:
    await form.open_form(turn, TEMPLATE.name, {ALERT: (await alerts.get(turn.tx, pressed.row)).id})


async def _kept(turn: Turn, answers: dict[str, Any]) -> None:
    alert = await alerts.get(turn.tx, answers[ALERT])
    unit = turn.person.unit_as(Role.APPROVER)
    await templates.put(
        turn.tx, unit=unit, name=answers["name"], content=alert.content, by=turn.person.id, now=turn.now
    )
    turn.say("template.kept", name=answers["name"], keys=menu.keys(turn))


async def _approved(turn: Turn, answers: dict[str, Any]) -> None:
    alert = await alerts.get(turn.tx, answers[ALERT])
    outcome = await alerting.approve(
        turn.tx,
        alert.id,
        turn.person,
        seen=answers[SEEN],
        cards=await _messages(turn, alert),
        province=turn.house.province,
        now=turn.now,
        policy=turn.house.policy,
    )
    if isinstance(outcome, Refused):
        return turn.refuse(outcome)
    starts = outcome.content.starts_at
    key = "alert.approved" if starts > turn.now else "alert.approved_now"
    turn.say(key, code=outcome.code, starts=starts, keys=menu.keys(turn))
    await _tell_author(turn, outcome, "alert.yours_approved")


async def _messages(turn: Turn, alert: Alert) -> dict[str, dict[str, Any]]:
    """The message in every language: what the approver saw is what is sent."""
    earlier = await alerts.get(turn.tx, alert.updates) if alert.updates else None
    return messages(alert, turn.house, earlier=earlier)


async def _returned(turn: Turn, answers: dict[str, Any]) -> None:
    alert = await as_seen(turn, answers[ALERT], answers[VERSION])
    done = await alerting.give_back(turn.tx, alert.id, turn.person, reason=answers["reason"], now=turn.now)
    await _decided(turn, done, "alert.returned", answers["reason"])


async def _rejected(turn: Turn, answers: dict[str, Any]) -> None:
    alert = await as_seen(turn, answers[ALERT], answers[VERSION])
    done = await alerting.reject(turn.tx, alert.id, turn.person, reason=answers["reason"], now=turn.now)
    await _decided(turn, done, "alert.rejected", answers["reason"])


async def _cancelled(turn: Turn, answers: dict[str, Any]) -> None:
    alert = await as_seen(turn, answers[ALERT], answers[VERSION])
    void = withdrawals(alert, turn.house, reason=answers["reason"])
    done = await alerting.cancel(turn.tx, alert.id, turn.person, reason=answers["reason"], cards=void, now=turn.now)
    await _decided(turn, done, "alert.cancelled", answers["reason"])


async def _decided(turn: Turn, alert: Alert, key: str, reason: str) -> None:
    turn.say(key, code=alert.code, reason=reason, keys=menu.keys(turn))
    await _tell_author(turn, alert, key, reason=reason)


async def _tell_author(turn: Turn, alert: Alert, key: str, *, reason: str = "") -> None:
    for approver in await chats.list_with_role(turn.tx, Role.APPROVER):
        if approver.person == alert.created_by and approver.person != turn.person.id:
            turn.notify(approver.chat, key, code=alert.code, reason=reason)


def _accept_name(text: str) -> str:
    if len(text) > NAME_MOST or "\n" in text:
        raise Refused("template.name_too_long", most=NAME_MOST)
    return text


def _accept_reason(text: str) -> str:
    if len(text) > REASON_MOST:
        raise Refused("alert.reason_too_long", most=REASON_MOST)
    return text


class _TypeBackStep(Step):
    """For the gravest alerts: the number of people, typed back, shows that it has been read."""

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        return Prompt(text=turn.words.say("approval.people.ask", people=draft.answers[AUDIENCE]))

    async def take(self, turn: Turn, draft: Draft) -> Taken:
        typed = ascii_digits(turn.typed or "").replace(".", "").replace(",", "").replace(" ", "")
        if typed != str(draft.answers[AUDIENCE]):
            raise Refused("approval.other_number", people=draft.answers[AUDIENCE])
        return Took(value=typed)


APPROVAL = Form(
    name="approval",
    steps=(
        _TypeBackStep(key="people", when=lambda answers: answers.get(AUDIENCE) is not None),
        TotpStep(key="totp"),
    ),
    finish=_approved,
    privileged=True,
    resumable=False,
)


def _decision(name: str, finish: Any) -> Form:
    reason = TextStep(key="reason", accept=_accept_reason)
    return Form(name=name, steps=(reason,), finish=finish, privileged=True, resumable=False)


RETURN = _decision("return", _returned)
REJECT = _decision("reject", _rejected)
CANCEL = _decision("stop", _cancelled)
TEMPLATE = Form(
    name="template", steps=(TextStep(key="name", accept=_accept_name),), finish=_kept, privileged=True, resumable=False
)
