"""Approvers decide: they see the message, whom it reaches, how long it takes, and confirm with a code."""

from typing import Any

from channels.message import Button, Style
from domain.alert import Alert, Phase, State, may_approve, phase
from domain.refused import Refused
from domain.role import Role
from domain.wording import ascii_digits
from handlers import form, menu
from handlers.press import Pressed
from handlers.routes import Routes
from handlers.step import Form, Prompt, Step, Taken, Took
from handlers.steps.text import TextStep
from handlers.steps.totp import TotpStep
from handlers.turn import Turn
from services import alerting
from storage import alerts, chats
from storage.forms import Draft
from texts import alert_card
from texts.reach import reach_line
from texts.words import Term

ALERT, SEEN, AUDIENCE = "_alert", "_seen", "_audience"
TYPE_BACK_FROM = 4
REASON_MOST = 300
LISTED = 10

routes = Routes()


@routes.command("duyet", role=Role.APPROVER)
async def waiting(turn: Turn, arguments: str) -> None:
    pending = await alerts.list_in(turn.tx, State.PENDING)
    if not pending:
        return turn.say("approval.none_waiting", keys=menu.keys(turn))
    turn.say("approval.waiting", buttons=[[_opener(turn, each)] for each in pending])


@routes.command("quanlycanhbao", role=Role.APPROVER)
async def manage(turn: Turn, arguments: str) -> None:
    recent = await alerts.list_recent(turn.tx, most=LISTED)
    if not recent:
        return turn.say("approval.none_yet", keys=menu.keys(turn))
    turn.say("approval.recent", buttons=[[_opener(turn, each)] for each in recent])


@routes.press("alert.review", role=Role.APPROVER)
async def review(turn: Turn, pressed: Pressed) -> None:
    alert = await alerts.get(turn.tx, pressed.row)
    turn.show(alert_card.card(alert.content, turn.words, turn.house.province, unit=alert.unit, code=alert.code))
    audience = await alerts.find_audience(turn.tx, alert)
    turn.say(
        "approval.facts",
        code=alert.code,
        state=Term(f"alert.state.{_state(turn, alert)}"),
        revision=alert.revision,
        starts=alert.content.starts_at,
        ends=alert.content.ends_at,
        reach=reach_line(audience, alert.content, turn.words, rate=turn.house.rate, now=turn.now),
        buttons=_acts(turn, alert),
    )


@routes.press("alert.approve", role=Role.APPROVER)
async def approve(turn: Turn, pressed: Pressed) -> None:
    """Refused at once where it could not succeed; else the step-up begins, bound to the revision on the screen."""
    alert = await _as_seen(turn, pressed)
    may_approve(alert, turn.person, seen=alert.digest, now=turn.now, policy=turn.house.policy)
    audience = await alerts.find_audience(turn.tx, alert)
    if audience is None:
        raise Refused("alert.still_counting")
    typed_back = audience if alert.content.level >= TYPE_BACK_FROM else None
    await form.open_form(turn, APPROVAL.name, {ALERT: alert.id, SEEN: alert.digest, AUDIENCE: typed_back})


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
    alert = await _as_seen(turn, pressed)
    await form.open_form(turn, decision.name, {ALERT: alert.id})


async def _as_seen(turn: Turn, pressed: Pressed) -> Alert:
    alert = await alerts.get(turn.tx, pressed.row)
    if alert.version != pressed.version:
        raise Refused("alert.changed_meanwhile")
    return alert


def _opener(turn: Turn, alert: Alert) -> Button:
    headline = alert_card.headline(alert.content, turn.words, turn.house.province)
    state = turn.words.plain(f"alert.state.{_state(turn, alert)}")
    return turn.named_button(f"{alert.code} · {headline} · {state}"[:120], "alert.review", alert.id)


def _state(turn: Turn, alert: Alert) -> str:
    present = phase(alert, turn.now)
    return present.value if present else alert.state.value


def _acts(turn: Turn, alert: Alert) -> list[list[Button]]:
    """Only what may be done to it now."""
    version = alert.version
    stop = turn.button("alert.cancel", "alert.cancel", alert.id, version, style=Style.DANGER)
    match alert.state:
        case State.PENDING:
            approve = turn.button("alert.approve", "alert.approve", alert.id, version, style=Style.SUCCESS)
            back = turn.button("alert.return", "alert.return", alert.id, version)
            reject = turn.button("alert.reject", "alert.reject", alert.id, version, style=Style.DANGER)
            return [[approve], [back, reject]]
        case State.DRAFT | State.RETURNED | State.LAPSED:
            submit = turn.button("alert.submit", "alert.submit", alert.id, version, style=Style.PRIMARY)
            return [[submit], [turn.button("alert.edit", "alert.edit", alert.id, version), stop]]
        case State.APPROVED if phase(alert, turn.now) is not Phase.OVER:
            return [[stop]]
    return []


async def _approved(turn: Turn, answers: dict[str, Any]) -> None:
    alert = await alerts.get(turn.tx, answers[ALERT])
    outcome = await alerting.approve(
        turn.tx,
        alert.id,
        turn.person,
        seen=answers[SEEN],
        cards=_cards(turn, alert),
        province=turn.house.province,
        now=turn.now,
        policy=turn.house.policy,
    )
    if isinstance(outcome, Refused):
        return turn.refuse(outcome)
    turn.say("alert.approved", code=outcome.code, starts=outcome.content.starts_at, keys=menu.keys(turn))
    await _tell_author(turn, outcome, "alert.yours_approved")


def _cards(turn: Turn, alert: Alert) -> dict[str, str]:
    """The message in every language: what the approver saw is what is sent."""
    return {
        language: alert_card.card(
            alert.content, turn.house.catalogues[language], turn.house.province, unit=alert.unit, code=alert.code
        )
        for language in turn.house.catalogues.languages
    }


async def _returned(turn: Turn, answers: dict[str, Any]) -> None:
    done = await alerting.give_back(turn.tx, answers[ALERT], turn.person, reason=answers["reason"], now=turn.now)
    await _decided(turn, done, "alert.returned", answers["reason"])


async def _rejected(turn: Turn, answers: dict[str, Any]) -> None:
    done = await alerting.reject(turn.tx, answers[ALERT], turn.person, reason=answers["reason"], now=turn.now)
    await _decided(turn, done, "alert.rejected", answers["reason"])


async def _cancelled(turn: Turn, answers: dict[str, Any]) -> None:
    done = await alerting.cancel(turn.tx, answers[ALERT], turn.person, reason=answers["reason"], now=turn.now)
    await _decided(turn, done, "alert.cancelled", answers["reason"])


async def _decided(turn: Turn, alert: Alert, key: str, reason: str) -> None:
    turn.say(key, code=alert.code, reason=reason, keys=menu.keys(turn))
    await _tell_author(turn, alert, key, reason=reason)


async def _tell_author(turn: Turn, alert: Alert, key: str, *, reason: str = "") -> None:
    for approver in await chats.list_with_role(turn.tx, Role.APPROVER):
        if approver.person == alert.created_by and approver.person != turn.person.id:
            turn.notify(approver.chat, key, code=alert.code, reason=reason)


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
