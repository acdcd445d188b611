"""Alerts: drafted, submitted, decided. Approval, audit entry and broadcast happen together, or not at all."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain import alert as rules
from domain.alert import Alert, Change, Phase, Policy, State
from domain.alert_content import Content, Kind
from domain.code import make_code
from domain.province import Province
from domain.refused import Refused
from domain.role import Person
from storage import alerts, audit, broadcasts, subscriptions
from storage.broadcasts import Purpose
from storage.engine import Tx
from storage.ids import new_id

PREFIX = "CB"
CODE_TRIES = 20
PENDING_MOST = 1_000
WITHDRAWN_FOR = timedelta(hours=6)  # at least so long may it take to tell that an alert is void


async def draft(
    tx: Tx,
    author: Person,
    content: Content,
    *,
    now: datetime,
    updates: int | None = None,
    change: Change | None = None,
) -> Alert:
    """Keep a new draft under a code of its own; with `updates`, one that refers to an alert that stands."""
    earlier = await alerts.get(tx, updates) if updates else None
    for _ in range(CODE_TRIES):
        code = make_code(PREFIX, secrets.randbits(63))
        alert = rules.draft(new_id(), code, content, author, now=now, updates=earlier, change=change)
        if await alerts.add(tx, alert, now=now):
            await audit.record(tx, "alert.drafted", actor=author.id, subject=alert.id, now=now, digest=alert.digest)
            tx.wake("counting")
            return alert
    raise RuntimeError(f"no free alert code in {CODE_TRIES} draws")


async def edit(tx: Tx, alert_id: int, editor: Person, content: Content, *, now: datetime) -> Alert:
    """A new revision: whatever was seen or submitted before counts no more."""
    before = await alerts.get(tx, alert_id)
    edited = rules.edit(before, content, editor, now=now)
    await alerts.save_edit(tx, edited, over=before.version, by=editor.id, now=now)
    await audit.record(tx, "alert.edited", actor=editor.id, subject=alert_id, now=now, digest=edited.digest)
    tx.wake("counting")
    return edited


async def submit(tx: Tx, alert_id: int, author: Person, *, seen: str, now: datetime) -> Alert:
    before = await alerts.get(tx, alert_id)
    submitted = rules.submit(before, author, seen=seen, now=now)
    await alerts.save(tx, submitted, over=before.version)
    await audit.record(tx, "alert.submitted", actor=author.id, subject=alert_id, now=now, digest=submitted.digest)
    return submitted


async def approve(
    tx: Tx,
    alert_id: int,
    approver: Person,
    *,
    seen: str,
    cards: Mapping[str, dict[str, Any]],
    province: Province,
    now: datetime,
    policy: Policy,
) -> Alert | Refused:
    """Approve the revision seen and open its broadcast. A refusal is returned, so that its audit entry stays."""
    before = await alerts.get(tx, alert_id)
    try:
        approved = rules.approve(before, approver, seen=seen, now=now, policy=policy)
        expected = await _reached(tx, before)
        follows = await _followed(tx, before, now=now)
    except Refused as no:
        if no.key == "alert.reaches_nobody":
            await alerts.count_anew(tx, before)
            tx.wake("counting")
        await audit.record(tx, "alert.approval_refused", actor=approver.id, subject=alert_id, now=now, why=no.key)
        return no
    await alerts.save(tx, approved, over=before.version)
    areas = province.audience_areas(approved.content.areas)
    opened = await broadcasts.open_for(
        tx,
        approved,
        follows=follows,
        areas=areas,
        cards=cards,
        opens_at=approved.content.starts_at,
        closes_at=approved.content.ends_at,
        expected=expected,
        now=now,
    )
    if not opened:
        raise RuntimeError(f"alert {alert_id} has a broadcast already")
    await audit.record(
        tx, "alert.approved", actor=approver.id, subject=alert_id, now=now, digest=approved.digest, reaches=expected
    )
    return approved


async def give_back(tx: Tx, alert_id: int, approver: Person, *, reason: str, now: datetime) -> Alert:
    before = await alerts.get(tx, alert_id)
    returned = rules.give_back(before, approver, reason=reason, now=now)
    return await _closed(tx, before, returned, approver, "alert.returned", now)


async def orphan(tx: Tx, person: int, *, by: str, now: datetime) -> list[Alert]:
    """Every request that this person had a hand in goes back, undecided."""
    returned = []
    for alert in await alerts.list_in(tx, State.PENDING, most=PENDING_MOST):
        if person in alert.touched_by:
            await alerts.save(tx, rules.orphan(alert), over=alert.version)
            await audit.record(tx, "alert.orphaned", actor=by, subject=alert.id, now=now)
            returned.append(alert)
    return returned


async def reject(tx: Tx, alert_id: int, approver: Person, *, reason: str, now: datetime) -> Alert:
    before = await alerts.get(tx, alert_id)
    rejected = rules.reject(before, approver, reason=reason, now=now)
    return await _closed(tx, before, rejected, approver, "alert.rejected", now)


async def cancel(
    tx: Tx,
    alert_id: int,
    approver: Person,
    *,
    reason: str,
    cards: Mapping[str, dict[str, Any]],
    now: datetime,
) -> Alert:
    """Stop it: whoever is not yet told will not be; whoever was, hears at once that it is void.

    What was approved to follow it later, such as a prolongation, is cancelled with it.
    """
    before = await alerts.get(tx, alert_id)
    cancelled = rules.cancel(before, approver, reason=reason, now=now)
    await broadcasts.stop(tx, alert_id, reason="cancelled")
    await _withdraw(tx, cancelled, cards=cards, now=now)
    for following in await alerts.list_to_follow(tx, alert_id):
        if rules.phase(following, now) is not Phase.OVER:
            await cancel(tx, following.id, approver, reason=reason, cards={}, now=now)
    return await _closed(tx, before, cancelled, approver, "alert.cancelled", now)


async def supersede(tx: Tx, alert_id: int, *, by: int, now: datetime) -> None:
    """A newer message has begun: nobody else is told the old one."""
    before = await alerts.get(tx, alert_id)
    await broadcasts.stop(tx, alert_id, reason="superseded")
    if before.state is State.APPROVED:
        await alerts.save(tx, rules.supersede(before), over=before.version)
        await audit.record(tx, "alert.superseded", actor="clock", subject=alert_id, now=now, by=by)


async def lapse(tx: Tx, alert_id: int, *, now: datetime, policy: Policy) -> Alert:
    """Nobody decided in time."""
    before = await alerts.get(tx, alert_id)
    lapsed = rules.lapse(before, now=now, policy=policy)
    await alerts.save(tx, lapsed, over=before.version)
    await audit.record(tx, "alert.lapsed", actor="clock", subject=alert_id, now=now)
    return lapsed


async def _withdraw(tx: Tx, alert: Alert, *, cards: Mapping[str, dict[str, Any]], now: datetime) -> None:
    told = await broadcasts.find_of_alert(tx, alert.id)
    if told is None or told.opened_at is None:
        return
    await broadcasts.open_for(
        tx,
        alert,
        purpose=Purpose.WITHDRAWAL,
        follows=told.id,
        areas=told.areas,
        cards=cards,
        opens_at=now,
        closes_at=max(alert.content.ends_at, now + WITHDRAWN_FOR),
        expected=told.progress.told + told.progress.unknown,
        now=now,
    )


async def _followed(tx: Tx, alert: Alert, *, now: datetime) -> int | None:
    """The broadcast that an update follows. Raises `Refused` when what it refers to stands no more."""
    if alert.updates is None:
        return None
    rules.may_follow(await alerts.get(tx, alert.updates), alert.content, now=now)
    if await alerts.find_follower(tx, alert.updates, but=alert.id):
        raise Refused("alert.followed_already")
    earlier = await broadcasts.find_of_alert(tx, alert.updates)
    return earlier.id if earlier else None


async def _closed(tx: Tx, before: Alert, after: Alert, by: Person, act: str, now: datetime) -> Alert:
    await alerts.save(tx, after, over=before.version)
    await audit.record(tx, act, actor=by.id, subject=before.id, now=now)
    return after


async def _reached(tx: Tx, alert: Alert) -> int:
    """How many people it reaches, as counted for this revision; the few of the test group are counted now.

    An empty audience is an error, never everyone.
    """
    if alert.content.kind is Kind.ACTUAL:
        audience = await alerts.find_audience(tx, alert)
    else:
        audience = await subscriptions.count_test_group(tx)
    if audience is None:
        raise Refused("alert.still_counting")
    if audience == 0:
        raise Refused("alert.reaches_nobody")
    return audience


async def answer(tx: Tx, alert_id: int, person: Person, said: str, *, now: datetime) -> Alert:
    """What somebody who got an alert says to it. Raises `Refused` for one that never went out."""
    alert = await alerts.get(tx, alert_id)
    if alert.approved_at is None:
        raise Refused("alert.unknown")
    await alerts.answer(
        tx, alert_id, recipient=person.recipient, chat=person.chat, area=person.area or "", answer=said, now=now
    )
    return alert


def standing(alert: Alert, now: datetime) -> str:
    """Its state as people see it: by the clock while it stands approved, as stored otherwise."""
    present = rules.phase(alert, now)
    return present.value if present else alert.state.value
